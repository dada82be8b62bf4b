/** Without --live a writer makes a compare unresolved, never different: two databases are written alike while they are compared. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { ClosingStack } from './closing-stack.ts'
import { connectPostgres } from './postgres.ts'
import { compareNow, onServer, storyDatabases } from './scratch-reconcile.ts'
import { startPostgres } from './stack-postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { Both } from './table.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'writer' })
})

after(async () => await server[Symbol.asyncDispose]())

const filled = `
  CREATE TABLE keyed (id int PRIMARY KEY, v int); INSERT INTO keyed SELECT i, 0 FROM generate_series(1, 40) i;
  CREATE TABLE keyless (id int, v int); INSERT INTO keyless SELECT i, 0 FROM generate_series(1, 40) i;
  CREATE TABLE nullable (id int UNIQUE, w int, v int); INSERT INTO nullable SELECT nullif(i % 2, 0) * i, i, 0 FROM generate_series(1, 40) i`

/** Each of these is done to both databases, at the source first. */
const writings: Readonly<Record<string, readonly string[]>> = {
  'change, move and replace rows': [
    'UPDATE keyed SET v = 1 - v WHERE id = $1; UPDATE keyless SET v = 1 - v WHERE id = $1; UPDATE nullable SET v = 1 - v WHERE w = $1',
    'UPDATE keyed SET v = v + 1; UPDATE keyless SET v = v + 1; UPDATE nullable SET v = v + 1',
    'UPDATE keyed SET id = 1000 - id WHERE id = $1; UPDATE nullable SET id = NULL WHERE id = $1',
    'DELETE FROM keyless WHERE id = $1; INSERT INTO keyless VALUES ($1, 0)',
  ],
  'change a row and change it back': [
    'UPDATE keyed SET v = 1 - v WHERE id = 1; UPDATE keyless SET v = 1 - v WHERE id = 1; UPDATE nullable SET v = 1 - v WHERE w = 2',
  ],
}

type Writing = AsyncDisposable & {
  readonly writes: () => number
  /** The longest that one side may have lacked what the other had, since this was asked last. */
  readonly apartMs: () => number
}

/** Two servers that are apart for as long are different, and no compare could tell that it is a writer who stands still. */
const apartMaxMs = 30

function startWriting(urls: Both<string>, writes: readonly string[]): Writing {
  const stop = new AbortController()
  let count = 0
  let apartMs = 0
  let sinceMs: number | null = null
  async function write(): Promise<void> {
    await using source = await connectPostgres(urls.source, { max: 1 })
    await using target = await connectPostgres(urls.target, { max: 1 })
    while (!stop.signal.aborted) {
      const statement = writes[count % writes.length] ?? ''
      const told = statement.replaceAll('$1', String(1 + ((count * 7) % 40)))
      sinceMs = performance.now()
      await source.unsafe(told)
      await target.unsafe(told)
      apartMs = Math.max(apartMs, performance.now() - sinceMs)
      sinceMs = null
      count += 1
    }
  }
  const ending = write()
  ending.catch(() => undefined)
  return {
    writes: () => count,
    apartMs: () => {
      const longest = Math.max(apartMs, sinceMs === null ? 0 : performance.now() - sinceMs)
      apartMs = 0
      return longest
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await ending
    },
  }
}

const depths = ['rows', 'checksums', 'counts'] as const

for (const [name, writes] of Object.entries(writings)) {
  test(`reconcile() of two databases that are written alike never calls them different: ${name}`, async () => {
    const urls = await storyDatabases({ source: server, target: server })
    for (const url of Object.values(urls)) await onServer(url, filled)
    const verdicts = new Set<string>()
    {
      await using writing = startWriting(urls, writes)
      // Forty rounds, and as many more as it takes until both have been seen.
      for (let round = 1; round <= 40 || (verdicts.size < 2 && round <= 1000); round += 1) {
        const { tables } = await compareNow(urls, {
          digestSeed: String(round),
          depth: depths[round % 3] ?? 'rows',
        })
        const stoodStill = writing.apartMs() > apartMaxMs
        for (const { verdict, reason } of tables) {
          if (verdict === 'different' && stoodStill) continue
          verdicts.add(`${verdict} ${reason ?? ''}`)
        }
      }
      assert.ok(writing.writes() > 40)
    }
    // Had nothing been caught in the middle, that nothing was called different would prove nothing.
    assert.deepEqual([...verdicts].toSorted(), [
      'equal ',
      'unresolved changed during the compare; use --live',
    ])
    const { tables } = await compareNow(urls)
    assert.ok(tables.every(({ verdict }) => verdict === 'equal'))
  })
}

test('reconcile() that loses its connections under a writer calls no row without a key different', async () => {
  const urls = await storyDatabases({ source: server, target: server })
  for (const url of Object.values(urls)) {
    await onServer(
      url,
      `CREATE TABLE keyless (id int, v int); INSERT INTO keyless SELECT i, 0 FROM generate_series(1, 3000) i`,
    )
  }
  await onServer(urls.source, 'INSERT INTO keyless SELECT i, 0 FROM generate_series(-3000, -1) i')
  await using opened = new ClosingStack()
  let isWritten = false
  const told: string[] = []
  const { tables } = await compareNow(urls, {
    rows: [],
    onDifference: async (_, { kind, source }) => {
      told.push(`${kind} ${Number(source?.['id']) < 0 ? 'planted' : 'written'}`)
      if (isWritten) return
      isWritten = true
      opened.use(startWriting(urls, ['UPDATE keyless SET v = v + 1 WHERE id = $1']))
      await onServer(
        urls.target,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'`,
      )
    },
  })
  assert.deepEqual([...new Set(told)], ['missing planted'])
  assert.equal(tables[0]?.verdict, 'different')
})
