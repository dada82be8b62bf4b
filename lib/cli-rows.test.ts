/** How rows reach the reports of a script: complete under their name, partial beside it, without passwords. */
import assert from 'node:assert/strict'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

import { parseCsv } from './sample-csv.ts'
import { loader, follow, runToEnd, scratchScript } from './scratch-script.ts'
import type { Result } from './result.ts'

/** Emits rows, then ends as `mode` says. */
const third = `{
  streamsRows: true,
  main: async ({ flags: { mode }, rows, rowsWanted, signal, progress }) => {
    const row = (id, copies = 1) => ({
      table: 'public.t', targetTable: 'public.t', kind: 'missing', key: { id: String(id) },
      columns: [], source: { id: String(id), note: 'hunter2-secret', token: 'kept' }, target: null, copies,
    })
    await Promise.all([rows(row(1)), rows(row(2)), rows(row(3, 2))])
    for (let id = 0; mode === 'many' && id < 100_000; id += 1) await rows(row(id))
    if (mode === 'error') throw new errors.UnreachableError('Cannot read "public.t": gone')
    if (mode === 'hold') {
      process.stderr.write('ready\\n')
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve)
        setTimeout(resolve, 60_000)
      })
    }
    return { checks: [{ name: 'public.t: rows equal', verdict: 'fail', measured: rowsWanted ? 1 : 0 }] }
  },
}`

const environment = {
  CDC_SOURCE_URL: 'postgres://bob:hunter2-secret@h/db',
  CDC_TARGET_URL: 'postgres://h/db',
}

async function scratchWithOldReports() {
  const scratch = await scratchScript('', { third })
  const files = ['r.csv', 'r.jsonl', 'r.json'].map((name) => join(scratch.folder, name))
  for (const file of files) await writeFile(file, 'yesterday')
  const args = files.flatMap((file) => ['--report', file])
  async function reports(): Promise<readonly string[]> {
    return (await readdir(scratch.folder)).filter((name) => name.startsWith('r.')).toSorted()
  }
  async function text(name: string): Promise<string> {
    return readFile(join(scratch.folder, name), 'utf8')
  }
  return { ...scratch, args, reports, text }
}

test('rows() fills .csv and .jsonl with every row, and no password', async () => {
  await using scratch = await scratchWithOldReports()
  const ended = await runToEnd(scratch.file, { args: scratch.args, environment })
  assert.equal(ended.code, 1, ended.stderr)
  assert.deepEqual(await scratch.reports(), ['r.csv', 'r.json', 'r.jsonl'])
  const lines = (await scratch.text('r.jsonl')).trimEnd().split('\n')
  assert.equal(lines.length, 3)
  assert.deepEqual(JSON.parse(lines[0] ?? ''), {
    table: 'public.t',
    targetTable: 'public.t',
    kind: 'missing',
    key: { id: '1' },
    columns: [],
    source: { id: '1', note: { redacted: '***' }, token: 'kept' },
    target: null,
    copies: 1,
  })
  const [head, ...cells] = parseCsv(await scratch.text('r.csv'))
  assert.deepEqual(head, ['table', 'key', 'column', 'status', 'source', 'target'])
  // A line cannot say how many copies it stands for: a row that is there twice too often stands there twice.
  assert.deepEqual(
    cells.filter(([, , column]) => column === 'note').map(([, key, , , source]) => [key, source]),
    ['1', '2', '3', '3'].map((id) => [`{"id":"${id}"}`, '\\R ***']),
  )
  const result = JSON.parse(await scratch.text('r.json')) as Result
  assert.equal(result.checks[0]?.measured, 1)
})

test('rows() of a run that was stopped or failed stand as .partial, and their name stays free', async () => {
  await using scratch = await scratchWithOldReports()
  const failed = await runToEnd(scratch.file, {
    args: [...scratch.args, '--mode', 'error'],
    environment,
  })
  assert.equal(failed.code, 3)
  assert.match(failed.stderr, /r\.jsonl" is not written, .*the 3 rows found until then stand in/)
  assert.deepEqual(await scratch.reports(), ['r.csv.partial', 'r.json', 'r.jsonl.partial'])
  const command = ['--import', loader, scratch.file, ...scratch.args, '--mode', 'hold']
  await using live = follow(process.execPath, [...command, '--stack', 'embedded'])
  await live.until(/ready/)
  live.child.kill('SIGINT')
  const stopped = await live.ended
  assert.equal(stopped.code, 130, stopped.stderr)
  assert.deepEqual(await scratch.reports(), ['r.csv.partial', 'r.json', 'r.jsonl.partial'])
  assert.equal((await scratch.text('r.jsonl.partial')).split('\n').length, 4)
  assert.equal((JSON.parse(await scratch.text('r.json')) as Result).interrupted, true)
})

test('rows() of a run that was killed leave no earlier rows under the name', async () => {
  await using scratch = await scratchWithOldReports()
  const command = ['--import', loader, scratch.file, ...scratch.args, '--mode', 'hold']
  await using live = follow(process.execPath, command)
  await live.until(/ready/)
  live.child.kill('SIGKILL')
  await live.ended
  const names = (await scratch.reports()).map((name) => name.replace(/\d+$/, ''))
  assert.deepEqual(names, ['r.csv.tmp-', 'r.json', 'r.jsonl.tmp-'])
})

test(
  'rows() that do not fit on the disk leave no half report under the name, and the Result says so',
  { skip: process.platform !== 'linux' && 'needs a limit of file sizes' },
  async () => {
    await using scratch = await scratchWithOldReports()
    const command = [process.execPath, '--import', loader, scratch.file, ...scratch.args]
    // An ignored signal stays ignored in the program: writing past the limit is then an error like that of a full disk.
    const limited = `trap '' XFSZ; ulimit -f 4096; exec "$@"`
    await using live = follow('bash', ['-c', limited, 'bash', ...command, '--mode', 'many'])
    const ended = await live.ended
    assert.equal(ended.code, 1, ended.stderr)
    const { checks } = JSON.parse(await scratch.text('r.json')) as Result
    assert.equal(checks[1]?.name, 'reports written')
    assert.match(
      checks[1].message ?? '',
      /^Cannot write report ".*r\.csv": EFBIG.*\n.*r\.jsonl": EFBIG/,
    )
    assert.deepEqual(await scratch.reports(), ['r.json'])
  },
)

test('rows() without a report that holds them are told to be of no interest', async () => {
  await using scratch = await scratchWithOldReports()
  const args = ['--report', join(scratch.folder, 'r.json')]
  assert.equal((await runToEnd(scratch.file, { args, environment })).code, 1)
  assert.equal((JSON.parse(await scratch.text('r.json')) as Result).checks[0]?.measured, 0)
  assert.equal(await scratch.text('r.csv'), 'yesterday')
})

test('a report that another flag names is refused: it would be overwritten before it is read', async () => {
  await using scratch = await scratchWithOldReports()
  const args = [...scratch.args, '--mode', join(scratch.folder, 'x', '..', 'r.jsonl')]
  const ended = await runToEnd(scratch.file, { args, environment })
  assert.equal(ended.code, 2)
  assert.match(ended.stderr, /r\.jsonl": --mode names the same file, expected another\n$/)
  assert.equal(await scratch.text('r.jsonl'), 'yesterday')
})

test('.jsonl is refused by scripts that find no rows', async () => {
  await using scratch = await scratchScript('return { checks: [] }')
  const ended = await runToEnd(scratch.file, { args: ['--report', 'r.jsonl'] })
  assert.equal(ended.code, 2)
  assert.match(ended.stderr, /only scripts\/reconcile\.ts finds/)
})
