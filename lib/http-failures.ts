/** What a failed exchange was: errors of sockets, TLS and the HTTP parser as kinds and messages that group. */

import { messageOf } from './errors.ts'
import type { FailureKind } from './result.ts'
import type { Failed } from './users.ts'

const refused = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ECONNABORTED',
  'EACCES',
  'EMFILE',
  'ENFILE',
])

const timeouts = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])

/** Ends of a connection before a whole answer. */
const resets: Readonly<Record<string, string>> = {
  ECONNRESET: 'connection reset before a whole answer (ECONNRESET)',
  EPIPE: 'connection closed before an answer (EPIPE)',
  UND_ERR_SOCKET: 'connection closed before a whole answer',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'connection closed before a whole answer',
}

/** Codes of OpenSSL and of Node's own check of the certificate. */
const tls =
  /^(CERT_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|INVALID_|CRL_|EPROTO)/

export function failureOf(error: Error): Failed {
  const code = codeOf(error)
  const reset = resets[code]
  if (reset !== undefined) return { kind: 'reset', message: reset }
  // The parser's errors carry no code in this version of undici.
  if (error.name === 'HTTPParserError') return parserFailure(error)
  const kind = kindOf(code)
  return { kind, message: messageFor(kind, error, code) }
}

function parserFailure({ message }: Error): Failed {
  if (/EOF/.test(message)) return { kind: 'reset', message: resets['UND_ERR_SOCKET'] ?? message }
  return { kind: 'body', message }
}

function kindOf(code: string): FailureKind {
  if (refused.has(code)) return 'refused'
  if (timeouts.has(code)) return 'timeout'
  if (tls.test(code)) return 'tls'
  return code.startsWith('UND_ERR_') ? 'body' : 'reset'
}

function messageFor(kind: FailureKind, error: Error, code: string): string {
  // OpenSSL puts the address of a thread and the line of its source into the message.
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return `TLS handshake failed (${code})`
  if (kind === 'tls') return `${messageOf(error).split('. ')[0] ?? ''} (${code})`
  if (error instanceof AggregateError && error.errors[0] instanceof Error) {
    return messageOf(error.errors[0])
  }
  return messageOf(error)
}

/** Whether the other side ended a connection that stood. */
export function isClosedConnection(error: Error): boolean {
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(codeOf(error))
}

function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  return ''
}
