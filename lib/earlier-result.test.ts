/** What an earlier compare told is read back, or refused with the place where it cannot be. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { readEarlierResult } from './earlier-result.ts'
import type { EarlierRow } from './earlier-result.ts'

let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-earlier-'))
})

after(async () => await rm(folder, { recursive: true, force: true }))

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

async function all(rows: AsyncIterable<EarlierRow>): Promise<readonly EarlierRow[]> {
  const found: EarlierRow[] = []
  for await (const row of rows) found.push(row)
  return found
}

const changed = {
  kind: 'changed',
  key: { id: '1' },
  columns: ['v'],
  source: { v: 'a' },
  target: { v: 'b' },
  copies: 1,
}
const loose = {
  kind: 'extra',
  key: null,
  columns: [],
  source: null,
  target: { a: '1', b: null },
  copies: 2,
}
const cut = { ...loose, target: { a: { cut: 'x', length: 2000, sha256: 'ff' } } }

test('readEarlierResult() of .json leaves equal tables out, and says of which no row is known', async () => {
  const tables = [
    { table: 'public.same', verdict: 'equal', differences: [], truncated: false },
    {
      table: 'public.t',
      verdict: 'different',
      differences: [changed, loose, cut],
      truncated: true,
    },
    { table: 'public.gone', verdict: 'missing', differences: [], truncated: false },
  ]
  const earlier = await readEarlierResult(await file('r.json', JSON.stringify({ tables })))
  assert.deepEqual(earlier.tables, [
    { table: 'public.t', unread: null, truncated: true },
    {
      table: 'public.gone',
      unread: 'it was missing, and no row of it was named',
      truncated: false,
    },
  ])
  assert.deepEqual(await all(earlier.rowsOf('public.t')), [
    { key: { id: '1' }, values: { v: 'a' } },
    { key: null, values: { a: '1', b: null } },
    { key: null, values: null },
  ])
})

test('readEarlierResult() of .jsonl reads each table from all of its lines', async () => {
  const lines = ['t', 'u', 't'].map((table) => JSON.stringify({ ...changed, table }))
  const earlier = await readEarlierResult(await file('r.jsonl', `${lines.join('\n')}\n`))
  assert.deepEqual(
    earlier.tables.map(({ table }) => table),
    ['t', 'u'],
  )
  assert.equal((await all(earlier.rowsOf('t'))).length, 2)
})

test('readEarlierResult() says what is wrong with a file, and where', async () => {
  const redacted = { ...changed, key: { id: { redacted: '***' } }, table: 't' }
  const cases = [
    [await file('a.json', '{"tables": 1}'), /expected the Result of scripts\/reconcile/],
    [await file('b.json', '{'), /JSON/],
    [await file('c.jsonl', `${JSON.stringify({ ...changed, table: 't' })}\n{"table"`), /line 2/],
    [await file('d.jsonl', JSON.stringify(redacted)), /line 1: the key column "id" is not a text/],
    [join(folder, 'none.json'), /ENOENT/],
  ] as const
  for (const [path, expected] of cases) {
    await assert.rejects(readEarlierResult(path), (error: Error) => {
      assert.equal(error.name, 'UsageError')
      assert.match(error.message, /^Cannot recheck "/)
      assert.match(error.message, expected)
      return true
    })
  }
})

test('readEarlierResult() refuses a Result of another format by its name', async () => {
  const path = await file('later.json', '{"schema":"cdc-testbench/result/2","tables":[]}')
  await assert.rejects(readEarlierResult(path), {
    name: 'UsageError',
    message: `Cannot recheck "${path}": its format is "cdc-testbench/result/2", expected "cdc-testbench/result/1"`,
  })
})
