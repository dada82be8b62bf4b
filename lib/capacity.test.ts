/** The search for the highest rate that holds, against targets whose limit is known. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { findLimit } from './capacity.ts'
import type { Attempt, Search } from './capacity.ts'

type Target = {
  /** It holds up to this rate. */
  readonly limit: number
  /** A connection carries so many a second. */
  readonly each?: number
  readonly generator?: number
  /** The n-th step, from 0, does not hold, whatever its rate. */
  readonly paused?: number
}

function search(target: Target, given: Partial<Search> = {}): Search & { asked: number[] } {
  const asked: number[] = []
  async function attempt({ rate, connections }: { rate: number; connections: number }) {
    const isPaused = asked.push(rate) - 1 === target.paused
    const isLate = rate > (target.generator ?? Infinity)
    const holds =
      !isPaused &&
      !isLate &&
      rate <= Math.min(target.limit, connections * (target.each ?? Infinity))
    return step({ rate, connections, holds, isLate })
  }
  const signal = new AbortController().signal
  return { first: 100, max: 100_000, connections: 50, signal, attempt, asked, ...given }
}

function step(given: {
  rate: number
  connections: number
  holds: boolean
  isLate: boolean
}): Attempt {
  const { rate, connections, holds, isLate } = given
  const none = { failureRate: 0, p50: 1, p95: 2, p99: 3, scheduleLagP99: 0 }
  return {
    ...none,
    rate,
    connections,
    seconds: 10,
    achievedRate: rate,
    holds,
    limitedBy: holds ? null : isLate ? 'the generator was late' : 'p99<1000ms',
    limitedIn: holds ? null : isLate ? 'generator' : 'target',
  }
}

test('findLimit() finds a limit to a tenth, from below, in few steps', async () => {
  for (const limit of [100, 137, 999, 1600, 25_000]) {
    const asked = search({ limit })
    const { sustainedRate, limitedBy, limitedIn } = await findLimit(asked)
    assert.ok(sustainedRate !== null && sustainedRate <= limit, `${sustainedRate} of ${limit}`)
    assert.ok(sustainedRate >= limit / 1.1, `${sustainedRate} of ${limit}`)
    assert.deepEqual([limitedBy, limitedIn], ['p99<1000ms', 'target'])
    assert.ok(asked.asked.length <= 20, String(asked.asked))
  }
})

test('a target that holds the highest rate asked for is limited by --rate-max alone', async () => {
  const asked = search({ limit: 5000 }, { max: 500 })
  const found = await findLimit(asked)
  assert.deepEqual([found.sustainedRate, found.limitedBy, found.limitedIn], [500, null, 'rate-max'])
  assert.deepEqual(asked.asked, [100, 200, 400, 500])
  const small = await findLimit(search({ limit: 5000 }, { max: 20 }))
  assert.deepEqual([small.sustainedRate, small.limitedIn], [20, 'rate-max'])
})

test('where the first step does not hold twice, nothing does', async () => {
  const asked = search({ limit: 50 })
  const found = await findLimit(asked)
  assert.deepEqual([found.sustainedRate, found.limitedIn], [null, 'target'])
  assert.deepEqual(asked.asked, [100, 100, 100])
})

test('one pause of a machine is no limit', async () => {
  const { sustainedRate } = await findLimit(search({ limit: 1000, paused: 1 }))
  assert.ok((sustainedRate ?? 0) >= 900, String(sustainedRate))
})

test('where twice the connections hold it, the connections are the limit', async () => {
  const found = await findLimit(search({ limit: 100_000, each: 10 }))
  assert.equal(found.limitedIn, 'connections')
  assert.ok((found.sustainedRate ?? 0) <= 500)
  assert.equal(found.steps.at(-1)?.connections, 100)
})

test('where the generator is late, more connections are not even tried', async () => {
  const found = await findLimit(search({ limit: 100_000, generator: 300 }))
  assert.deepEqual([found.limitedIn, found.limitedBy], ['generator', 'the generator was late'])
  assert.ok(found.steps.every(({ connections }) => connections === 50))
})

test('a search that is stopped says what held until then, and names no limit', async () => {
  const stop = new AbortController()
  const asked = search({ limit: 100_000 })
  const found = await findLimit({
    ...asked,
    signal: stop.signal,
    attempt: async (given) => {
      if (given.rate >= 400) stop.abort()
      return asked.attempt(given)
    },
  })
  assert.deepEqual([found.sustainedRate, found.limitedIn, found.limitedBy], [400, null, null])
})

test('what limits is what a generator that was on time found, once or twice', async () => {
  const late = { limitedIn: 'generator', limitedBy: 'the generator was late' } as const
  const broken = { limitedIn: 'target', limitedBy: 'p99<1000ms' } as const
  const stories = [
    [broken, late, 'target'],
    [late, broken, 'target'],
    [late, late, 'generator'],
  ] as const
  for (const [once, again, expected] of stories) {
    const asked = search({ limit: 50 })
    const found = await findLimit({
      ...asked,
      attempt: async (given) => {
        const made = await asked.attempt(given)
        return {
          ...made,
          ...(asked.asked.length === 1 ? once : again),
          ...(given.connections > 50 && broken),
        }
      },
    })
    assert.equal(found.limitedIn, expected)
    assert.equal(found.limitedBy, (expected === 'target' ? broken : late).limitedBy)
  }
})

test('a second step that holds counts, whatever the first was', async () => {
  const asked = search({ limit: 5000, paused: 0 }, { max: 100 })
  const found = await findLimit(asked)
  assert.deepEqual([found.sustainedRate, found.limitedIn], [100, 'rate-max'])
})

test('rates between two others are asked in three digits', async () => {
  const asked = search({ limit: 137 })
  await findLimit(asked)
  assert.deepEqual(asked.asked, [100, 200, 200, 141, 141, 119, 130, 141])
})

test('a search that is stopped where a step does not hold asks for no more', async () => {
  const stop = new AbortController()
  const asked = search({ limit: 150 })
  const found = await findLimit({
    ...asked,
    signal: stop.signal,
    attempt: async (given) => {
      if (given.rate > 150) stop.abort()
      return asked.attempt(given)
    },
  })
  assert.deepEqual(
    [found.sustainedRate, found.limitedIn, found.limitedBy],
    [100, null, 'p99<1000ms'],
  )
  assert.deepEqual(asked.asked, [100, 200])
})
