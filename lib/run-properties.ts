/** Runs files of properties, in a few processes on one server, and gathers what became of each law. */
import { availableParallelism } from 'node:os'

import { propertyCheckName, propertySentence } from './property-words.js'
import { ClosingStack } from './closing-stack.ts'
import { lastLines } from './process.ts'
import { lawsOf, pathOfPropertyFile, worldOf } from './property-files.ts'
import { startPropertyProcess } from './property-process.ts'
import { startPostgres } from './stack-postgres.ts'
import type { Progress } from './progress.ts'
import type { ProfileName } from './property-profile.ts'
import type { FileRun, PropertyProcess } from './property-process.ts'
import type { PropertyResult } from './property-result.ts'
import type { Check, Findings } from './result.ts'

export type PropertyRun = {
  readonly files: readonly string[]
  readonly profile: ProfileName
  readonly seed: number
  /** The one property to run, with or without seed and path. */
  readonly replay: string | undefined
  readonly signal: AbortSignal
  readonly progress: Progress
}

type Ran = FileRun & { readonly file: string }

/** Findings with a check for each law, and one for each file that did not come to its end; and node's TAP stream of all files. */
export async function runProperties(
  run: PropertyRun,
): Promise<{ findings: Findings; tap: string }> {
  const done: PropertyResult[] = []
  const laws = run.replay === undefined ? run.files.flatMap(lawsOf).length : 1
  function tell(result: PropertyResult): void {
    done.push(result)
    const failed = done.filter(({ verdict }) => verdict !== 'pass').length
    run.progress(progressText({ done: done.length, of: laws, failed, latest: result.id }))
  }
  const { runs, ends } = await runFiles(run, tell)
  runs.sort((left, right) => left.file.localeCompare(right.file))
  const properties = runs.flatMap((each) => each.properties)
  const isWell = runs.every(({ problem }) => problem === null)
  const checks = [
    ...properties.map(propertyCheck),
    ...runs.flatMap((each) => fileCheck(each, run)),
    ...(isWell ? ends.flatMap((end) => endCheck(end, properties)) : []),
  ]
  return {
    findings: {
      properties,
      checks: checks.length > 0 ? checks : [nothingRan],
      environment: { profile: run.profile },
    },
    tap: ends.map(({ tap }) => tap).join(''),
  }
}

type Ended = Awaited<ReturnType<PropertyProcess['end']>>

/** In as many processes as there are processors, two at most. One that dies is replaced: the file that it ran has told so. */
async function runFiles(
  run: PropertyRun,
  tell: (result: PropertyResult) => void,
): Promise<{ runs: Ran[]; ends: Ended[] }> {
  await using opened = new ClosingStack()
  const server = opened.use(commonServer(run))
  const waiting = run.files.toSorted((left, right) => rank(left) - rank(right))
  const runs: Ran[] = []
  const ends: Ended[] = []
  async function worker(): Promise<void> {
    let process: PropertyProcess | null = null
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      if (run.signal.aborted) break
      process ??= await startPropertyProcess({ ...run, tell })
      const url = worldOf(file) === null ? null : await server.url()
      runs.push({ file, ...(await process.run({ path: pathOfPropertyFile(file), server: url })) })
      if (process.isRunning()) continue
      ends.push(await process.end())
      process = null
    }
    if (process !== null) ends.push(await process.end())
  }
  const width = Math.min(2, availableParallelism(), run.files.length)
  await Promise.all(Array.from({ length: width }, worker))
  return { runs, ends }
}

/** What takes longest comes first, for whatever is last has one process to itself: by what is asked, then by how many laws. */
function rank(file: string): number {
  return ['pair', 'session', null].indexOf(worldOf(file)) - lawsOf(file).length / 1000
}

type CommonServer = AsyncDisposable & { readonly url: () => Promise<string | null> }

/** One server for all files that ask one; a file that is alone starts its own. */
function commonServer({ files, signal }: PropertyRun): CommonServer {
  const isAsked = files.filter((file) => worldOf(file) !== null).length > 1
  const server = isAsked ? startPostgres({ name: 'properties', inMemory: true, signal }) : null
  return {
    url: async () => (await server)?.url('postgres') ?? null,
    [Symbol.asyncDispose]: async () => await (await server)?.[Symbol.asyncDispose](),
  }
}

function propertyCheck(property: PropertyResult): Check {
  const { verdict } = property
  return { name: propertyCheckName(property), verdict, message: propertySentence(property) }
}

/** A file may end badly although each law that was told of held: a crash, or a law that was never reached. */
function fileCheck({ file, problem, properties }: Ran, { replay }: PropertyRun): Check[] {
  const hasLaws = properties.length > 0 || replay !== undefined
  const message = problem ?? (hasLaws ? null : 'it has no property')
  const name = `property/${file}.test.ts ran to its end`
  return message === null ? [] : [{ name, verdict: 'unknown', message }]
}

/** What fails outside of any law fails the process alone. */
function endCheck({ ended, stderr, tap }: Ended, properties: readonly PropertyResult[]): Check[] {
  const failed = properties.some(({ verdict }) => verdict !== 'pass')
  if (ended === 'exit code 0' || (failed && ended === 'exit code 1')) return []
  const message = `${ended}: ${lastLines(stderr || tap)}`
  return [{ name: 'the processes of properties ended well', verdict: 'unknown', message }]
}

const nothingRan: Check = {
  name: 'properties were checked',
  verdict: 'unknown',
  message: 'no property ran',
}

const barWidth = 24

/** @example progressText({ done: 6, of: 60, failed: 1, latest: 'load/mix' }) === '[##......................] 6 of 60 laws, 1 failed: load/mix' */
export function progressText({
  done,
  of,
  failed,
  latest,
}: {
  readonly done: number
  readonly of: number
  readonly failed: number
  readonly latest: string
}): string {
  const full = Math.min(barWidth, Math.floor((barWidth * done) / Math.max(1, of)))
  const bar = `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]`
  return `${bar} ${done} of ${of} laws${failed === 0 ? '' : `, ${failed} failed`}: ${latest}`
}
