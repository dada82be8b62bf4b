/** Laws of the flags of a load: which go together, what they say, and the ramp that they order. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { sqlTexts } from '../lib/arbitraries.ts'
import { UsageError } from '../lib/errors.ts'
import { parseFlags } from '../lib/flags.ts'
import { loadOptions } from '../lib/load-options.ts'
import { rampOf } from '../lib/load-ramp.ts'
import { lengthMs, valueAt } from '../lib/pacer.ts'
import { stage } from '../lib/load-arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import type { LoadFlags, Profile } from '../lib/load-options.ts'
import type { Ramp } from '../lib/pacer.ts'

const property = propertiesOf(import.meta.url)

const users = fc.integer({ min: 1, max: 1000 })
const rates = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constantFrom(0.5, 2.25, 99.9))
const durations = fc.integer({ min: 1, max: 600_000 })
const loads = fc.record(
  { users, spawnRate: rates, runTimeMs: durations },
  { noNullPrototype: true },
)
type LoadOf = typeof loads extends fc.Arbitrary<infer T> ? T : never

const flags = {
  users,
  'spawn-rate': rates,
  'run-time': durations.map((ms) => `${ms}ms`),
  'arrival-rate': rates,
  stages: fc
    .tuple(
      fc.array(stage, { maxLength: 3 }),
      stage.filter(({ durationMs }) => durationMs > 0),
    )
    .map(([list, last]) => [...list, last]),
  connections: users,
  workload: fc.constantFrom('connect', 'reconciliation'),
}
const { 'arrival-rate': arrivalRate, stages: staircases, connections, workload } = flags

/** What a line says of its load; what is left out is as the profile has it. */
const anyLines = fc.record(flags, { requiredKeys: [], noNullPrototype: true })
type Line = typeof anyLines extends fc.Arbitrary<infer T> ? T : never

const lines: fc.Arbitrary<Line> = fc.oneof(
  anyLines,
  fc.record(
    { 'arrival-rate': arrivalRate, stages: staircases, connections, workload },
    { requiredKeys: ['stages'], noNullPrototype: true },
  ),
)

/** Which flags have no meaning beside which: the closed model has users, the open one a rate, stages a length. */
const apart: readonly (readonly [keyof Line, keyof Line])[] = [
  ['users', 'arrival-rate'],
  ['users', 'stages'],
  ['spawn-rate', 'arrival-rate'],
  ['spawn-rate', 'stages'],
  ['run-time', 'stages'],
]

function contradictions(line: Line): number {
  const alone = 'connections' in line && !('arrival-rate' in line) ? 1 : 0
  return apart.filter(([one, other]) => one in line && other in line).length + alone
}

function argsOf(line: Line, isReversed: boolean): string[] {
  const { stages, ...rest } = line
  const text = stages?.map(({ durationMs, target }) => `${durationMs}ms:${target}`).join(',')
  const texts = { ...rest, ...(text === undefined ? {} : { stages: text }) }
  const entries = Object.entries(texts)
  const ordered = isReversed ? entries.toReversed() : entries
  return ordered.flatMap(([name, value]) => [`--${name}`, String(value)])
}

function profileOf({ users: count, spawnRate, runTimeMs }: LoadOf, isOrdinary: boolean): Profile {
  const texts = { users: `${count}`, 'spawn-rate': `${spawnRate}`, 'run-time': `${runTimeMs}ms` }
  return isOrdinary ? { ...texts, ordinary: true } : texts
}

const reconciliation: LoadOf = { users: 20, spawnRate: 5, runTimeMs: 180_000 }

function orderedBy(line: Line, usual: LoadOf): LoadOf {
  return {
    users: line.users ?? usual.users,
    spawnRate: line['spawn-rate'] ?? usual.spawnRate,
    runTimeMs: Number.parseInt(line['run-time'] ?? `${usual.runTimeMs}`),
  }
}

function near(found: number, exact: number, what: string): void {
  const isNear = Math.abs(found - exact) <= 1e-6 * (1 + Math.abs(exact))
  assert.ok(isNear, `${what}: ${found} for ${exact}`)
}

/** Each stage is linear: halfway it is halfway between where it began and where it goes. */
function checkStages(of: Ramp, { stages = [], 'arrival-rate': rate = 0 }: Line): void {
  let [startMs, before] = [0, rate]
  for (const { durationMs, target } of stages) {
    for (const part of durationMs > 0 ? [0, 0.5, 0.99] : []) {
      const exact = before + (target - before) * part
      near(valueAt(of, startMs + part * durationMs), exact, `${part} of a stage to ${target}`)
    }
    startMs += durationMs
    before = target
  }
  near(lengthMs(of), startMs, 'length')
  near(valueAt(of, startMs), before, 'end')
}

function checkRamp(line: Line, load: LoadOf, read: LoadFlags): void {
  const of = rampOf(read)
  assert.deepEqual([of.first, of.every], [0, 1], 'the whole of it')
  if (line.stages !== undefined) return checkStages(of, line)
  near(lengthMs(of), load.runTimeMs, 'length')
  for (const part of [0, 0.1, 0.5, 0.9, 1]) {
    const ms = part * load.runTimeMs
    const climbing = Math.min(load.users, (load.spawnRate * ms) / 1000)
    near(valueAt(of, ms), line['arrival-rate'] ?? climbing, `value at ${ms}`)
  }
}

property(
  'shape-flags',
  'flags of one model of load are taken and are the load that they say, what they leave out is as the profile has it, and each contradiction is told',
  {
    arbitrary: fc.tuple(lines, loads, fc.boolean(), fc.boolean()),
    labels: {
      'no contradiction': { percent: 20, is: ([line]) => contradictions(line) === 0 },
      'stages of a rate': {
        percent: 10,
        is: ([line]) => contradictions(line) === 0 && 'stages' in line && 'arrival-rate' in line,
      },
      'beside reconciliation': {
        percent: 5,
        is: ([line, , isOrdinary]) => isOrdinary && line.workload === 'reconciliation',
      },
    },
    holds: ([line, profile, isOrdinary, isReversed]) => {
      const options = loadOptions(profileOf(profile, isOrdinary))
      const { flags: read, problems } = parseFlags(options, {
        args: argsOf(line, isReversed),
        environment: {},
      })
      assert.equal(problems.length, contradictions(line), problems.join('\n'))
      const isBeside = isOrdinary && line.workload === 'reconciliation'
      const ordered = orderedBy(line, isBeside ? reconciliation : profile)
      assert.deepEqual(
        [read.users, read['spawn-rate'], read['run-time']],
        [ordered.users, ordered.spawnRate, ordered.runTimeMs],
      )
      assert.deepEqual(
        [read['arrival-rate'], read.connections, read.workload.name],
        [line['arrival-rate'], line.connections ?? 50, line.workload ?? 'connect'],
      )
      assert.deepEqual(read.stages, line.stages)
      if (problems.length === 0) checkRamp(line, ordered, read)
    },
  },
)

const classNames = fc.constantFrom('A', 'B_2', 'User', '3rd', '_')
const classes = fc.array(
  fc.record(
    { name: classNames, weight: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 1e6 })) },
    { noNullPrototype: true },
  ),
  { minLength: 1, maxLength: 4 },
)

const { 'user-class': option } = loadOptions({ users: '1', 'spawn-rate': '1', 'run-time': '1s' })

function userClassesOf(text: string): ReturnType<typeof option.parse> | null {
  try {
    return option.parse(text)
  } catch (error) {
    if (error instanceof UsageError) return null
    throw error
  }
}

property(
  'user-classes',
  'user classes are read as they are written, each once, and no other text is taken for one',
  {
    arbitrary: fc.tuple(classes, fc.boolean(), sqlTexts({ maxPieces: 3 })),
    labels: {
      'one stands there twice': {
        percent: 20,
        is: ([list]) => new Set(list.map(({ name }) => name)).size < list.length,
      },
    },
    holds: ([list, isShort, hostile]) => {
      const parts = list.map(({ name, weight }) =>
        isShort && weight === 1 ? name : `${name}=${weight}`,
      )
      const isTwice = new Set(list.map(({ name }) => name)).size < list.length
      assert.deepEqual(userClassesOf(parts.join(',')), isTwice ? null : list)
      assert.deepEqual(userClassesOf(parts.join(' , ')), isTwice ? null : list)
      for (const { name, weight } of userClassesOf(hostile) ?? []) {
        assert.match(name, /^\w+$/)
        assert.ok(hostile.includes(name) && weight >= 1, `${name} of ${hostile}`)
      }
      for (const weight of ['0', '1000001', '1.5', '-1', '']) {
        assert.equal(userClassesOf(`${parts[0]?.split('=')[0]}=${weight}`), null, weight)
      }
    },
  },
)
