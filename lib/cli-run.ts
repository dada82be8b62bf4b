/** Runs the main of a script whose flags have been read, and tells what came of it. */
import { resolve } from 'node:path'

import { openOutput, wantsColor } from './cli-output.ts'
import { headersIn, secretsInHeader } from './secret-headers.ts'
import { resultAtStart, resultOf } from './cli-result.ts'
import { listenForStop } from './cli-stop.ts'
import { outcomeOf } from './cli-outcome.ts'
import { UsageError, messageOf } from './errors.ts'
import { takeGithub } from './github.ts'
import { keepBasicCredentials, keepSecret, keepUrlSecrets } from './redact.ts'
import type { AllFlags, Main } from './cli.ts'
import type { Output } from './cli-output.ts'
import type { RunFacts } from './cli-result.ts'
import type { Github } from './github.ts'
import type { ProgressLine } from './progress.ts'
import type { Options, ParsedFlags } from './flags.ts'
import type { Reports } from './report.ts'
import type { Check, Result } from './result.ts'
import type { StackChoice } from './stack-choice.ts'

export type Run<T extends Options> = {
  readonly name: string
  readonly parsed: ParsedFlags<AllFlags<T>>
  readonly problems: readonly string[]
  readonly notices: readonly string[]
  readonly stack: StackChoice
  readonly main: Main<T>
  readonly streamsRows: boolean
}

/** How long the process may outlive its own end. */
const handleGraceMs = 10_000

/** Sets the exit code of the process, and nothing else outlives it. */
export async function runScript<T extends Options>(given: Run<T>): Promise<void> {
  noteSecrets(given.parsed.settings)
  const github = takeGithub(process.env)
  const output = openOutput({ quiet: given.parsed.settings['quiet'] === true })
  const reports = await openReports(given)
  if (Array.isArray(reports)) {
    for (const problem of reports) output.progress.note(`${given.name}: ${problem}`)
    process.exitCode = 2
    return
  }
  await using opened = reports
  for (const notice of given.notices) output.progress.note(`${given.name}: ${notice}`)
  await runWithReports({ given, output, reports: opened, github })
}

/** The reports, opened; or everything that is wrong, flags and report files told at once. */
async function openReports<T extends Options>(given: Run<T>): Promise<Reports | string[]> {
  // Of an empty path the flags themselves have told.
  const paths = (given.parsed.settings['report'] as readonly string[]).filter((path) => path !== '')
  const { openReports: open } = await import('./report.ts')
  try {
    const reports = await open(paths, given)
    const problems = [...given.problems, ...sharedFiles(given.parsed.settings)]
    if (problems.length === 0) return reports
    await reports[Symbol.asyncDispose]()
    return problems
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return [...given.problems, ...error.problems]
  }
}

/** A report that stands from the start of the run would overwrite what another flag is still to read. */
function sharedFiles(settings: Readonly<Record<string, unknown>>): string[] {
  const { report, ...others } = settings
  const flags = Object.entries(others).flatMap(([name, value]) =>
    [value].flat().map((text) => ({ name, text })),
  )
  return (report as readonly string[]).flatMap((path) => {
    const same = flags.find(
      ({ text }) => typeof text === 'string' && resolve(text) === resolve(path),
    )
    return same === undefined
      ? []
      : [`--report "${path}": --${same.name} names the same file, expected another`]
  })
}

function noteSecrets(settings: Readonly<Record<string, unknown>>): void {
  for (const value of Object.values(settings).flat()) {
    if (typeof value !== 'string') continue
    keepUrlSecrets(value)
  }
  for (const header of headersIn(settings))
    for (const each of secretsInHeader(header)) keepSecret(each)
  const { CDC_CONNECT_USER: user, CDC_CONNECT_PASSWORD: password } = process.env
  if (password !== undefined) keepBasicCredentials({ user: user ?? '', password })
  for (const name of ['CDC_LIVE_TOKEN', 'PGPASSWORD']) keepSecret(process.env[name] ?? '')
}

async function runWithReports<T extends Options>({
  given,
  output,
  reports,
  github,
}: {
  given: Run<T>
  output: Output
  reports: Reports
  github: Github
}): Promise<void> {
  const { parsed } = given
  const startedAt = new Date()
  const started = performance.now()
  const facts: RunFacts = {
    name: given.name,
    stack: given.stack.stack,
    settings: parsed.settings,
    seed: parsed.flags.seed ?? Math.floor(Math.random() * 2 ** 32),
    startedAt,
    args: process.argv.slice(2),
  }
  using stop = listenForStop((words) => output.progress.note(`${given.name}: ${words}`))
  await reports.write(resultAtStart(facts))
  let announced = false
  function announce(text: string): void {
    announced = true
    output.progress.clear()
    output.unredacted(text.endsWith('\n') ? text : `${text}\n`)
  }
  const { flags, origins } = parsed
  const outcome = await outcomeOf(
    (signal) =>
      given.main({
        flags,
        origins,
        words: parsed.positionals,
        settings: parsed.settings,
        seed: facts.seed,
        stack: given.stack,
        signal,
        progress: (text) => output.progress.show(`${given.name}: ${text}`),
        note: (text) => output.progress.note(`${given.name}: ${text}`),
        announce,
        invite: output.invite,
        rows: (difference) => reports.rows(difference),
        rowsWanted: reports.wantRows,
      }),
    { signal: stop.signal },
  )
  output.progress.clear()
  for (const line of outcome.lines) output.progress.note(`${given.name}: ${line}`)
  const durationMs = performance.now() - started
  const ending = { durationMs, stopCode: stop.code(), failureCode: outcome.code }
  const complete = outcome.complete && stop.code() === null
  const { renders, ...findings } = outcome.findings
  const { result, told } = await written({ reports, complete }, (more) => {
    const own = resultOf(facts, { ...findings, checks: [...findings.checks, ...more] }, ending)
    return renders === undefined || own.exitCode !== 0 ? own : renders.result
  })
  for (const line of told) output.progress.note(`${given.name}: ${line}`)
  const code = result === renders?.result ? renders.exitCode : result.exitCode
  process.exitCode = code
  if (!announced && outcome.code !== 2) {
    await tell({ output, result, settings: parsed.settings })
    if (result !== renders?.result) await tellCi(github, output.progress, result)
  }
  endSoon(code)
}

/** A report that could not be written is no pass: cron would go on reading the one of yesterday. */
async function written(
  { reports, complete }: { reports: Reports; complete: boolean },
  make: (more: readonly Check[]) => Result,
): Promise<{ result: Result; told: readonly string[] }> {
  const result = make([])
  try {
    return { result, told: await reports.write(result, { complete }) }
  } catch (error) {
    const more: Check = { name: 'reports written', verdict: 'unknown', message: messageOf(error) }
    const without = make([more])
    // Those that can be written tell of those that cannot; what is wrong with these was told just now.
    const told = await reports.write(without, { complete }).catch(() => [])
    return { result: without, told }
  }
}

async function tell({
  output,
  result,
  settings,
}: {
  output: Output
  result: Result
  settings: Readonly<Record<string, unknown>>
}): Promise<void> {
  if (settings['json'] === true) {
    const { renderJson } = await import('./report-json.ts')
    output.result(renderJson(result))
    return
  }
  if (settings['quiet'] === true && result.verdict === 'pass') return
  const { renderTable } = await import('./report-table.ts')
  const color = wantsColor({ environment: process.env, tty: output.isTty })
  output.result(renderTable(result, { color, width: output.width }))
}

/** On stderr, where GitHub reads it just as well: stdout may be one JSON document. What was saved has told of itself before. */
async function tellCi(github: Github, progress: ProgressLine, result: Result): Promise<void> {
  if (github.summary === '' && !github.annotates) return
  const { tellGithub } = await import('./github-summary.ts')
  const { annotations, problem } = await tellGithub(github, result)
  for (const line of annotations) progress.note(line)
  if (problem !== null) progress.note(`${result.script}: ${problem}`)
}

/** A handle that somebody left open must not keep cron waiting for ever. */
function endSoon(code: number): void {
  setTimeout(() => {
    process.stderr.write('a handle was left open: ended all the same\n')
    // eslint-disable-next-line unicorn/no-process-exit -- stdout was written seconds ago, nothing is cut.
    process.exit(code)
  }, handleGraceMs).unref()
}
