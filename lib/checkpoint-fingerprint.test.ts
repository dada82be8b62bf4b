/** The fingerprint of a reconciliation changes with all that its work depends on, and with nothing else. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { fingerprintOf, serverIdentity } from './checkpoint-fingerprint.ts'
import { openLane } from './lane.ts'
import { connectPostgres } from './postgres.ts'
import { scratchPair } from './scratch-pair.ts'
import { startPostgres } from './stack-postgres.ts'
import type { FingerprintParts } from './checkpoint-fingerprint.ts'
import type { Lane } from './lane.ts'
import type { PostgresServer } from './stack-postgres.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'identity', databases: ['one', 'other'] })
})

after(async () => await server[Symbol.asyncDispose]())

async function laneTo(url: string): Promise<Lane> {
  return await openLane({ url, signal: new AbortController().signal, statementTimeoutMs: 60_000 })
}

test('serverIdentity() is the same by whatever address, and another one for each database', async () => {
  const elsewhere = new URL(server.url('one'))
  elsewhere.hostname = 'localhost'
  const urls = [server.url('one'), elsewhere.href, server.url('other')]
  const found: string[] = []
  for (const url of urls) {
    await using lane = await laneTo(url)
    found.push(await serverIdentity(lane))
  }
  assert.match(found[0] ?? '', /^\d+\/one$/)
  assert.equal(found[1], found[0])
  assert.notEqual(found[2], found[0])
})

test('serverIdentity() is the place of a server that does not tell', async () => {
  await using owner = await connectPostgres(server.url('other'), { max: 1 })
  await owner`REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC`
  await owner`CREATE ROLE reader LOGIN PASSWORD 'of-no-use'`
  const url = new URL(server.url('other'))
  url.username = 'reader'
  url.password = 'of-no-use'
  await using lane = await laneTo(url.href)
  assert.equal(await serverIdentity(lane), `127.0.0.1:${url.port}/other`)
})

const pair = scratchPair({
  table: 'orders',
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'price', type: 'numeric' },
  ],
  key: ['id'],
})

const parts: FingerprintParts = {
  pairs: [pair],
  servers: { source: '123/shop', target: '456/shop' },
  settings: { seed: '7' },
}

test('fingerprintOf() tells every setting that work depends on', () => {
  const [id, price] = pair.columns
  assert.ok(id !== undefined && price !== undefined)
  const others: readonly (readonly [story: string, parts: FingerprintParts])[] = [
    ['server', { ...parts, servers: { ...parts.servers, target: '789/shop' } }],
    ['seed', { ...parts, settings: { seed: '8' } }],
    ['pairs', { ...parts, pairs: [] }],
    ['key', { ...parts, pairs: [{ ...pair, key: ['price'] }] }],
    ['where', { ...parts, pairs: [{ ...pair, where: 'id > 1' }] }],
    ['columns', { ...parts, pairs: [{ ...pair, columns: [id] }] }],
    ['target', { ...parts, pairs: [{ ...pair, targetLabel: 'cdc.orders' }] }],
    ['policy', { ...parts, pairs: [withPrice({ policy: { name: 'epsilon', epsilon: 0.1 } })] }],
    ['type', { ...parts, pairs: [withPrice({ valueType: 'text' })] }],
    ['expression', { ...parts, pairs: [withPrice({ value: { source: 'x', target: 'y' } })] }],
  ]
  function withPrice(change: Partial<typeof price>): typeof pair {
    assert.ok(id !== undefined && price !== undefined)
    return { ...pair, columns: [id, { ...price, ...change }] }
  }
  const texts = [parts, ...others.map(([, other]) => other)].map((each) =>
    JSON.stringify(fingerprintOf(each)),
  )
  assert.equal(new Set(texts).size, others.length + 1)
  assert.deepEqual(fingerprintOf(parts), fingerprintOf({ ...parts }))
})
