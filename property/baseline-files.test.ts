/** Laws of whole runs: what makes two of them one load, baselines as files, and several Results as one. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { everyPart, parseParts, partOrder } from '../lib/all-parts.ts'
import { texts } from '../lib/arbitraries.ts'
import { differences, fingerprintOf, shapingFlags } from '../lib/baseline-fingerprint.ts'
import { parseBaseline, readRuns } from '../lib/baseline-parse.ts'
import { holdAgainst } from '../lib/baseline-result.ts'
import { appendRun, baselineRun, emptyBaseline } from '../lib/baseline-runs.ts'
import { UsageError } from '../lib/errors.ts'
import { mergedFindings, mergedResult, worstExit } from '../lib/merge-results.ts'
import { propertiesOf } from '../lib/property.ts'
import { sampleNames, sampleResult } from '../lib/sample-result.ts'
import { worst } from '../lib/result.ts'
import type { BaselineRun } from '../lib/baseline-runs.ts'
import type { ExitCode, Result } from '../lib/result.ts'

const property = propertiesOf(import.meta.url)

const scalar = fc.oneof(fc.constantFrom(null, false, true, 10, '10'), texts({ maxPieces: 2 }))
const settings = fc.dictionary(fc.constantFrom(...shapingFlags), scalar, { noNullPrototype: true })
const environment = fc.dictionary(fc.constantFrom('node', 'cpus', 'stack'), scalar, {
  noNullPrototype: true,
})

property(
  'fingerprint',
  'two runs are of one load where what shapes it is the same, whoever signs in, and each difference is told once',
  {
    arbitrary: fc.tuple(settings, settings, environment, fc.stringMatching(/^\w{1,8}:\w{1,8}$/)),
    holds: ([one, other, around, login]) => {
      const first = fingerprintOf({ settings: one, environment: around })
      const again = {
        report: 'x.html',
        seed: 7,
        ...Object.fromEntries(Object.entries(one).toReversed()),
      }
      assert.deepEqual(
        differences(first, fingerprintOf({ settings: again, environment: around })),
        [],
      )
      const second = fingerprintOf({ settings: other, environment: around })
      const told = differences(first, second)
      assert.equal(told.length, differences(second, first).length)
      for (const name of new Set([...Object.keys(first), ...Object.keys(second)])) {
        const lines = told.filter((line) => line.startsWith(`${name} `))
        assert.equal(lines.length, first[name] === second[name] ? 0 : 1, name)
      }
      const urls = [
        `postgres://host/db?sslmode=require&password=${login}`,
        `postgres://${login}@host/db`,
      ]
      const [plain, signed] = urls.map((source) =>
        fingerprintOf({ settings: { source }, environment: {} }),
      )
      assert.deepEqual(signed, plain)
      assert.equal(signed?.['--source'], 'postgres://host/db')
    },
  },
)

async function sampled(): Promise<ReadonlyMap<string, Result>> {
  const results = await Promise.all(sampleNames.map(sampleResult))
  return new Map(sampleNames.map((name, at) => [name, shortOf(results[at] as Result)]))
}

/** Three seconds are as good as sixty. */
function shortOf(result: Result): Result {
  return { ...result, ...(result.series && { series: result.series.slice(0, 3) }) }
}

function runsOf(result: Result, count: number): readonly BaselineRun[] {
  return Array.from({ length: count }, (_, nth) => {
    const startedAt = new Date(Date.UTC(2026, 0, 1 + nth)).toISOString()
    return baselineRun(result, { startedAt, fingerprint: fingerprintOf(result) }) ?? []
  }).flat()
}

property(
  'baseline-files',
  'a file of a baseline is read as it was written, and whatever else a file holds can be held against a run, or is refused in words',
  {
    arbitrary: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(), fc.jsonValue()),
    given: sampled,
    holds: ([count, place, value], given) => {
      const sample = given.get('pass')
      assert.ok(sample !== undefined)
      const runs = runsOf(sample, count)
      assert.equal(runs.length, count)
      const baseline = runs.reduce(appendRun, emptyBaseline)
      assert.deepEqual(parseBaseline(JSON.stringify(baseline)), baseline)
      const damaged = [baseline, sample].map((whole) =>
        JSON.stringify(damagedAt(whole, place, value)),
      )
      for (const text of [...damaged, damaged[0]?.slice(0, place % 4000) ?? '']) {
        try {
          holdAgainst(parseBaseline(text), { runs })
        } catch (error) {
          assert.ok(error instanceof UsageError, String(error))
          assert.match(error.message, /expected/)
        }
      }
    },
  },
)

/** One of all the values in it, the n-th, is something else. */
function damagedAt(whole: unknown, place: number, value: unknown): unknown {
  const all = countOf(whole)
  let left = place % all
  return replaced(whole)
  function replaced(from: unknown): unknown {
    if (left-- === 0) return value
    if (typeof from !== 'object' || from === null) return from
    if (Array.isArray(from)) return from.map(replaced)
    return Object.fromEntries(Object.entries(from).map(([key, each]) => [key, replaced(each)]))
  }
}

function countOf(whole: unknown): number {
  if (typeof whole !== 'object' || whole === null) return 1
  return Object.values(whole).reduce((sum: number, each) => sum + countOf(each), 1)
}

property(
  'baseline-of-results',
  'a Result is a baseline of one run where it is a valid and whole load run, and else is called what it is',
  {
    arbitrary: fc.tuple(fc.constantFrom(...sampleNames), fc.boolean()),
    given: sampled,
    holds: ([name, interrupted], given) => {
      const result = { ...given.get(name), interrupted } as Result
      const read = readRuns(JSON.stringify(result))
      const isWhole = result.load?.valid === true && result.totals !== undefined && !interrupted
      assert.equal('baseline' in read, isWhole)
      if ('instead' in read)
        assert.ok(read.instead.endsWith(`Result of ${result.script}`), read.instead)
      else assert.equal(read.baseline.loads[0]?.runs.length, 1)
    },
  },
)

property(
  'results-merged',
  'several Results as one lose no check and no name of a check, and end as badly as the worst of them',
  {
    arbitrary: fc.array(fc.constantFrom(...sampleNames), { minLength: 1, maxLength: 6 }),
    labels: { 'one twice': { percent: 20, is: (names) => new Set(names).size < names.length } },
    share: 0.5,
    given: sampled,
    holds: (names, given) => {
      const parts = names.map((name) => ({
        result: given.get(name) as Result,
        report: `${name}.html`,
      }))
      const findings = mergedFindings(parts)
      const all = parts.flatMap(({ result }) => result.checks)
      for (const { name, verdict } of all) {
        const found = findings.checks.filter((each) => each.name.endsWith(`: ${name}`))
        assert.ok(
          found.some((each) => each.verdict === verdict),
          `${name} is lost`,
        )
      }
      const empty = parts.filter(({ result }) => result.checks.length === 0).length
      assert.equal(findings.checks.length, all.length + empty)
      const rows = parts.flatMap(({ result }) => result.tables ?? [])
      assert.deepEqual(findings.tables ?? [], rows)
      const merged = mergedResult(parts, { script: 'all', version: '1' })
      if (parts.length === 1) assert.equal(merged, parts[0]?.result)
      assert.equal(merged.verdict, worst(parts.map(({ result }) => result.verdict)))
      for (const { result } of parts) {
        const from = Date.parse(result.startedAt) - Date.parse(merged.startedAt)
        const isWithin = from >= 0 && from + result.durationMs <= merged.durationMs
        assert.ok(isWithin, `${result.script} from ${from} ms on`)
        assert.ok(merged.command.includes(result.command), merged.command)
        assert.ok(!result.interrupted || merged.interrupted, 'interrupted')
      }
    },
  },
)

const exits = fc.array(
  fc.oneof(fc.constantFrom<ExitCode>(0, 3), fc.constantFrom<ExitCode>(1, 2, 4, 130, 143)),
  { maxLength: 3 },
)

property(
  'worst-exit',
  'the worst end of several is one of them, in whatever order, and 0 only where all are',
  {
    arbitrary: fc.tuple(exits, exits),
    labels: {
      'a pass beside no verdict': { percent: 3, is: (both) => isMixed(both.flat()) },
    },
    holds: ([one, other]) => {
      const all = [...one, ...other]
      const found = worstExit(all)
      assert.ok(all.length === 0 ? found === 3 : all.includes(found), String(found))
      assert.equal(worstExit(all.toReversed()), found)
      assert.equal(found === 0, all.length > 0 && all.every((code) => code === 0))
      if (all.includes(1)) assert.equal(found, 1)
      if (one.length > 0 && other.length > 0)
        assert.equal(worstExit([worstExit(one), worstExit(other)]), found)
    },
  },
)

function isMixed(codes: readonly ExitCode[]): boolean {
  return codes.includes(0) && codes.includes(3) && codes.every((code) => code === 0 || code === 3)
}

const part = fc.constantFrom(...everyPart)

property(
  'parts',
  'parts are run in their own order, however they are written, and no password stands in a command',
  {
    arbitrary: fc.tuple(
      fc.array(part, { minLength: 1, maxLength: 5 }),
      texts({ maxPieces: 2 }),
      fc.nat(),
    ),
    holds: ([names, text, seed]) => {
      const found = parseParts(names.join(' , '))
      assert.deepEqual(
        found,
        everyPart.filter((name) => names.includes(name)),
      )
      if (text.split(',').some((word) => !everyPart.some((name) => name === word.trim())))
        assert.throws(() => parseParts(`${names[0]},${text}`), UsageError)
      const url = 'postgres://me:s3cr3t@host/db'
      const stack = {
        stack: 'yours',
        source: url,
        target: url,
        connect: [url],
        brokers: undefined,
      } as const
      for (const name of found) {
        const order = partOrder(name, { profile: 'ci', since: null, runTime: '1s', seed, stack })
        assert.ok(!order.args.join(' ').includes('s3cr3t'), name)
        const isLoading = name === 'load' || name === 'reconcile'
        assert.equal(order.environment['CDC_SOURCE_URL'], isLoading ? url : undefined)
        assert.equal(order.args.includes(String(seed)), name !== 'mutation')
      }
    },
  },
)
