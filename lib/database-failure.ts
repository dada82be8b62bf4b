/** What a failed statement was: errors of PostgreSQL and of the driver as kinds and messages that group. */
import { messageOf } from './errors.ts'
import type { Failed } from './users.ts'

/** Sockets, and the words of postgres.js for them, which name the address: one message for each. */
const ends: Readonly<Record<string, Failed>> = {
  ECONNREFUSED: { kind: 'refused', message: 'connection refused (ECONNREFUSED)' },
  ENOTFOUND: { kind: 'refused', message: 'no such host (ENOTFOUND)' },
  EAI_AGAIN: { kind: 'refused', message: 'no such host (EAI_AGAIN)' },
  EHOSTUNREACH: { kind: 'refused', message: 'no route to the host (EHOSTUNREACH)' },
  ENETUNREACH: { kind: 'refused', message: 'no route to the network (ENETUNREACH)' },
  ETIMEDOUT: { kind: 'timeout', message: 'no connection in time (ETIMEDOUT)' },
  CONNECT_TIMEOUT: { kind: 'timeout', message: 'no connection in time (CONNECT_TIMEOUT)' },
  ECONNRESET: { kind: 'reset', message: 'connection reset before an answer (ECONNRESET)' },
  EPIPE: { kind: 'reset', message: 'connection closed before an answer (EPIPE)' },
  CONNECTION_CLOSED: { kind: 'reset', message: 'connection closed before an answer' },
  CONNECTION_DESTROYED: { kind: 'reset', message: 'connection closed before an answer' },
  CONNECTION_ENDED: { kind: 'reset', message: 'connection closed before an answer' },
}

/** Codes of a TLS handshake that did not come about. */
export const tls =
  /^(?:CERT_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|EPROTO)/

/** An answer that is wrong: the server said that all went well. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer'
}

/** Throws on what is neither the server's nor the network's doing: a bug of ours is no figure of the target. */
export function databaseFailure(thrown: unknown): Failed {
  const code = sqlCode(thrown)
  const message = messageOf(thrown)
  if (thrown instanceof WrongAnswer) return { kind: 'body', message }
  const end = ends[code]
  if (end !== undefined) return end
  if (tls.test(code)) return { kind: 'tls', message: `TLS handshake failed (${code})` }
  if (!/^[0-9A-Z]{5}$/.test(code)) throw thrown
  // The server's own statement_timeout; the same code stands for a statement that somebody cancelled.
  const kind = code === '57014' && /timeout/i.test(message) ? 'timeout' : 'sql'
  return { kind, message: `SQLSTATE ${code}: ${message}` }
}

/** Whether no further statement can be sent on the connection that this came from. */
export function endsConnection(thrown: unknown): boolean {
  const severity = thrown instanceof Error && 'severity' in thrown ? thrown.severity : ''
  return sqlCode(thrown) in ends || severity === 'FATAL' || severity === 'PANIC'
}

/** SQLSTATE, or the code of a socket or of the driver; empty where it has none. */
export function sqlCode(thrown: unknown): string {
  if (!(thrown instanceof Error) || !('code' in thrown)) return ''
  return typeof thrown.code === 'string' ? thrown.code : ''
}
