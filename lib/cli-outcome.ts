/** What came of a main: its findings, or what the error that ended it means for the verdict. */
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { UnreachableError, UsageError, messageOf } from './errors.ts'
import type { ExitCode, Findings, Result } from './result.ts'

/** What main returns: beside its own findings, a saved Result that is shown and reported in their place. */
export type MainFindings = Findings & {
  readonly renders?: { readonly result: Result; readonly exitCode: ExitCode }
}

export type Outcome = {
  readonly findings: MainFindings
  /** Whether main came to its end, and the findings are its own. */
  readonly complete: boolean
  /** 2 where the caller was wrong after all, 4 where we were. */
  readonly code: 2 | 4 | null
  /** What to tell on stderr. */
  readonly lines: readonly string[]
}

/** How long what a bug left behind may take to end. */
const bugGraceMs = 10_000

/** Runs `main` with a signal that is aborted by `signal` and by a bug; never throws. */
export async function outcomeOf(
  main: (signal: AbortSignal) => Promise<MainFindings>,
  { signal }: { signal: AbortSignal },
): Promise<Outcome> {
  using bugs = catchBugs()
  const running = main(AbortSignal.any([signal, bugs.signal]))
  try {
    return {
      findings: await Promise.race([running, bugs.thrown]),
      complete: true,
      code: null,
      lines: [],
    }
  } catch (error) {
    if (!bugs.hopeless()) await ended(running)
    return outcomeOfError(error, signal)
  }
}

/** A bug elsewhere aborted the signal: main gets the time to end what it started. */
async function ended(running: Promise<unknown>): Promise<void> {
  const over = new AbortController()
  const grace = delay(bugGraceMs, null, { signal: over.signal }).catch(() => null)
  await Promise.race([running.catch(() => null), grace])
  over.abort()
}

function outcomeOfError(error: unknown, signal: AbortSignal): Outcome {
  return { ...meaningOf(error, signal), complete: false }
}

function meaningOf(error: unknown, signal: AbortSignal): Omit<Outcome, 'complete'> {
  const message = messageOf(error)
  if (error instanceof UsageError) {
    return { findings: unknown('usage', message), code: 2, lines: error.problems }
  }
  if (signal.aborted && (isAbort(error, signal) || error instanceof UnreachableError)) {
    return {
      findings: unknown('run completed', 'stopped before it was done'),
      code: null,
      lines: [],
    }
  }
  if (error instanceof UnreachableError) {
    return { findings: unknown('reachable', message), code: null, lines: [message] }
  }
  const text = `a bug in cdc-testbench: ${message}`
  return { findings: unknown('run completed', text), code: 4, lines: [text, ...stackOf(error)] }
}

const root = fileURLToPath(new URL('..', import.meta.url))

/** With paths of the repository: where it lies on this machine is nobody's business. */
function stackOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || error.stack === undefined) return []
  return [error.stack.replaceAll(pathToFileURL(root).href, '').replaceAll(root, '')]
}

/** An abort may come as the reason itself, as an AbortError, or wrapped in what was aborted. */
function isAbort(error: unknown, { reason }: AbortSignal): boolean {
  if (!(error instanceof Error)) return false
  return error.name === 'AbortError' || messageOf(error).includes(messageOf(reason))
}

function unknown(name: string, message: string): Findings {
  return { checks: [{ name, verdict: 'unknown', message }] }
}

type Bugs = Disposable & {
  readonly signal: AbortSignal
  readonly thrown: Promise<never>
  /** Whether main waits for something that can no longer happen. */
  readonly hopeless: () => boolean
}

/** Errors and rejections that nobody awaits would end the process without a Result. */
function catchBugs(): Bugs {
  const controller = new AbortController()
  const thrown = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(asError(controller.signal.reason)))
  })
  // Where main ends without a bug nobody looks at it any more.
  thrown.catch(() => null)
  function onBug(error: unknown): void {
    controller.abort(error)
  }
  // Nothing left to wait for, and main has not ended: node would leave with code 13 and no Result.
  let nothingLeft = false
  function onNothingLeft(): void {
    nothingLeft = true
    onBug(new Error('main waits for something that can no longer happen'))
  }
  process.on('uncaughtException', onBug)
  process.on('unhandledRejection', onBug)
  process.on('beforeExit', onNothingLeft)
  function dispose(): void {
    process.off('uncaughtException', onBug)
    process.off('unhandledRejection', onBug)
    process.off('beforeExit', onNothingLeft)
  }
  return {
    signal: controller.signal,
    thrown,
    hopeless: () => nothingLeft,
    [Symbol.dispose]: dispose,
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(messageOf(thrown))
}
