/** The schedule: when users come and go, and when requests are due. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  changed,
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
} from './pacer.ts'
import type { Ramp } from './pacer.ts'

const spike = ramp({ users: 500, spawnRate: 100, runTimeMs: 180_000 })
const thousand = constant({ rate: 1000, runTimeMs: 5000 })
const hill = stages({
  from: 0,
  stages: [
    { durationMs: 10_000, target: 100 },
    { durationMs: 20_000, target: 500 },
    { durationMs: 10_000, target: 10 },
  ],
})
const wave = stages({
  from: 200,
  stages: [
    { durationMs: 3000, target: 800 },
    { durationMs: 2000, target: 800 },
    { durationMs: 3000, target: 0 },
    { durationMs: 1000, target: 0 },
    { durationMs: 1000, target: 50 },
  ],
})

const values: readonly (readonly [story: string, of: Ramp, ms: number, value: number])[] = [
  ['nobody at the very start', spike, 0, 0],
  ['100 after a second', spike, 1000, 100],
  ['all after five', spike, 5000, 500],
  ['all until the end', spike, 179_999, 500],
  ['a rate from the start', thousand, 0, 1000],
  ['half up a stage', hill, 5000, 50],
  ['where two stages meet', hill, 10_000, 100],
  ['going down', hill, 35_000, 255],
  ['held after the end', hill, 99_000, 10],
]

for (const [story, of, ms, value] of values) {
  test(`valueAt() ${ms} ms: ${story}`, () => assert.equal(valueAt(of, ms), value))
}

test('ramp() shorter than its climb never reaches all users', () => {
  const short = ramp({ users: 500, spawnRate: 100, runTimeMs: 2000 })
  assert.equal(peak(short), 200)
  assert.equal(lengthMs(short), 2000)
  assert.equal([...turns(short)].length, 200)
})

const areas: readonly (readonly [of: Ramp, ms: number, area: number])[] = [
  [thousand, 5000, 5000],
  [thousand, 1, 1],
  [wave, 3000, 1500],
  [wave, 5000, 3100],
  [wave, 8000, 4300],
  [wave, 9000, 4300],
  [wave, 10_000, 4325],
  [wave, 11_000, 4375],
]

for (const [of, ms, area] of areas) {
  test(`integral() up to ${ms} ms is ${area}`, () => {
    assert.ok(Math.abs(integral(of, ms) - area) < 1e-9, `${integral(of, ms)}`)
  })
}

test('dueInstants() of 1000/s are a millisecond apart, from 0 on', () => {
  const due = [...dueInstants(thousand)]
  assert.equal(due.length, 5000)
  due.forEach((at, index) => assert.ok(Math.abs(at - index) < 1e-6, `${index}: ${at}`))
})

test('dueInstants() of a changing rate lie where the integral is whole', () => {
  const due = [...dueInstants(wave)]
  assert.equal(due.length, 4325)
  due.forEach((at, index) =>
    assert.ok(Math.abs(integral(wave, at) - index) < 1e-6, `${index}: ${at}`),
  )
  assert.ok(due.every((at, index) => at >= (due[index - 1] ?? 0) && at < 10_000))
})

const odd: readonly (readonly [story: string, of: Ramp, count: number])[] = [
  ['less than one a second', constant({ rate: 0.5, runTimeMs: 10_000 }), 5],
  ['less than one in all', constant({ rate: 0.1, runTimeMs: 1000 }), 1],
  ['thirds', constant({ rate: 1 / 3, runTimeMs: 9000 }), 3],
  ['a tenth of a second', constant({ rate: 3333, runTimeMs: 100 }), 334],
]

for (const [story, of, count] of odd) {
  test(`dueInstants() and dueBefore() agree: ${story}`, () => {
    assert.equal([...dueInstants(of)].length, count)
    assert.equal(dueBefore(of, lengthMs(of)), count)
  })
}

test('dueBefore() counts exactly the instants before a time', () => {
  const due = [...dueInstants(wave)]
  for (const ms of [0, 1, 999.5, 3000, 7777, 9500, 10_000]) {
    assert.equal(dueBefore(wave, ms), due.filter((at) => at < ms - 1e-6).length, `before ${ms} ms`)
  }
})

for (const workers of [1, 2, 3, 7]) {
  test(`share() over ${workers} workers is together exactly the whole`, () => {
    const parts = Array.from({ length: workers }, (_, worker) => share(wave, { worker, workers }))
    const together = parts.flatMap((part) => [...dueInstants(part)])
    assert.deepEqual(
      together.toSorted((left, right) => left - right),
      [...dueInstants(wave)],
    )
    const counted = parts.reduce((sum, part) => sum + dueBefore(part, 6000), 0)
    assert.equal(counted, dueBefore(wave, 6000))
    const users = parts.flatMap((part) => [...turns(share(spike, { worker: part.first, workers }))])
    assert.deepEqual(new Set(users.map(({ user }) => user)).size, 500)
  })
}

test('turns() let users come evenly, the first at once', () => {
  const comes = [...turns(spike)]
  assert.equal(comes.length, 500)
  comes.forEach(({ atMs, user, change }, index) => {
    assert.equal(change, 'spawn')
    assert.equal(user, index)
    assert.ok(Math.abs(atMs - index * 10) < 1e-6, `${user} at ${atMs}`)
  })
})

test('turns() let users go again when stages go down, the last who came first', () => {
  const all = [...turns(hill)]
  const stops = all.filter(({ change }) => change === 'stop')
  assert.equal(all.length - stops.length, 500)
  assert.equal(stops.length, 490)
  assert.deepEqual([stops[0]?.user, stops.at(-1)?.user], [499, 10])
  assert.ok(all.every(({ atMs }, index) => atMs >= (all[index - 1]?.atMs ?? 0)))
  assert.equal(stops.at(-1)?.atMs, 40_000)
})

test('turns() at any time have left as many users as the value says, rounded up', () => {
  const all = [...turns(hill)]
  for (const ms of [1, 33.3, 5050, 9999, 20_000, 29_990, 31_234, 39_999]) {
    const done = all.filter(({ atMs }) => atMs <= ms)
    const present = done.reduce((sum, { change }) => sum + (change === 'spawn' ? 1 : -1), 0)
    assert.ok(Math.abs(present - valueAt(hill, ms)) <= 1, `${present} at ${ms} ms`)
  }
})

test('held() lengthens a ramp by its end, and shortens none', () => {
  const longer = held(hill, 50_000)
  assert.equal(lengthMs(longer), 50_000)
  assert.equal(valueAt(longer, 45_000), 10)
  assert.equal(held(hill, 5), hill)
})

test('changed() keeps what was, goes to the new value, and lasts as long', () => {
  const rising = ramp({ users: 10, spawnRate: 1, runTimeMs: 20_000 })
  function at(of: Ramp, ...seconds: number[]): number[] {
    return seconds.map((each) => valueAt(of, each * 1000))
  }
  const fewer = changed(rising, { atMs: 5000, value: 1, overMs: 4000 })
  assert.deepEqual(at(fewer, 0, 2, 5, 7, 9, 19, 99), [0, 2, 5, 3, 1, 1, 1])
  assert.equal(lengthMs(fewer), 20_000)
  const jump = changed(rising, { atMs: 15_000, value: 30, overMs: 0 })
  assert.deepEqual(at(jump, 14.999, 15, 20), [10, 30, 30])
  const cut = changed(rising, { atMs: 18_000, value: 30, overMs: 4000 })
  assert.deepEqual(at(cut, 18, 19, 20), [10, 15, 20])
  assert.equal(integral(fewer, 5000), integral(rising, 5000))
  const late = changed(rising, { atMs: 30_000, value: 30, overMs: 0 })
  assert.equal(integral(late, 20_000), integral(rising, 20_000))
  const twice = changed(fewer, { atMs: 7000, value: 20, overMs: 1000 })
  assert.deepEqual(at(twice, 6, 7, 8, 20), [4, 3, 20, 20])
})
