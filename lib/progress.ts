/** Tells on stderr what goes on: one living line on a terminal, a plain line now and then elsewhere. */

export type Progress = (text: string) => void

export type ProgressLine = {
  readonly show: Progress
  /** Writes a line that stays, above the living one. */
  readonly note: (text: string) => void
  /** Takes the living line away. */
  readonly clear: () => void
}

/** Where nobody watches, a line each 10 s is enough to see in a log that the run lives. */
const plainEveryMs = 10_000

/** `write` gets redacted text's raw bytes for stderr; `now` is a clock in ms. */
export function createProgress({
  write,
  tty,
  columns,
  quiet,
  now,
}: {
  write: (text: string) => void
  tty: boolean
  columns: () => number
  quiet: boolean
  now: () => number
}): ProgressLine {
  let shownAt = Number.NEGATIVE_INFINITY
  let living = false
  function clear(): void {
    if (living) write('\r\u001b[2K')
    living = false
  }
  function show(text: string): void {
    if (quiet) return
    if (tty) {
      // A line wider than the terminal would wrap, and \r could not take it back.
      write(`\r\u001b[2K${text.slice(0, Math.max(10, columns() - 1))}`)
      living = true
    } else if (now() - shownAt >= plainEveryMs) {
      shownAt = now()
      write(`${text}\n`)
    }
  }
  function note(text: string): void {
    clear()
    write(`${text}\n`)
  }
  return { show, note, clear }
}
