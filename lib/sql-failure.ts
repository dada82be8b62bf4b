/** What an error of a query means for a compare: worth another try, a matter of this table, or the end. */
import { messageOf, UnreachableError } from './errors.ts'

/** `lost`: the server or its answer went away, and may be back. `too wide`: a row passes 1 GB. `refused`: this table cannot be read so. */
export type SqlFailure = 'lost' | 'too wide' | 'refused'

/** Conflict with recovery, deadlock, shutdown; a transaction that was left broken. A lock has been waited for already. */
const passing = /40001|40P01|57P0[123]|25P02|25001/

/** Whatever was cancelled: by somebody, or because it took too long. */
const cancelled = '57014'

/** Null: not an error of a server at all. */
export function failureOf(error: unknown): SqlFailure | null {
  if (error instanceof UnreachableError) return 'lost'
  const code = sqlState(error)
  if (code === null) return null
  if (isTooWide(code, messageOf(error))) return 'too wide'
  if (code === cancelled) return isTimeout(error) ? 'refused' : 'lost'
  return passing.test(code) ? 'lost' : 'refused'
}

/** What a report says of it. Conditions that a server can make nothing of are the flags' matter where there are any. */
export function failureText(error: unknown, { where }: { readonly where: string | null }): string {
  const state = sqlState(error) ?? ''
  const message = messageOf(error)
  if (where !== null && /^(?:22|42)/.test(state)) return `with --where ${where}: ${message}`
  return state === cancelled && isTimeout(error)
    ? `${message}: --snapshot-max is what it may take`
    : message
}

/** SQLSTATE, or null where it is none. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  return typeof error.code === 'string' && /^[\dA-Z]{5}$/.test(error.code) ? error.code : null
}

/** Told by the time that it took (lib/lane.ts): the code is that of whatever was cancelled, the words are in the server's language. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'isTimeout' in error && error.isTimeout === true
}

/** A buffer that would be too long, which is a limit of the program in every language, or an error that is never translated. */
function isTooWide(code: string, message: string): boolean {
  return code === '54000' || (code === 'XX000' && message.includes('invalid memory alloc'))
}
