/** Tables whose rows lie alike are compared slice by slice, and what differs is found wherever a row has gone since. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { alikeSlices, canBeAlike } from './alike-slices.ts'
import { openSides } from './compared-side.ts'
import { drillSegment, judgedSums } from './reconcile-segment.ts'
import { segmentSums } from './segment-sums.ts'
import { compareNow, onServer, storyDatabases } from './scratch-reconcile.ts'
import { connectPostgres } from './postgres.ts'
import { pairOf as plannedPair } from './scratch-live.ts'
import { startScratchServers } from './scratch-values.ts'
import { bucketSegments } from './segments.ts'
import { startTally } from './tally.ts'
import type { SegmentWork } from './segment-sums.ts'
import type { ScratchServers } from './scratch-values.ts'
import type { Both, TablePair } from './table.ts'

let servers: ScratchServers
let urls: Both<string>

const signal = new AbortController().signal
const digest = { seed: '7', native: true, nested: false, portable: false }
const rows = 60_000

type Story = {
  readonly columns: string
  readonly key: string
  /** The columns of row `i` but the last, in SQL. */
  readonly of: string
  /** Of the target, in SQL. */
  readonly order?: string
  readonly fillfactor?: number
  /** What happens to the target. */
  readonly target: string
  /** Missing, extra, changed. */
  readonly counts: readonly [number, number, number]
  readonly alike: boolean
}

/** About 1,500 pages each: 64 slices. */
const stories: Readonly<Record<string, Story>> = {
  numbers: {
    columns: 'k int',
    key: 'k',
    of: 'i',
    target: `UPDATE numbers SET v = 'x' WHERE k IN (1, 30000, ${rows}); DELETE FROM numbers WHERE k IN (777, 778);
      INSERT INTO numbers VALUES (0, 'new'), (-5, 'new')`,
    counts: [2, 2, 3],
    alike: true,
  },
  texts: {
    columns: 'k text',
    key: 'k',
    of: 'md5(i::text)',
    target: `UPDATE texts SET v = 'x' WHERE k = md5('123')`,
    counts: [0, 0, 1],
    alike: true,
  },
  pairs: {
    columns: 'k uuid, "K 2" timestamptz',
    key: '"K 2", k',
    of: `md5(i::text)::uuid, '2025-01-01+00'::timestamptz + i * interval '1 s'`,
    target: `DELETE FROM pairs WHERE k = md5('5000')::uuid`,
    counts: [1, 0, 0],
    alike: true,
  },
  moved: {
    columns: 'k int',
    key: 'k',
    of: 'i',
    target: `UPDATE moved SET v = v || '!' WHERE k BETWEEN 20000 AND 24000; UPDATE moved SET v = rtrim(v, '!') WHERE k BETWEEN 20000 AND 24000;
      UPDATE moved SET v = 'x' WHERE k = 22222`,
    counts: [0, 0, 1],
    alike: true,
  },
  loose: {
    columns: 'k int',
    key: 'k',
    of: 'i',
    target:
      'ALTER TABLE loose SET (fillfactor = 40); VACUUM FULL loose; DELETE FROM loose WHERE k % 30000 = 0',
    counts: [2, 0, 0],
    alike: true,
  },
  turned: {
    columns: 'k int',
    key: 'k',
    of: 'i',
    order: 'i DESC',
    target: `UPDATE turned SET v = 'x' WHERE k = 4`,
    counts: [0, 0, 1],
    alike: false,
  },
  // Longer tables: enough of the boundaries rise to cut it into slices, but each would hold three of the other side's.
  dealt: {
    columns: 'k int',
    key: 'k',
    of: 'i',
    order: 'i / 100 % 3, i',
    fillfactor: 20,
    target: `UPDATE dealt SET v = 'x' WHERE k = 4`,
    counts: [0, 0, 1],
    alike: false,
  },
  rewritten: {
    columns: 'k int',
    key: 'k',
    of: 'i',
    target: `UPDATE rewritten SET v = v || '!' WHERE k % 20 = 0; UPDATE rewritten SET v = rtrim(v, '!'); DELETE FROM rewritten WHERE k = 9`,
    counts: [1, 0, 0],
    alike: false,
  },
  emptied: {
    columns: 'k int',
    key: 'k',
    of: 'i',
    target: 'DELETE FROM emptied',
    counts: [rows, 0, 0],
    alike: false,
  },
}

before(async () => {
  servers = await startScratchServers('alike')
  const combination = servers.combinations.at(-1)
  urls = await storyDatabases(combination ?? { source: servers.newest, target: servers.newest })
  for (const [name, story] of Object.entries(stories)) {
    for (const side of ['source', 'target'] as const) {
      const isTarget = side === 'target'
      const { columns, key, of, order = 'i', fillfactor = 100, target } = story
      const statements = [
        `CREATE TABLE ${name} (${columns}, v text, PRIMARY KEY (${key})) WITH (autovacuum_enabled = off, fillfactor = ${fillfactor})`,
        `INSERT INTO ${name} SELECT ${of}, repeat(md5(i::text), 4) FROM generate_series(1, ${rows}) AS i ORDER BY ${isTarget ? order : 'i'}`,
        ...(isTarget ? target.split(';') : []),
        `ANALYZE ${name}`,
      ]
      for (const statement of statements) await onServer(urls[side], statement)
    }
  }
})

after(async () => servers[Symbol.asyncDispose]())

async function pairOf(table: string): Promise<TablePair> {
  await using source = await connectPostgres(urls.source, { max: 1 })
  await using target = await connectPostgres(urls.target, { max: 1 })
  return await plannedPair({ source, target }, table)
}

function sidesNow(connections: number) {
  const options = { signal, connections, snapshotMaxMs: 60_000 }
  return openSides({
    source: { ...options, url: urls.source },
    target: { ...options, url: urls.target },
  })
}

for (const [name, { counts, alike }] of Object.entries(stories)) {
  test(`reconcile() counts what differs in a table whose rows lie ${alike ? 'alike' : 'apart'}: ${name}`, async () => {
    const pair = await pairOf(name)
    await using sides = sidesNow(2)
    const lanes = {
      source: await sides.source.enterAll(),
      target: await sides.target.enterAll(),
    }
    let read = 0
    const found = await alikeSlices({ pair, digest, lanes, onRows: (more) => (read += more) })
    assert.equal(found !== null, alike)
    // A look at a few, and no more, where it is not worth while.
    if (found === null) assert.ok(read <= rows / 3, String(read))
    if (found !== null) {
      assert.ok(found.alike.rows > rows / 2, String(found.alike.rows))
      assert.ok(found.alike.rows < rows)
    }
    const { tables } = await compareNow(urls, { table: [`public.${name}`], connections: 2 })
    const [table] = tables
    assert.deepEqual([table?.missing, table?.extra, table?.changed], counts)
    assert.equal(table?.sourceRows, rows)
    assert.equal(table.targetRows, rows - counts[0] + counts[1])
  })
}

test('drillSegment() looks for rows that differ in all of a table once its snapshots are gone', async () => {
  const pair = await pairOf('numbers')
  const [segment] = bucketSegments(rows, { keyless: false })
  assert.ok(segment)
  await using sides = sidesNow(2)
  const tally = startTally(10, async () => undefined)
  const work: SegmentWork = {
    pair,
    segment,
    sides,
    digest,
    tally,
    lane: 0,
    connections: 2,
    depth: 'rows',
    live: null,
    onRows: () => undefined,
  }
  const judged = await judgedSums(work, await segmentSums(work))
  assert.ok(judged.unlike !== null)
  for (const side of ['source', 'target'] as const) sides[side].renew()
  // Every row lies elsewhere now, and none of those that differ where it was.
  await onServer(urls.target, 'UPDATE numbers SET v = v')
  await drillSegment(work, judged, { after: null })
  assert.deepEqual(tally.counts(), { missing: 2, extra: 2, changed: 3, unresolved: 0 })
})

test('reconcile() reads a large table of which some columns may not be read', async () => {
  for (const side of ['source', 'target'] as const) {
    await onServer(
      urls[side],
      `ALTER TABLE texts ADD secret int; CREATE ROLE reader LOGIN PASSWORD 'reads'; GRANT SELECT (k, v) ON texts TO reader`,
    )
  }
  const [source = '', target = ''] = [urls.source, urls.target].map((url) => {
    const made = new URL(url)
    made.username = 'reader'
    made.password = 'reads'
    return made.href
  })
  for (const connections of [1, 2]) {
    const { tables } = await compareNow(
      { source, target },
      { connections, table: ['public.texts'], columns: { ignoreColumns: ['secret'] } },
    )
    const [table] = tables
    assert.deepEqual([table?.verdict, table?.changed, table?.reason], ['different', 1, null])
  }
})

test('canBeAlike() is true of two heaps with a key that an index of the target finds', async () => {
  const pair = await pairOf('numbers')
  assert.equal(canBeAlike(pair), true)
  assert.equal(canBeAlike({ ...pair, where: 'true' }), false)
  assert.equal(canBeAlike({ ...pair, key: null }), false)
  assert.equal(canBeAlike({ ...pair, keyNullable: true }), false)
  assert.equal(canBeAlike({ ...pair, key: ['v'] }), false)
  assert.equal(canBeAlike({ ...pair, source: { ...pair.source, kind: 'partitioned' } }), false)
  assert.equal(canBeAlike({ ...pair, target: { ...pair.target, kind: 'view' } }), false)
})
