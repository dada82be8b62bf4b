/** The harness of properties: what must be found is planted and found, replayed, shrunk, and told in a way that can be pasted. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runInThisContext } from 'node:vm'
import * as fc from 'fast-check'

import { checkProperty } from './property-check.ts'
import { parseReplay, propertyMessage } from './property-message.ts'
import { profileOf } from './property-profile.ts'
import type { Checked, CheckSettings } from './property-types.ts'

const dev = profileOf('dev')

function check<T>(checked: Omit<Checked<T>, 'id'>, settings: Partial<CheckSettings> = {}) {
  const notes: string[] = []
  const given = { profile: dev, seed: 1, database: null, note: (line: string) => notes.push(line) }
  return checkProperty<T>({ id: 'sample/law', ...checked }, { ...given, ...settings })
}

async function scratchDatabase(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'cdc-testbench-examples-'))
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }) }
}

test('checkProperty() runs the examples of the profile, and a share of them where examples are dear', async () => {
  const arbitrary = fc.nat()
  function holds(): boolean {
    return true
  }
  const counts = [
    await check({ arbitrary, holds }),
    await check({ arbitrary, holds, share: 0.25 }),
    await check({ arbitrary, holds, share: 0.01 }),
    await check({ arbitrary, holds }, { profile: profileOf('ci') }),
    await check({ arbitrary, holds, kept: [1, 2, 3] }),
  ]
  assert.deepEqual(
    counts.map(({ examples }) => examples),
    [20, 5, 2, 100, 23],
  )
})

test('checkProperty() shrinks what does not hold, and replays it from its seed and path alone', async () => {
  const arbitrary = fc.array(fc.nat(1000), { minLength: 1 })
  function holds(list: number[]): boolean {
    return list.every((each) => each < 400)
  }
  const { counterexample } = await check({ arbitrary, holds }, { profile: profileOf('ci') })
  assert.equal(counterexample?.literal, '[400]')
  const { seed, path } = counterexample
  assert.ok(path !== null)
  const again = await check({ arbitrary, holds }, { seed, path })
  assert.equal(again.examples, 1)
  assert.equal(again.counterexample?.literal, '[400]')
})

test('checkProperty() replays one example and no other, whether it still fails or not', async () => {
  const arbitrary = fc.array(fc.nat(1000), { minLength: 1 })
  let calls = 0
  function holds(): boolean {
    calls++
    return true
  }
  await check({ arbitrary, holds }, { seed: 1, path: '0:1:0' })
  assert.equal(calls, 1)
})

test('propertyMessage() tells the law, the example as a literal, the error, and what replays it', async () => {
  const outcome = await check({
    arbitrary: fc.record({ text: fc.constant('it\'s "so"'), zero: fc.constant(-0) }),
    holds: () => assert.equal(1, 2),
  })
  const message = propertyMessage({ id: 'sample/law', law: 'one is two', outcome })
  const [law, literal, ...rest] = message.split('\n')
  assert.match(law ?? '', /^one is two: this does not hold, after 1 example/)
  assert.match(literal ?? '', /^Counterexample: \{/)
  const value: unknown = runInThisContext(`(${literal?.slice('Counterexample: '.length)})`)
  assert.deepEqual(value, { text: 'it\'s "so"', zero: -0 })
  assert.match(rest.join('\n'), /^Error: Expected values to be strictly equal/)
  const replayed = /^Replay: npx tsx property\/run\.ts --replay (\S+)$/.exec(rest.at(-1) ?? '')
  const { seed, counterexample } = outcome
  assert.deepEqual(parseReplay(replayed?.[1] ?? ''), {
    id: 'sample/law',
    seed,
    path: counterexample?.path,
  })
})

test('checkProperty() replays a found counterexample first, until it passes', async () => {
  await using database = await scratchDatabase()
  const arbitrary = fc.integer({ min: 0, max: 100_000 })
  const rare = { arbitrary, holds: (n: number): boolean => n < 99_000 }
  const settings = { database: database.path }
  const first = await check(rare, { ...settings, profile: profileOf('thorough'), seed: 3 })
  assert.equal(first.counterexample?.literal, '99000')
  const again = await check(rare, { ...settings, seed: 4 })
  assert.equal(again.counterexample?.literal, '99000')
  assert.equal(again.examples, 1)
  const notes: string[] = []
  function note(line: string): void {
    notes.push(line)
  }
  await check({ arbitrary, holds: () => true }, { ...settings, note })
  assert.deepEqual(notes, ['dropped a counterexample that passes now: 99000'])
  assert.deepEqual(await readdir(join(database.path, 'sample')), [])
})

test('checkProperty() finds an example by its value where the seed leads elsewhere, and drops with a line what is generated no more', async () => {
  await using database = await scratchDatabase()
  await mkdir(join(database.path, 'sample'))
  const file = join(database.path, 'sample', 'law.json')
  const kept = { seed: 1, path: '0', literal: '77', value: 77, error: '', foundAt: 'then' }
  await writeFile(file, JSON.stringify({ property: 'sample/law', examples: [kept] }))
  const settings = { database: database.path }
  const found = await check({ arbitrary: fc.nat(1000), holds: (n) => n !== 77 }, settings)
  assert.equal(found.counterexample?.literal, '77')
  const notes: string[] = []
  function note(line: string): void {
    notes.push(line)
  }
  await writeFile(file, JSON.stringify({ property: 'sample/law', examples: [kept] }))
  await check({ arbitrary: fc.string(), holds: () => true }, { ...settings, note })
  assert.deepEqual(notes, ['dropped a stale counterexample, which is generated no more: 77'])
})

test('checkProperty() keeps the value as JSON beside the seed, in a file that is whole', async () => {
  await using database = await scratchDatabase()
  const arbitrary = fc.tuple(fc.constant(-0), fc.bigInt({ min: 5n, max: 5n }))
  await check({ arbitrary, holds: () => false }, { database: database.path })
  assert.deepEqual(await readdir(join(database.path, 'sample')), ['law.json'])
  const text = await readFile(join(database.path, 'sample', 'law.json'), 'utf8')
  const { examples } = JSON.parse(text) as { examples: { value: unknown; literal: string }[] }
  assert.deepEqual(examples[0]?.value, [{ $number: '-0' }, { $bigint: '5' }])
  assert.equal(examples[0]?.literal, '[-0,5n]')
})

test('checkProperty() fails an example that is slow twice, shrinks it, and counts one that was slow once', async () => {
  let clock = 0
  const timed = { profile: { ...dev, examples: 40, deadlineMs: 20 }, now: () => clock }
  function late(n: number): void {
    clock += n >= 400 ? 25 : 1
  }
  const slow = await check({ arbitrary: fc.nat(1000), holds: late }, timed)
  assert.match(
    String(slow.counterexample?.error),
    /DeadlineError: took 25 ms twice, expected .* 20/,
  )
  assert.equal(slow.counterexample?.literal, '400')
  assert.equal(slow.counterexample?.flaky, false)
  let calls = 0
  function once(): void {
    clock += ++calls === 1 ? 25 : 1
  }
  const noise = await check({ arbitrary: fc.nat(), holds: once }, timed)
  assert.equal(noise.counterexample, null)
  assert.equal(noise.slow, 1)
  const patient = { arbitrary: fc.constant(400), holds: late, patience: 2 }
  assert.equal((await check(patient, timed)).counterexample, null)
})

test('checkProperty() shrinks for a time, and then tells the smallest example so far', async () => {
  let clock = 0
  const outcome = await check(
    {
      arbitrary: fc.integer({ min: 0, max: 1e9 }),
      holds: (n) => {
        clock += n >= 10 ? 9000 : 1
        return n < 10
      },
      patience: 100,
    },
    { now: () => clock },
  )
  assert.ok(Number(outcome.counterexample?.literal) > 10)
  assert.equal(outcome.counterexample?.flaky, false)
})

test('checkProperty() gives up an example that never ends', async () => {
  const profile = { ...dev, deadlineMs: 5 }
  const never = { arbitrary: fc.constant(0), holds: () => new Promise<never>(() => {}) }
  // The loop must not run dry while the promise is pending.
  const alive = setInterval(() => {}, 1000)
  const { counterexample } = await check(never, { profile })
  clearInterval(alive)
  assert.match(String(counterexample?.error), /DeadlineError: no end within 100 ms/)
})

test('checkProperty() says where something that is not generated has a say', async () => {
  let calls = 0
  const outcome = await check({ arbitrary: fc.constant(0), holds: () => ++calls !== 1 })
  assert.equal(outcome.counterexample?.flaky, true)
  assert.match(propertyMessage({ id: 'a/b', law: 'law', outcome }), /Run once more it passed/)
})

test('checkProperty() makes a property meet each of its labels, and fails where it breaks there', async () => {
  const labels = { seven: { percent: 0.1, is: (n: number) => n === 777 } }
  const arbitrary = fc.integer({ min: 0, max: 999 })
  const { counterexample } = await check({ arbitrary, holds: (n) => n !== 777, labels })
  assert.equal(counterexample?.literal, '777')
})

test('profileOf() knows its profiles, and says them where it does not', () => {
  assert.equal(profileOf(undefined).name, 'dev')
  assert.throws(() => profileOf('fast'), /CDC_PROFILE "fast": expected one of dev, ci, thorough/)
})

test('parseReplay() reads an id alone, with a seed, and with a path', () => {
  assert.deepEqual(parseReplay('load/ramp'), { id: 'load/ramp', seed: null, path: null })
  assert.deepEqual(parseReplay('load/ramp@-5'), { id: 'load/ramp', seed: -5, path: null })
  assert.deepEqual(parseReplay('load/ramp@5:1:0'), { id: 'load/ramp', seed: 5, path: '1:0' })
  assert.equal(parseReplay('ramp'), null)
})
