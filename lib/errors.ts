/** The errors that mean something to the person who runs a script; all others are bugs of ours. */

/** The caller's fault: exit code 2, one line for each problem, never a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly problems: readonly string[]

  constructor(problems: string | readonly string[]) {
    const list = typeof problems === 'string' ? [problems] : problems
    super(list.join('\n'))
    this.problems = list
  }
}

/** The world's fault: a server is down, refuses us, or does not answer in time. Exit code 3. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

/** What an unknown thrown value says, with the causes behind it, in one line. */
export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const own = thrown.message === '' ? codeOf(thrown) : thrown.message
  const cause = thrown.cause === undefined ? '' : messageOf(thrown.cause)
  return cause === '' || own.includes(cause) ? own : `${own}: ${cause}`
}

/** Node leaves the message of an AggregateError empty: its code or its first error says more. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0])
  return error.name
}
