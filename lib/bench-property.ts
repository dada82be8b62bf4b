/** How long the laws take by profile, and what the harness costs beside fast-check alone. */
import * as fc from 'fast-check'

import { goal, short } from './bench-goal.ts'
import { median } from './bench-statistics.ts'
import { checkProperty } from './property-check.ts'
import { propertyFiles } from './property-files.ts'
import { profileOf } from './property-profile.ts'
import { runProperties } from './run-properties.ts'
import type { Progress } from './progress.ts'
import type { ProfileName } from './property-profile.ts'
import type { Check, Findings } from './result.ts'

export type PropertyBench = {
  readonly repetitions: number
  readonly seed: number
  readonly signal: AbortSignal
  readonly progress: Progress
}

/** Each goal is a check. Under 180 s where nothing else runs. */
export async function benchProperty(bench: PropertyBench): Promise<Findings> {
  const histories = propertyFiles().filter((file) => file === 'pipeline')
  const others = propertyFiles().filter((file) => file !== 'pipeline')
  const checks: Check[] = [await overhead(bench)]
  for (const { name, files, profile, limit } of [
    { name: 'dev, all but the histories', files: others, profile: 'dev', limit: 10 },
    { name: 'thorough, all but the histories', files: others, profile: 'thorough', limit: 60 },
    { name: 'dev, the histories of the pipeline', files: histories, profile: 'dev', limit: 30 },
  ] as const) {
    checks.push(await timed(bench, { name, files, profile, limit }))
  }
  return { checks, environment: { stack: 'throw-away servers' } }
}

type Timed = {
  readonly name: string
  readonly files: readonly string[]
  readonly profile: ProfileName
  readonly limit: number
}

/** A law that does not hold leaves no time worth telling. */
async function timed(bench: PropertyBench, { name, files, profile, limit }: Timed): Promise<Check> {
  const started = performance.now()
  const { findings } = await runProperties({ ...bench, files, profile, replay: undefined })
  const seconds = (performance.now() - started) / 1000
  const properties = findings.properties ?? []
  const broken = findings.checks.find(({ verdict }) => verdict !== 'pass')
  const examples = properties.reduce((sum, each) => sum + each.examples, 0)
  return goal({
    name,
    measured: broken === undefined ? short(seconds) : Number.NaN,
    comparison: '<=',
    limit,
    unit: 's',
    message:
      broken === undefined
        ? `${examples} examples of ${properties.length} laws`
        : `not all laws held, by property/run.ts --profile ${profile}: ${broken.message ?? broken.name}`,
  })
}

const examplesOfOverhead = 20_000

/** CPU time, interleaved, so that a noisy minute falls on both. */
async function overhead({ repetitions, seed, progress }: PropertyBench): Promise<Check> {
  const arbitrary = fc.array(fc.integer(), { maxLength: 10 })
  function holds(list: readonly number[]): boolean {
    return list.length <= 10
  }
  const [ours, bare]: [number[], number[]] = [[], []]
  for (let round = 1; round <= repetitions; round++) {
    progress(`the harness beside fast-check alone, round ${round} of ${repetitions}`)
    const profile = { ...profileOf('dev'), examples: examplesOfOverhead }
    ours.push(
      await cpuMs(async () => {
        const settings = { profile, seed: seed | 0, database: null, note: () => undefined }
        await checkProperty({ id: 'bench/overhead', arbitrary, holds }, settings)
      }),
    )
    bare.push(
      await cpuMs(async () => {
        const law = fc.asyncProperty(arbitrary, async (list) => holds(list))
        await fc.assert(law, { numRuns: examplesOfOverhead, seed: seed | 0 })
      }),
    )
  }
  const [own, other] = [median(ours), median(bare)]
  return goal({
    name: 'CPU of the harness ÷ fast-check alone',
    measured: short(own / other),
    comparison: '<=',
    limit: 3,
    unit: '×',
    message: `${short((1000 * own) / examplesOfOverhead)} µs against ${short((1000 * other) / examplesOfOverhead)} µs an example`,
  })
}

async function cpuMs(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
