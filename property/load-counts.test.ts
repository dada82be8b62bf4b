/** Laws of counts: statistics of many threads, seconds, and groups of failures. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { exchangeLog, keyOf, outcomes, readBatch } from '../lib/exchange-log.ts'
import { columnsMax, countAt, noColumns, sparkOf } from '../lib/failure-columns.js'
import { failures } from '../lib/failures.ts'
import { metrics } from '../lib/metrics.ts'
import { propertiesOf } from '../lib/property.ts'
import { emptyStatistics } from '../lib/request-tally.ts'
import { series } from '../lib/series.ts'
import type { Exchange } from '../lib/exchange-log.ts'

const property = propertiesOf(import.meta.url)

const endpoints = [
  { method: 'GET', name: '/connectors', share: 0.6 },
  { method: 'GET', name: '/connectors/{name}/status', share: null },
]
const message = fc.oneof(
  fc.constantFrom('HTTP 500', 'HTTP  500\n', 'no answer'),
  fc.string({ maxLength: 300 }),
)
const told = fc.record(
  {
    endpoint: fc.nat(1),
    outcome: fc.constantFrom(...outcomes),
    endedMs: fc.nat(9999),
    responseUs: fc.nat(3_000_000),
    serviceUs: fc.nat(1_000_000),
    lagUs: fc.nat(1000),
    bodyBytes: fc.integer({ min: -1, max: 5000 }),
    message,
  },
  { noNullPrototype: true },
)
type Told = Omit<Exchange, 'failure'> & { readonly message: string }
const threads = fc.array(fc.array(told, { maxLength: 30 }), { minLength: 1, maxLength: 4 })
const kinds = {
  percent: 30,
  is: (all: readonly (readonly Told[])[]) => all.flat().some(({ outcome }) => outcome === 'failed'),
}

function failsAs({ outcome }: Told): boolean {
  return outcome === 'failed' || outcome === 'timedOut'
}

/** What threads tell, through their logs, in whatever order the threads come. */
function measured(all: readonly (readonly Told[])[]) {
  const found = metrics({
    endpoints,
    workers: all.length,
    runTimeMs: 10_000,
    startedAtMs: 0,
    dueIn: null,
  })
  for (const [worker, exchanges] of all.entries()) {
    const log = exchangeLog((batch) => found.take(worker, batch))
    for (const each of exchanges) {
      const group = { endpoint: each.endpoint, kind: 'status', message: each.message } as const
      log.add({ ...each, failure: failsAs(each) ? log.group(group) : -1 })
    }
    log.flush()
  }
  return found
}

property(
  'counts-balance',
  'sent = ok + failed + timed out + interrupted, of each endpoint and of all, and nothing is lost',
  {
    arbitrary: threads,
    // Some twenty histograms an example.
    share: 0.25,
    labels: { failures: kinds },
    holds: (all) => {
      const { requests, totals, unsent, failures: groups } = measured(all).statistics(10)
      for (const each of [...requests, totals]) {
        assert.equal(each.sent, each.ok + each.failed + each.timedOut + each.interrupted)
      }
      const flat = all.flat()
      assert.equal(totals.sent + unsent, flat.length)
      for (const key of ['sent', 'ok', 'failed', 'timedOut', 'interrupted'] as const) {
        assert.equal(
          requests.reduce((sum, each) => sum + each[key], 0),
          totals[key],
        )
      }
      for (const outcome of ['ok', 'failed', 'timedOut', 'interrupted'] as const) {
        assert.equal(totals[outcome], flat.filter((each) => each.outcome === outcome).length)
      }
      assert.equal(
        groups.reduce((sum, { count }) => sum + count, 0),
        flat.filter(failsAs).length,
      )
      const { sent, interrupted, failed, timedOut, failureRate } = totals
      if (sent > interrupted) assert.equal(failureRate, (failed + timedOut) / (sent - interrupted))
      else assert.equal(failureRate, null)
      const none = emptyStatistics({ method: 'GET', name: '/' })
      assert.deepEqual([none.sent, none.failureRate, none.responseTimeMs.p50], [0, null, null])
    },
  },
)

property('threads-add-up', 'the statistics of many threads are those of one that did it all', {
  arbitrary: threads,
  share: 0.25,
  labels: { 'several threads': { percent: 40, is: (all) => all.length > 1 } },
  holds: (all) => {
    const [many, one] = [measured(all).statistics(10), measured([all.flat()]).statistics(10)]
    assert.deepEqual(
      [many.requests, many.totals, many.unsent, many.scheduleLagMs],
      [one.requests, one.totals, one.unsent, one.scheduleLagMs],
    )
  },
})

property(
  'exchange-log',
  'a batch tells each exchange as it was, and each group of failures once, in bounded words',
  {
    arbitrary: fc.array(told, { maxLength: 60 }),
    holds: (list) => {
      const found: Exchange[] = []
      const groups = new Map<number, string>()
      const log = exchangeLog((batch) => {
        for (const group of batch.groups) {
          // Told again only when another text falls to it, and as the same.
          assert.equal(groups.has(group.id), group.several)
          assert.equal(groups.get(group.id) ?? keyOf(group), keyOf(group))
          groups.set(group.id, keyOf(group))
          assert.ok(group.sample.length <= 2000)
          assert.ok(group.message.length <= 200 && !group.message.includes('\n'))
        }
        readBatch(batch, (exchange) => found.push(exchange))
        log.recycle(batch.records)
      })
      const given = list.map(({ message: text, ...each }) => {
        const failure = log.group({ endpoint: each.endpoint, kind: 'body', message: text })
        log.add({ ...each, failure })
        return { ...each, failure }
      })
      log.flush()
      assert.deepEqual(found, given)
      assert.equal(new Set(groups.values()).size, groups.size)
      assert.ok(given.every(({ failure }) => groups.has(failure)))
    },
  },
)

property(
  'seconds-add-up',
  'the seconds of a run hold every request that was sent, and every answer, once',
  {
    arbitrary: fc.tuple(fc.array(told, { maxLength: 40 }), fc.constantFrom(1, 2, 5)),
    holds: ([list, binSeconds]) => {
      const seconds = series({ workers: 1, binSeconds, dueIn: (second) => second })
      for (const { message: _message, ...each } of list) seconds.take({ ...each, failure: -1 })
      seconds.tick(0, { second: 10, users: 3 })
      const points = seconds.points(10)
      const sent = list.filter(({ outcome }) => outcome !== 'unsent')
      const ended = sent.filter(({ outcome }) => outcome !== 'interrupted')
      assert.equal(
        points.reduce((sum, each) => sum + each.sent, 0),
        sent.length,
      )
      assert.equal(
        points.reduce((sum, each) => sum + each.ok + each.failed, 0),
        ended.length,
      )
      assert.deepEqual(
        points.map(({ t }) => t),
        Array.from({ length: 10 / binSeconds }, (_, index) => (index + 1) * binSeconds),
      )
      assert.equal(
        points.reduce((sum, { due }) => sum + (due ?? 0), 0),
        55,
      )
    },
  },
)

property(
  'failure-groups',
  'failures are grouped by endpoint, kind and words over all threads, the most frequent first',
  {
    arbitrary: fc.array(
      fc.tuple(fc.nat(2), fc.nat(1), fc.constantFrom('one', 'two', 'three'), fc.nat(5000)),
      { maxLength: 40 },
    ),
    holds: (list) => {
      const groups = failures()
      const named = new Map<string, number>()
      const expected = new Map<string, number>()
      for (const [worker, endpoint, words, atMs] of list) {
        const group = { endpoint, kind: 'status', message: words } as const
        const own = `${worker} ${keyOf(group)}`
        const id = named.get(own) ?? named.size
        if (!named.has(own)) groups.name(worker, { ...group, id, sample: words, several: false })
        named.set(own, id)
        groups.count(worker, id, atMs)
        expected.set(keyOf(group), (expected.get(keyOf(group)) ?? 0) + 1)
      }
      const found = groups.list(endpoints, 0)
      assert.deepEqual(
        found.map(({ count }) => count),
        [...expected.values()].toSorted((one, other) => other - one),
      )
      for (const each of found) assert.ok(each.firstAt <= each.lastAt)
    },
  },
)

property(
  'failure-line',
  'a line of failures counts each of them once, in few columns, and has a block exactly where one was',
  {
    arbitrary: fc.tuple(
      fc.array(fc.oneof(fc.nat(30), fc.nat(90_000)), { minLength: 1, maxLength: 40 }),
      fc.nat(2000),
    ),
    labels: {
      'columns of one second': { percent: 5, is: ([seconds]) => Math.max(...seconds) < columnsMax },
    },
    holds: ([seconds, after]) => {
      const columns = seconds.reduce(countAt, noColumns)
      assert.equal(
        columns.counts.reduce((sum, count) => sum + count, 0),
        seconds.length,
      )
      const length = Math.max(...seconds) + 1 + after
      const line = Array.from(sparkOf(columns, length))
      assert.ok(line.length <= columnsMax)
      let step = 1
      while (step * columnsMax < length) step *= 2
      assert.equal(line.length, Math.ceil(length / step))
      const filled = new Set(seconds.map((second) => Math.floor(second / step)))
      line.forEach((block, at) => assert.equal(block !== '·', filled.has(at), `column ${at}`))
    },
  },
)
