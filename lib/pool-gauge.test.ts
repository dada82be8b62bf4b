/** A pool's gauge under a clock that the test sets: which samples there are, and which waits count. */
import assert from 'node:assert/strict'
import { mock, test } from 'node:test'

import { poolGauge } from './pool-gauge.ts'

type Clock = { ms: number; readonly advance: (ms: number) => void }

/** A clock at 1000 ms, and the timers that go by it. */
function withClock(run: (clock: Clock) => void): void {
  const clock: Clock = {
    ms: 1000,
    advance: (ms) => {
      clock.ms += ms
      mock.timers.tick(ms)
    },
  }
  const now = mock.method(performance, 'now', () => clock.ms)
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    run(clock)
  } finally {
    mock.timers.reset()
    now.mock.restore()
  }
}

test('poolGauge() samples every 100 ms from the start on, and tells each once', () => {
  withClock((clock) => {
    let inUse = 3
    const gauge = poolGauge(() => inUse)
    gauge.start(1000)
    clock.advance(99)
    assert.deepEqual(gauge.take().samples, [])
    clock.advance(1)
    inUse = 4
    clock.advance(100)
    assert.deepEqual(gauge.take().samples, [
      [1, 3],
      [2, 4],
    ])
    assert.deepEqual(gauge.take(), { waitsUs: [], samples: [], replaced: 0 })
    gauge.stop()
    clock.advance(1000)
    assert.deepEqual(gauge.take().samples, [])
  })
})

test('poolGauge() leaves out the samples of a warm-up, and those that a stalled event loop missed', () => {
  withClock((clock) => {
    const gauge = poolGauge(() => 1)
    gauge.start(1200)
    clock.advance(299)
    assert.deepEqual(gauge.take().samples, [])
    clock.advance(1)
    clock.ms += 330
    clock.advance(100)
    clock.advance(69)
    assert.deepEqual(gauge.take().samples, [
      [1, 1],
      [5, 1],
    ])
    clock.advance(1)
    assert.deepEqual(gauge.take().samples, [[6, 1]])
  })
})

test('poolGauge() waits on where a timer came early, and takes no sample twice', () => {
  withClock((clock) => {
    const gauge = poolGauge(() => 1)
    gauge.start(1000)
    clock.ms -= 0.5
    clock.advance(100)
    assert.deepEqual(gauge.take().samples, [])
    clock.advance(1)
    assert.deepEqual(gauge.take().samples, [[1, 1]])
    clock.advance(100)
    assert.deepEqual(gauge.take().samples, [[2, 1]])
  })
})

test('poolGauge() counts the waits that began in the measured time, in µs, and connections that were replaced', () => {
  withClock((clock) => {
    const gauge = poolGauge(() => 0)
    gauge.waited(999)
    gauge.start(2000)
    clock.ms = 2012.3456
    gauge.waited(1999)
    gauge.waited(2000)
    gauge.waited(2012)
    gauge.replaced()
    gauge.replaced()
    assert.deepEqual(gauge.take(), { waitsUs: [12_346, 346], samples: [], replaced: 2 })
    assert.deepEqual(gauge.take(), { waitsUs: [], samples: [], replaced: 0 })
  })
})
