/** Laws of which workloads there are, and of a ramp that somebody changes while it runs. */
import assert from 'node:assert/strict'
import { basename, dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'

import { sqlTexts } from '../lib/arbitraries.ts'
import { UsageError } from '../lib/errors.ts'
import {
  factsOf,
  userClassHelp,
  workloadFlags,
  workloadNames,
  workloadsWith,
} from '../lib/load-workloads.ts'
import { parseWorkload } from '../lib/parse-workload.ts'
import { changed, constant, lengthMs, ramp, share, stages, valueAt } from '../lib/pacer.ts'
import { propertiesOf } from '../lib/property.ts'
import { parseThreshold } from '../lib/threshold.ts'
import type { Ramp } from '../lib/pacer.ts'

const property = propertiesOf(import.meta.url)

function refusalOf(text: string): string | null {
  try {
    parseWorkload(text)
    return null
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}

const name = fc.constantFrom(...workloadNames)
const hostile = fc.oneof(
  sqlTexts({ maxPieces: 3 }),
  fc.tuple(name, fc.constantFrom(' ', 's', '.ts', '=', '\n')).map((parts) => parts.join('')),
)

property(
  'workload-names',
  'a workload is taken by its own name alone, and what is no module of one is refused with all names',
  {
    arbitrary: fc.tuple(name, hostile),
    holds: ([own, other]) => {
      assert.deepEqual(parseWorkload(own), { name: own, file: null })
      fc.pre(!/^\.{0,2}\//.test(other))
      const message = refusalOf(other) ?? 'it was taken'
      for (const each of workloadNames) assert.ok(message.includes(each), `${message}: ${each}`)
    },
  },
)

const here = fileURLToPath(import.meta.url)

/** Folders that lead back to where one was. */
const detour = fc.array(fc.constantFrom('./', '../property/', './/', '././'), { maxLength: 4 })

property(
  'workload-files',
  'a module is the same by whatever path it is reached, and one that is not there is told by where it was looked for',
  {
    arbitrary: fc.tuple(detour, fc.boolean(), fc.nat()),
    labels: { relative: { percent: 20, is: ([, isAbsolute]) => !isAbsolute } },
    holds: ([steps, isAbsolute, number]) => {
      const folder = isAbsolute ? dirname(here) : `./${relative('.', dirname(here))}`
      const path = `${folder}/${steps.join('')}`
      assert.deepEqual(parseWorkload(`${path}${basename(here)}`), { name: null, file: here })
      const missing = refusalOf(`${path}none-${number}.ts`)
      assert.ok(missing?.includes(` ${dirname(here)}/none-${number}.ts,`), `${missing}`)
      const unlike = refusalOf(`${path}${basename(here)}x`)
      assert.ok(unlike?.includes('unknown workload'), `${unlike}`)
    },
  },
)

property(
  'workload-facts',
  'what is told of a workload and what is told of a flag or a user class agree, and its limits can be read',
  {
    arbitrary: fc.tuple(name, fc.constantFrom(...workloadFlags)),
    labels: {
      'it takes the flag': {
        percent: 20,
        is: ([own, flag]) => workloadsWith(flag).includes(own),
      },
    },
    holds: ([own, flag]) => {
      const { flags, thresholds, userClasses } = factsOf({ name: own, file: null })
      assert.equal(workloadsWith(flag).includes(own), flags.includes(flag))
      assert.deepEqual(
        workloadsWith(flag),
        workloadNames.filter((each) => workloadsWith(flag).includes(each)),
        'each once, in the order of all',
      )
      const help = userClassHelp().split('; ')
      assert.deepEqual(
        help.find((each) => each.startsWith(`${own}: `)),
        `${own}: ${userClasses?.join(', ')}`,
      )
      assert.deepEqual([help.length, new Set(help).size], Array(2).fill(workloadNames.length))
      const parsed = thresholds.map(parseThreshold)
      assert.equal(new Set(parsed.map((each) => JSON.stringify(each))).size, thresholds.length)
      // Of a module of somebody's own nothing is known but that its requests should not fail.
      const file = factsOf({ name: null, file: here })
      assert.deepEqual([file.userClasses, file.needs], [null, []])
    },
  },
)

const counts = fc.nat(60)
const times = fc.integer({ min: 1, max: 9000 })

/** Users or rates that climb, hold, and fall. */
const ramps: fc.Arbitrary<Ramp> = fc.oneof(
  fc
    .record({ users: fc.integer({ min: 1, max: 60 }), spawnRate: times, runTimeMs: times })
    .map(ramp),
  fc.record({ rate: counts, runTimeMs: times }).map(constant),
  fc
    .record({
      from: counts,
      stages: fc.array(fc.record({ durationMs: times, target: counts }), {
        minLength: 1,
        maxLength: 4,
      }),
    })
    .map(stages),
)

const changes = fc.record(
  {
    at: fc.integer({ min: -200, max: 1200 }).map((thousandths) => thousandths / 1000),
    value: counts,
    overMs: fc.oneof(fc.constant(0), fc.nat(9000)),
  },
  { noNullPrototype: true },
)

property(
  'changed-ramp',
  'a ramp that is changed is as it was until then, goes evenly to its new value as far as there is time, and lasts as long as before',
  {
    arbitrary: fc.tuple(
      ramps,
      changes,
      fc.nat(999).map((thousandths) => thousandths / 1000),
    ),
    labels: {
      'at once': { percent: 10, is: ([, { overMs }]) => overMs === 0 },
      'before it began, or after its end': { percent: 10, is: ([, { at }]) => at < 0 || at > 1 },
      'the end comes first': {
        percent: 10,
        is: ([of, { at, overMs }]) => at < 1 && at * lengthMs(of) + overMs > lengthMs(of),
      },
    },
    holds: ([of, { at, value, overMs }, part]) => {
      const endMs = lengthMs(of)
      const after = changed(of, { atMs: at * endMs, value, overMs })
      near(lengthMs(after), endMs, 'length')
      const atMs = Math.min(Math.max(0, at), 1) * endMs
      const from = valueAt(of, atMs)
      // Each place is looked at: before the change, on the way, behind it, and at the end.
      for (const ms of [part * atMs, atMs + part * overMs, (atMs + overMs + endMs) / 2, endMs]) {
        if (ms > endMs || Math.abs(ms - atMs) < 1e-6) continue
        const way = overMs === 0 ? 1 : Math.min(1, (ms - atMs) / overMs)
        near(valueAt(after, ms), ms < atMs ? valueAt(of, ms) : from + (value - from) * way, `${ms}`)
      }
      const half = { worker: 1, workers: 2 }
      assert.deepEqual(
        changed(share(of, half), { atMs: at * endMs, value, overMs }),
        share(after, half),
        'a share of it changes as the whole does',
      )
    },
  },
)

function near(found: number, exact: number, where: string): void {
  const isNear = Math.abs(found - exact) <= 1e-6 * (1 + Math.abs(exact))
  assert.ok(isNear, `${where}: ${found} for ${exact}`)
}
