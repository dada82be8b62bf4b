/** Runs files of properties, each in a process of its own, and gathers what became of each law. */
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Readable } from 'node:stream'

import { propertyCheckName, propertySentence } from './property-words.js'
import { endProcess } from './process-end.ts'
import { lastLines, startProcess } from './process.ts'
import { lawsOf, pathOfPropertyFile } from './property-files.ts'
import { settlesWithin } from './wait.ts'
import type { Progress } from './progress.ts'
import type { ProfileName } from './property-profile.ts'
import type { Check, Findings, PropertyResult } from './result.ts'

/** A loop that never ends cannot be told from a slow machine before this. */
const fileLimitMs = 30 * 60_000

export type PropertyRun = {
  readonly files: readonly string[]
  readonly profile: ProfileName
  readonly seed: number
  /** The one property to run, with or without seed and path. */
  readonly replay: string | undefined
  readonly signal: AbortSignal
  readonly progress: Progress
}

type FileRun = {
  readonly file: string
  readonly properties: readonly PropertyResult[]
  /** Node's own TAP stream. */
  readonly tap: string
  /** How it ended, such as `exit code 0`. */
  readonly ended: string
  readonly stderr: string
}

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
  const waiting = [...run.files]
  const runs: FileRun[] = []
  async function worker(): Promise<void> {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      if (run.signal.aborted) return
      runs.push(await runFile(file, run, tell))
    }
  }
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker))
  runs.sort((left, right) => left.file.localeCompare(right.file))
  const properties = runs.flatMap((each) => each.properties)
  const checks = [...properties.map(propertyCheck), ...runs.flatMap((each) => fileCheck(each, run))]
  return {
    findings: {
      properties,
      checks: checks.length > 0 ? checks : [nothingRan],
      environment: { profile: run.profile },
    },
    tap: runs.map(({ tap }) => tap).join(''),
  }
}

/** A law may go on for minutes: not where nobody reads on. */
const orphan = new URL('orphan-main.ts', import.meta.url)

async function runFile(
  file: string,
  { profile, seed, replay, signal }: PropertyRun,
  tell: (result: PropertyResult) => void,
): Promise<FileRun> {
  const started = await startProcess(process.execPath, {
    args: [
      '--import',
      import.meta.resolve('tsx'),
      '--import',
      orphan.href,
      '--test-reporter=tap',
      pathOfPropertyFile(file),
    ],
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: {
      ...withoutTestContext(process.env),
      CDC_PROFILE: profile,
      CDC_SEED: String(seed),
      PROPERTY_RECORDS_FD: '3',
      ...(replay === undefined ? {} : { PROPERTY_REPLAY: replay }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const properties: PropertyResult[] = []
  const { child } = started
  const [, stdout, stderr, records] = child.stdio as (Readable | null)[]
  const lines = createInterface({ input: records ?? process.stdin })
  lines.on('line', (line) => {
    const result = JSON.parse(line) as PropertyResult
    properties.push(result)
    tell(result)
  })
  const text = { stdout: '', stderr: '' }
  stdout?.on('data', (chunk) => (text.stdout += String(chunk)))
  stderr?.on('data', (chunk) => (text.stderr += String(chunk)))
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  function stop(): void {
    void endProcess(started.identity, 'SIGTERM')
  }
  signal.addEventListener('abort', stop, { once: true })
  const inTime = await settlesWithin(closed, fileLimitMs)
  signal.removeEventListener('abort', stop)
  if (!inTime) await endProcess(started.identity, 'SIGKILL')
  const ended = inTime ? await started.exited : `no end within ${fileLimitMs / 60_000} minutes`
  return { file, properties, tap: text.stdout, ended, stderr: text.stderr }
}

/** Within a test of node's own a child would tell its parent in a form that is no TAP. */
function withoutTestContext({
  NODE_TEST_CONTEXT: _context,
  ...rest
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return rest
}

function propertyCheck(property: PropertyResult): Check {
  const { verdict } = property
  return { name: propertyCheckName(property), verdict, message: propertySentence(property) }
}

/** A file may end badly although each law that was told of held: a crash, or a law that was never reached. */
function fileCheck(
  { file, ended, properties, tap, stderr }: FileRun,
  { replay }: PropertyRun,
): Check[] {
  const failed = properties.some(({ verdict }) => verdict !== 'pass')
  const name = `property/${file}.test.ts ran to its end`
  if (ended === 'exit code 0') {
    return properties.length > 0 || replay !== undefined
      ? []
      : [{ name, verdict: 'unknown', message: 'it has no property' }]
  }
  if (ended === 'exit code 1' && failed) return []
  return [{ name, verdict: 'unknown', message: `${ended}: ${lastLines(stderr || tap)}` }]
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
