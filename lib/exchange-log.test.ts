/** What a thread tells arrives as it was told, and a server cannot fill us with its messages. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exchangeLog, readBatch } from './exchange-log.ts'
import type { Batch, Exchange, FailureGroup } from './exchange-log.ts'

const one: Exchange = {
  endpoint: 4,
  outcome: 'timedOut',
  endedMs: 3_599_999.25,
  responseUs: 7_200_000_000,
  serviceUs: 10_000_123,
  lagUs: 0,
  bodyBytes: -1,
  failure: 17,
}

function read(batches: readonly Batch[]): Exchange[] {
  const exchanges: Exchange[] = []
  for (const batch of batches) readBatch(batch, (exchange) => exchanges.push(exchange))
  return exchanges
}

test('exchangeLog() sends full batches by itself, the rest when flushed, and nothing for nothing', () => {
  const batches: Batch[] = []
  const log = exchangeLog((batch) => batches.push(batch))
  log.flush()
  assert.equal(batches.length, 0)
  const told = Array.from({ length: 10_000 }, (_, endpoint) => ({ ...one, endpoint }))
  for (const exchange of told) log.add(exchange)
  assert.ok(batches.length > 0)
  log.flush()
  assert.deepEqual(read(batches), told)
})

test('exchangeLog() fills an array again that came back, and not before', () => {
  const batches: Batch[] = []
  const log = exchangeLog((batch) => batches.push(batch))
  log.add(one)
  log.flush()
  log.add({ ...one, endpoint: 1 })
  log.flush()
  const [first, second] = batches
  assert.ok(first !== undefined && second !== undefined)
  assert.notEqual(first.records, second.records)
  log.recycle(first.records)
  log.flush()
  log.add({ ...one, endpoint: 2 })
  log.flush()
  log.add({ ...one, endpoint: 3 })
  log.flush()
  assert.equal(batches[3]?.records, first.records)
  assert.deepEqual(
    read(batches.slice(1)).map(({ endpoint }) => endpoint),
    [1, 2, 3],
  )
})

test('group() names each failure once', () => {
  const batches: Batch[] = []
  const log = exchangeLog((batch) => batches.push(batch))
  const failure = { endpoint: 0, kind: 'status', message: 'HTTP 500' } as const
  assert.equal(log.group(failure), 0)
  assert.equal(log.group({ ...failure, endpoint: 1 }), 1)
  assert.equal(log.group({ ...failure, kind: 'body' }), 2)
  assert.equal(log.group(failure), 0)
  log.flush()
  log.group(failure)
  log.flush()
  assert.deepEqual(
    batches.map(({ groups }) => groups.map(({ id }) => id)),
    [[0, 1, 2]],
  )
})

const others = { id: 200, message: 'other messages', sample: 'other messages', several: false }

test('group() keeps messages short and few, whatever a server puts into them', () => {
  const batches: Batch[] = []
  const log = exchangeLog((batch) => batches.push(batch))
  const ids = Array.from({ length: 5000 }, (_, number) =>
    log.group({ endpoint: 0, kind: 'body', message: `request ${number}\n${'x'.repeat(5000)}` }),
  )
  log.flush()
  const told = batches.flatMap((batch) => batch.groups)
  const groups = told.filter(({ several }) => !several)
  assert.equal(groups.length, 201)
  assert.equal(new Set(ids).size, 201)
  assert.deepEqual(groups.at(-1), { ...groups.at(0), ...others })
  assert.ok(groups.every(({ message }) => message.length <= 200 && !message.includes('\n')))
})

test('exchangeLog() sends a batch when it holds 4096, of eight numbers each', () => {
  const lengths: number[] = []
  const log = exchangeLog(({ length, records }) => lengths.push(length, records.length))
  for (let count = 1; count < 4096; count++) log.add(one)
  assert.deepEqual(lengths, [])
  log.add(one)
  assert.deepEqual(lengths, [4096, 4096 * 8])
})

test('recycle() keeps four arrays, and lets others go', () => {
  const batches: Batch[] = []
  const log = exchangeLog((batch) => batches.push(batch))
  const returned = Array.from({ length: 6 }, () => new Float64Array(4096 * 8))
  for (const array of returned) log.recycle(array)
  for (let index = 0; index < 7; index++) {
    log.add(one)
    log.flush()
  }
  const used = batches.map(({ records }) => returned.indexOf(records))
  assert.deepEqual(used, [-1, 3, 2, 1, 0, -1, -1])
})

const bounds: readonly (readonly [given: string, told: string])[] = [
  ['  HTTP \t\r\n 500 ', 'HTTP 500'],
  ['x'.repeat(200), 'x'.repeat(200)],
  [`start ${'x'.repeat(195)}`, `start ${'x'.repeat(193)}…`],
]

test('group() tells a message as one line of at most 200 characters', () => {
  const told: string[] = []
  const log = exchangeLog(({ groups }) => told.push(...groups.map(({ message }) => message)))
  for (const [endpoint, [message]] of bounds.entries())
    log.group({ endpoint, kind: 'body', message })
  log.flush()
  assert.deepEqual(
    told,
    bounds.map(([, message]) => message),
  )
})

test('group() tells a group again, once, when a text falls to it that differs from the first in ids', () => {
  const told: FailureGroup[] = []
  const log = exchangeLog(({ groups }) => told.push(...groups))
  const failure = { endpoint: 0, kind: 'body' } as const
  const texts = ['job-7 of 2 lost', 'job-7  of 2 lost', 'job-8 of 2 lost', 'job-9 of 2 lost']
  const ids = [...texts, 'job-7 of 3 lost', ...texts].map((message) => {
    const id = log.group({ ...failure, message })
    log.flush()
    return id
  })
  assert.deepEqual(ids, [0, 0, 0, 0, 1, 0, 0, 0, 0])
  const first = { ...failure, id: 0, message: 'job-… of 2 lost', sample: 'job-7 of 2 lost' }
  const second = { ...failure, id: 1, message: 'job-… of 3 lost', sample: 'job-7 of 3 lost' }
  assert.deepEqual(told, [
    { ...first, several: false },
    { ...first, several: true },
    { ...second, several: false },
  ])
})

test('group() knows 1000 texts by heart, and the groups of all others', () => {
  const log = exchangeLog(() => {})
  const ids = Array.from({ length: 3000 }, (_, number) =>
    log.group({ endpoint: 0, kind: 'body', message: `job-${number % 1500}` }),
  )
  assert.deepEqual(new Set(ids), new Set([0]))
})

test('group() keeps of a long message 2000 characters', () => {
  const told: FailureGroup[] = []
  const log = exchangeLog(({ groups }) => told.push(...groups))
  log.group({ endpoint: 0, kind: 'body', message: `job ${'x '.repeat(3000)}` })
  log.flush()
  assert.deepEqual([told[0]?.sample.length, told[0]?.message.length], [2000, 200])
})

test('group() keeps the numbers of those it knows when it takes no more', () => {
  const log = exchangeLog(() => {})
  const numbered = Array.from({ length: 200 }, (_, index) => ({
    endpoint: 0,
    kind: 'body' as const,
    message: `message ${index}`,
  }))
  assert.deepEqual(
    numbered.map((each) => log.group(each)),
    numbered.map((_, index) => index),
  )
  const other = { endpoint: 0, kind: 'body', message: 'one more' } as const
  assert.deepEqual([log.group(other), log.group({ ...other, message: 'and one' })], [200, 200])
  assert.equal(log.group({ ...other, endpoint: 1 }), 201)
  assert.equal(log.group({ endpoint: 0, kind: 'body', message: 'message 7' }), 7)
})
