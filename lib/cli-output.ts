/** The only way out to the terminal: everything but an announcement is redacted before it is written, and a reader that went away is no error. */
import { createProgress } from './progress.ts'
import { redact } from './redact.ts'
import type { ProgressLine } from './progress.ts'

export type Output = {
  readonly progress: ProgressLine
  /** Results: nothing but these on stdout. */
  readonly result: (text: string) => void
  /** What a script announces may hold the passwords of throw-away servers: it is meant for whoever connects to them. */
  readonly unredacted: (text: string) => void
  /** The same on stderr. */
  readonly invite: (text: string) => void
  readonly isTty: boolean
  readonly width: number
}

/** `script | head -1` closes our stdout early: the run and its exit code go on as if it had not. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

/** Output on this process's own stdout and stderr. */
export function openOutput({ quiet }: { quiet: boolean }): Output {
  process.stdout.on('error', ignoreClosedPipe)
  process.stderr.on('error', ignoreClosedPipe)
  const progress = createProgress({
    write: (text) => process.stderr.write(redact(text)),
    tty: process.stderr.isTTY,
    columns: () => columnsOf(process.stderr),
    quiet,
    now: () => performance.now(),
  })
  return {
    progress,
    // A Result is redacted where it is made. Here it is one text, in which a password of digits would blank a count.
    result: (text) => process.stdout.write(text),
    unredacted: (text) => process.stdout.write(text),
    invite: (text) => {
      progress.clear()
      process.stderr.write(`${text}\n`)
    },
    isTty: process.stdout.isTTY,
    width: process.stdout.isTTY ? columnsOf(process.stdout) : 120,
  }
}

/** A pseudo-terminal that nobody has sized says 0. */
function columnsOf({ columns }: NodeJS.WriteStream): number {
  return columns > 0 ? columns : 80
}

/** Whether stdout may be coloured: NO_COLOR and FORCE_COLOR decide before the terminal does. */
export function wantsColor({
  environment,
  tty,
}: {
  environment: Readonly<Record<string, string | undefined>>
  tty: boolean
}): boolean {
  const { NO_COLOR: off, FORCE_COLOR: forced } = environment
  if (off !== undefined && off !== '') return false
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  return tty && environment['TERM'] !== 'dumb'
}
