/** Laws of what a thread shows of its pool, under a clock that the law sets. */
import assert from 'node:assert/strict'
import { mock } from 'node:test'
import * as fc from 'fast-check'

import { poolGauge, sampleMs } from '../lib/pool-gauge.ts'
import { propertiesOf } from '../lib/property.ts'

const property = propertiesOf(import.meta.url)

/** What happens beside a gauge: time passes, the event loop stands still, a wait ends, or somebody asks. */
type Event = readonly [kind: 'passes' | 'stalls' | 'waited' | 'asked', ms: number]

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant('passes' as const), fc.nat(280)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('stalls' as const), fc.nat(400)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('waited' as const), fc.nat(600)) },
  { weight: 2, arbitrary: fc.constant<Event>(['asked', 0]) },
)

/** A clock and its one timer, in place of those of Node: it comes `earlyMs` early, as a timer of Node may. */
function fakeClock(earlyMs: number) {
  let timer: { readonly atMs: number; readonly run: () => void } | null = null
  const clock = {
    nowMs: 1000,
    passTo,
    restore: () => mocks.forEach(({ mock: each }) => each.restore()),
  }
  const mocks = [
    mock.method(performance, 'now', () => clock.nowMs),
    mock.method(globalThis, 'setTimeout', (run: (due: number) => void, ms: number, due: number) => {
      timer = { atMs: clock.nowMs + ms - earlyMs, run: () => run(due) }
    }),
    mock.method(globalThis, 'clearTimeout', () => (timer = null)),
  ]

  function passTo(ms: number): void {
    while (timer !== null && timer.atMs <= ms) {
      const { atMs, run } = timer
      timer = null
      clock.nowMs = Math.max(atMs, clock.nowMs)
      run()
    }
    clock.nowMs = ms
  }
  return clock
}

type Story = {
  readonly events: readonly Event[]
  readonly warmUpMs: number
  readonly earlyMs: number
}

/** How many are in use is the time of the clock: so a sample says when it was taken. */
function gauged({ events, warmUpMs, earlyMs }: Story) {
  const clock = fakeClock(earlyMs)
  try {
    const waits: number[] = []
    const gauge = poolGauge(() => clock.nowMs)
    const told: ReturnType<typeof gauge.take>[] = []
    const fromMs = clock.nowMs + warmUpMs
    gauge.start(fromMs)
    for (const [kind, ms] of events) {
      if (kind === 'passes') clock.passTo(clock.nowMs + ms)
      if (kind === 'stalls') clock.nowMs += ms
      if (kind === 'asked') told.push(gauge.take())
      if (kind !== 'waited') continue
      gauge.waited(clock.nowMs - ms)
      gauge.replaced()
      if (clock.nowMs - ms >= fromMs) waits.push(ms * 1000)
    }
    clock.passTo(clock.nowMs)
    const endMs = clock.nowMs
    gauge.waited(fromMs - 1)
    if (endMs >= fromMs) {
      gauge.waited(fromMs)
      waits.push((endMs - fromMs) * 1000)
    }
    gauge.stop()
    told.push(gauge.take())
    clock.passTo(endMs + 1000)
    assert.deepEqual(gauge.take(), { waitsUs: [], samples: [], replaced: 0 }, 'it has stopped')
    return { told, waits, lastedMs: endMs - fromMs, fromMs }
  } finally {
    clock.restore()
  }
}

function stands([kind, ms]: Event): boolean {
  return kind === 'stalls' && ms > 0
}

property(
  'pool-gauge',
  'each 100 ms of the measured time are looked at once, or not at all where the event loop stood still; each wait that began in it is told once',
  {
    arbitrary: fc.record(
      {
        events: fc.array(event, { maxLength: 12, size: 'max' }),
        warmUpMs: fc.nat(300),
        earlyMs: fc.constantFrom(0, 0.25, 0.75),
      },
      { noNullPrototype: true },
    ),
    labels: {
      'it stood still': { percent: 20, is: ({ events }) => events.some(stands) },
      'timers come early': { percent: 20, is: ({ earlyMs }) => earlyMs > 0 },
    },
    holds: (story) => {
      const { events, earlyMs } = story
      const { told, waits, lastedMs, fromMs } = gauged(story)
      assert.deepEqual(
        told.flatMap(({ waitsUs }) => waitsUs),
        waits,
      )
      assert.equal(
        told.reduce((sum, { replaced }) => sum + replaced, 0),
        events.filter(([kind]) => kind === 'waited').length,
      )
      const samples = told.flatMap((each) => each.samples)
      samples.forEach(([index, atMs], at) => {
        assert.ok(index > (samples[at - 1]?.[0] ?? 0), `sample ${index} comes once, in order`)
        assert.equal(Math.floor((atMs - fromMs) / sampleMs), index)
      })
      if (events.some(stands)) return
      // A timer that came early is set once more, for a millisecond at least.
      const [least, most] = [lastedMs - (earlyMs > 0 ? 1 : 0), lastedMs].map((ms) =>
        Math.max(0, Math.floor(ms / sampleMs)),
      )
      const isAll = samples.length >= (least ?? 0) && samples.length <= (most ?? 0)
      assert.ok(isAll, `${samples.length} samples in ${lastedMs} ms`)
    },
  },
)
