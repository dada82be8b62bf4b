/** A row that is too wide for one record of the server, over 1 GB, is compared all the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { missing } from './require-part.ts'
import { compareNow, onServer } from './scratch-reconcile.ts'
import { startPostgres } from './stack-postgres.ts'
import type { ListedDifference } from './table.ts'

/** Two values of 550 MB, which the server keeps packed: some megabytes on disk. */
const wideTable = `CREATE TABLE wide (id int PRIMARY KEY, a text, b text);
  INSERT INTO wide SELECT i, 'small', 'small' FROM generate_series(1, 3) i;
  UPDATE wide SET a = repeat('a', 550000000) WHERE id = 3; UPDATE wide SET b = repeat('b', 550000000) WHERE id = 3`

const skip = missing('gigabytes', false)

test(
  'a row over 1 GB is equal where it is, and its difference is told with the values cut',
  { skip },
  async () => {
    await using server = await startPostgres({ name: 'wide' })
    const urls = { source: server.url('one'), target: server.url('other') }
    await onServer(server.url('postgres'), 'CREATE DATABASE one')
    await onServer(urls.source, wideTable)
    await onServer(server.url('postgres'), 'CREATE DATABASE other TEMPLATE one')
    const equal = await compareNow(urls, { connections: 1 })
    assert.deepEqual(
      equal.tables.map(({ verdict, sourceRows, reason }) => ({ verdict, sourceRows, reason })),
      [{ verdict: 'equal', sourceRows: 3, reason: null }],
    )
    await onServer(urls.target, `UPDATE wide SET b = repeat('b', 549999999) || 'c' WHERE id = 3`)
    const rows: ListedDifference[] = []
    const { tables } = await compareNow(urls, { connections: 1, rows })
    assert.equal(tables[0]?.verdict, 'different')
    assert.deepEqual(
      rows.map(({ kind, key, columns }) => ({ kind, key, columns })),
      [{ kind: 'changed', key: { id: '3' }, columns: ['b'] }],
    )
    const [ours, theirs] = [rows[0]?.source?.['b'], rows[0]?.target?.['b']]
    assert.ok(typeof ours === 'object' && ours !== null && typeof theirs === 'object')
    assert.equal(ours.length, 550_000_000)
    assert.equal(theirs?.length, 550_000_000)
    assert.notEqual(ours.sha256, theirs?.sha256)
  },
)
