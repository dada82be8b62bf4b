/** Laws of load: ramps and schedules, the shares of threads, and who comes when. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import {
  constant,
  dueBefore,
  dueInstants,
  held,
  integral,
  lengthMs,
  peak,
  ramp,
  share,
  stages,
  turns,
  valueAt,
} from '../lib/pacer.ts'
import { propertiesOf } from '../lib/property.ts'
import type { Ramp } from '../lib/pacer.ts'

const property = propertiesOf(import.meta.url)

/** In ms. A double of fast-check is as likely to be below 10^-200 as above: nearly all would be the start of the run. */
const instants = fc.nat(30_000_000).map((us) => us / 1000)
const users = fc.integer({ min: 1, max: 60 })
const spawnRates = fc.oneof(
  fc.integer({ min: 1, max: 50 }),
  fc.double({ min: 0.1, max: 50, noNaN: true }),
)
const runTimes = fc.integer({ min: 1, max: 20_000 })
const climbs = fc.record(
  { users, spawnRate: spawnRates, runTimeMs: runTimes },
  { noNullPrototype: true },
)
const stage = fc.record(
  {
    durationMs: fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 4, arbitrary: fc.nat(5000) },
    ),
    target: fc.integer({ min: 0, max: 60 }),
  },
  { noNullPrototype: true },
)
const staircases = fc.record(
  {
    from: fc.integer({ min: 0, max: 60 }),
    stages: fc.array(stage, { minLength: 1, maxLength: 5 }),
  },
  { noNullPrototype: true },
)

/** Users or rates that climb, hold, and fall. */
const ramps: fc.Arbitrary<Ramp> = fc.oneof(
  climbs.map(ramp),
  staircases.map(stages),
  fc.record({ rate: spawnRates, runTimeMs: runTimes }, { noNullPrototype: true }).map(constant),
)
const threads = fc.integer({ min: 1, max: 5 })
const falls = { percent: 5, is: ({ pieces }: Ramp) => pieces.some(({ from, to }) => to < from) }
const climbing = { percent: 20, is: ({ pieces }: Ramp) => pieces.some(({ from, to }) => to > from) }

property('users-never-exceed', 'a ramp never has more users than it was given', {
  arbitrary: fc.tuple(climbs, instants),
  labels: {
    'the run ends while it climbs': {
      percent: 2,
      is: ([given]) => (given.users / given.spawnRate) * 1000 > given.runTimeMs,
    },
  },
  holds: ([given, ms]) => {
    const of = ramp(given)
    assert.ok(valueAt(of, ms) <= given.users + 1e-9)
    assert.ok(peak(of) <= given.users + 1e-9)
    assert.ok(Math.abs(lengthMs(of) - given.runTimeMs) < 1e-6)
  },
})

property(
  'present-users',
  'the users that came and did not go are as many as the ramp is high, at every turn',
  {
    arbitrary: ramps,
    labels: { falls, climbs: climbing },
    holds: (of) => {
      const present = new Set<number>()
      let last = 0
      for (const { atMs, user, change } of turns(of)) {
        assert.ok(atMs >= last - 1e-6, `turns go back from ${last} to ${atMs}`)
        last = atMs
        assert.equal(present.has(user), change === 'stop', `user ${user}: ${change}`)
        if (change === 'spawn') present.add(user)
        else present.delete(user)
        assert.ok(present.size <= Math.ceil(peak(of) - 1e-9))
      }
      const end = of.pieces.at(-1)?.to ?? 0
      assert.equal(present.size, Math.max(0, Math.ceil(end - 1e-9)))
    },
  },
)

property('integral', 'the area under a ramp is that of a sum of thin slices of its value', {
  arbitrary: fc.tuple(ramps, instants),
  labels: { 'beyond the end': { percent: 5, is: ([of, ms]) => ms > lengthMs(of) } },
  holds: ([of, ms]) => {
    // Within a piece the value is linear, so the middle of a slice is exact but for the slices that hold a corner.
    const slices = 2000
    const width = ms / slices
    let area = 0
    for (let slice = 0; slice < slices; slice++) area += valueAt(of, (slice + 0.5) * width) * width
    const corners = (of.pieces.length + 1) * peak(of) * width
    assert.ok(Math.abs(integral(of, ms) * 1000 - area) <= corners + 1e-6 * (1 + area))
  },
})

property(
  'integral-adds-up',
  'the area grows with time, and at the end of a piece by exactly that piece',
  {
    arbitrary: ramps,
    holds: (of) => {
      let startMs = 0
      for (const { from, to, durationMs } of of.pieces) {
        const before = integral(of, startMs)
        const after = integral(of, startMs + durationMs)
        assert.ok(after >= before - 1e-9)
        assert.ok(Math.abs(after - before - (((from + to) / 2) * durationMs) / 1000) < 1e-6)
        startMs += durationMs
      }
    },
  },
)

property(
  'schedule-on-time',
  'the n-th request is due where the area under the rate is n, and none is due twice or late',
  {
    arbitrary: ramps,
    labels: { falls, climbs: climbing },
    holds: (of) => {
      const due = [...dueInstants(of)]
      assert.equal(due.length, dueBefore(of, lengthMs(of)))
      due.forEach((atMs, n) => {
        assert.ok(n === 0 || atMs >= (due[n - 1] ?? 0) - 1e-6, 'in order')
        assert.ok(atMs >= -1e-9 && atMs <= lengthMs(of) + 1e-6, 'within the run')
        assert.ok(Math.abs(integral(of, atMs) - n) < 1e-4, `${n} is due at ${integral(of, atMs)}`)
      })
    },
  },
)

property('schedule-even', 'a constant rate is due at even distances', {
  arbitrary: fc.tuple(fc.double({ min: 0.5, max: 200, noNaN: true }), runTimes),
  holds: ([rate, runTimeMs]) => {
    const due = [...dueInstants(constant({ rate, runTimeMs }))]
    due.forEach((atMs, n) => assert.ok(Math.abs(atMs - (n * 1000) / rate) < 1e-3))
    assert.ok(Math.abs(due.length - (rate * runTimeMs) / 1000) <= 1)
  },
})

property(
  'shares-are-the-whole',
  'the shares of the threads are together exactly the whole, in requests and in users',
  {
    arbitrary: fc.tuple(ramps, threads, instants),
    labels: { 'several threads': { percent: 40, is: ([, workers]) => workers > 1 } },
    holds: ([of, workers, ms]) => {
      const parts = Array.from({ length: workers }, (_, worker) => share(of, { worker, workers }))
      const due = parts.flatMap((part) => [...dueInstants(part)]).toSorted((one, two) => one - two)
      const whole = [...dueInstants(of)]
      assert.equal(due.length, whole.length)
      due.forEach((atMs, n) => assert.ok(Math.abs(atMs - (whole[n] ?? 0)) < 1e-6))
      const [first] = parts
      if (first !== undefined) {
        const again = [0, 1].map((worker) => share(first, { worker, workers: 2 }))
        const twice = again.flatMap((part) => [...dueInstants(part)])
        assert.equal(twice.length, [...dueInstants(first)].length)
        assert.deepEqual(
          twice.toSorted((one, two) => one - two),
          [...dueInstants(first)],
        )
      }
      const before = parts.reduce((sum, part) => sum + dueBefore(part, ms), 0)
      assert.equal(before, dueBefore(of, ms))
      const came = parts
        .flatMap((part) => [...turns(part)])
        .map(({ user, change }) => `${change} ${user}`)
      const all = [...turns(of)].map(({ user, change }) => `${change} ${user}`)
      assert.deepEqual(came.toSorted(), all.toSorted())
    },
  },
)

property('shares-are-even', 'no thread has more than one request more than another', {
  arbitrary: fc.tuple(ramps, threads),
  holds: ([of, workers]) => {
    const counts = Array.from(
      { length: workers },
      (_, worker) => [...dueInstants(share(of, { worker, workers }))].length,
    )
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, counts.join(' '))
  },
})

property('held', 'what is held until later is the same before its end, and its last value after', {
  arbitrary: fc.tuple(
    ramps,
    fc.integer({ min: 0, max: 30_000 }),
    fc.nat(1000).map((thousandths) => thousandths / 1000),
  ),
  labels: { 'held for longer': { percent: 30, is: ([of, total]) => total > lengthMs(of) } },
  holds: ([of, totalMs, part]) => {
    const longer = held(of, totalMs)
    assert.ok(Math.abs(lengthMs(longer) - Math.max(totalMs, lengthMs(of))) < 1e-6)
    const ms = part * lengthMs(longer)
    assert.ok(Math.abs(valueAt(longer, ms) - valueAt(of, ms)) < 1e-9)
  },
})
