/** Makes the Result of what main found, or of the error that it ended with. */
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, homedir, totalmem } from 'node:os'

import { commandText, withoutHome, withoutPlaces } from './command-line.ts'
import { ownCommit } from './own-commit.ts'
import { redactTables } from './redact-rows.ts'
import { redactDeep, withoutKept } from './redact.ts'
import { headersIn, maskedHeader, maskedHeaders } from './secret-headers.ts'
import { exitCodeOf, resultSchema, worst } from './result.ts'
import type { Check, ExitCode, Failure, Findings, Result } from './result.ts'

/** What is known of a run before its main has found anything. */
export type RunFacts = {
  readonly name: string
  readonly stack: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly startedAt: Date
  readonly args: readonly string[]
}

export type Ending = {
  readonly durationMs: number
  /** 130 or 143 where the script was told to stop. */
  readonly stopCode: 130 | 143 | null
  /** 2 or 4 where main ended with an error of the caller's or of ours. */
  readonly failureCode: 2 | 4 | null
}

/** The Result, redacted. */
export function resultOf(facts: RunFacts, findings: Findings, ending: Ending): Result {
  const interrupted = ending.stopCode !== null
  const { tables, checks: found, ...others } = findings
  const checks = interrupted ? found.map(asInterrupted) : found
  const verdict = worst(checks.map((check) => check.verdict))
  const failures = others.failures?.map(redactFailure)
  const redacted = redactDeep({
    ...others,
    ...(failures === undefined ? {} : { failures }),
    schema: resultSchema,
    script: facts.name,
    version: benchVersion(),
    verdict,
    exitCode: exitCode(ending, exitCodeOf(verdict)),
    startedAt: facts.startedAt.toISOString(),
    durationMs: Math.round(ending.durationMs),
    seed: facts.seed,
    interrupted,
    command: commandOf(facts),
    settings: shownSettings(facts),
    environment: environmentOf(facts.stack, findings),
  })
  const result = { ...redacted, checks: checks.map(redactCheck) }
  return tables === undefined ? result : { ...result, tables: redactTables(tables) }
}

function shownSettings({ settings, seed }: RunFacts): Readonly<Record<string, unknown>> {
  const headers = headersIn(settings).map(maskedHeader)
  const paths = withoutOwnHome(settings)
  return { ...paths, ...(headers.length === 0 ? {} : { header: headers }), seed }
}

/** A name holds the name of a table, which may be that of a header, as `authorization` is. */
export function redactCheck<T extends Pick<Check, 'name' | 'message'>>(check: T): T {
  return { ...redactDeep(shownWords(check)), name: withoutKept(check.name) }
}

export function redactFailure(failure: Failure): Failure {
  return redactDeep(shownWords(failure))
}

/** With what is said in words as whoever reads it elsewhere may see it; what a server was asked for is no path of ours. */
function shownWords<T extends { readonly message?: string; readonly sample?: string }>(told: T): T {
  const { message, sample } = told
  const words = {
    ...(message === undefined ? {} : { message }),
    ...(sample === undefined ? {} : { sample }),
  }
  return { ...told, ...withoutPlaces(words, { home: homedir(), folder: process.cwd() }) }
}

/** Where a run was made: the machine, and what its main says of the servers. */
export function environmentOf(
  stack: string,
  { environment }: Findings,
): Readonly<Record<string, unknown>> {
  const [processor] = cpus()
  const commit = ownCommit()
  return {
    stack,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    ...(processor === undefined ? {} : { cpu: processor.model.trim() }),
    cpus: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    ...(commit === null ? {} : { commit }),
    ...environment,
  }
}

/** A verdict over half a run would be a guess, whichever it is. */
function asInterrupted(check: Check): Check {
  const { message = '' } = check
  // A part of a run that was stopped has said so already.
  const told = message.startsWith('interrupted')
  const words = told ? message : ['interrupted', message].filter((each) => each !== '').join('; ')
  return { ...check, verdict: 'unknown', message: words }
}

function exitCode({ failureCode, stopCode }: Ending, ofVerdict: ExitCode): ExitCode {
  return failureCode ?? stopCode ?? ofVerdict
}

/** The Result that stands in the reports until there is a better one. */
export function resultAtStart(facts: RunFacts): Result {
  const message = 'the run has not ended, or it died'
  const checks: Check[] = [{ name: 'run completed', verdict: 'unknown', message }]
  return resultOf(facts, { checks }, { durationMs: 0, stopCode: null, failureCode: null })
}

/** Of package.json. */
export function benchVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function commandOf({ name, args, seed }: RunFacts): string {
  const seeded = args.some((word) => word === '--seed' || word.startsWith('--seed='))
  return commandLine(name, seeded ? args : [...args, '--seed', String(seed)])
}

/** What a shell takes; `name` is that of a script, without its extension. */
export function commandLine(name: string, args: readonly string[]): string {
  return commandText(name, maskedHeaders(args), homedir())
}

/** Settings as a Result has them: whoever reads it has another home. */
export function withoutOwnHome(
  settings: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return withoutHome(settings, homedir())
}
