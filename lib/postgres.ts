/** A connection pool to a PostgreSQL server: postgres.js, with errors that say where and never show a password. */
import { userInfo } from 'node:os'
import type postgres from 'postgres'

import { tls } from './database-failure.ts'
import { messageOf, UnreachableError, UsageError } from './errors.ts'
import { passwordFromFile } from './password-file.ts'
import { arrayTypes } from './postgres-arrays.ts'
import { tlsOf } from './postgres-tls.ts'
import { settlesWithin } from './wait.ts'

export type Sql = postgres.Sql

/** Closing it ends its connections, waiting 1 s at most for the queries that run. */
export type Connection = Sql & AsyncDisposable

export type ConnectOptions = {
  /** Connections at most; they are opened as they are needed. */
  readonly max?: number
  readonly applicationName?: string
  readonly connectTimeoutMs?: number
  /** Settings that each connection starts with, also one that takes the place of a lost one. */
  readonly settings?: Readonly<Record<string, string>>
  /** Pause before a lost connection is opened again; by default one that grows up to 20 s, and keeps the process as long. */
  readonly reconnectMs?: number
  /**
   * How many queries may queue on a busy connection while the others are busy too. With 0 a query waits for a free connection, so
   * that no query is measured behind another one, but `begin` does not work (`reserve` does): what load needs.
   */
  readonly maxPipeline?: number
  /** Called when one of its connections has ended, whoever ended it. */
  readonly onClose?: () => void
}

/** Errors of a socket and of postgres.js that mean that the server is not there, or no longer. */
const lost =
  /^(?:ECONN(?:REFUSED|RESET)|E(?:HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|CONNECT_TIMEOUT|CONNECTION_(?:CLOSED|DESTROYED|ENDED))$/

/** SQLSTATE classes that refuse the connection: exception, no such role or password, no such database. */
const refused = /^(?:08|28|3D000|53300|57P0[123])/

/**
 * Connects, and returns when the server has answered once.
 *
 * @throws UsageError when the URL cannot be read; UnreachableError when the server cannot be reached or turns us away.
 */
export async function connectPostgres(
  url: string,
  { max = 4, applicationName = 'cdc-testbench', ...rest }: ConnectOptions = {},
): Promise<Connection> {
  const where = placeOf(url)
  const { default: driver } = await import('postgres')
  const { reconnectMs, connectTimeoutMs = 10_000 } = rest
  const { hostname, searchParams, pathname } = parse(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const options = {
    ...addressOf(url),
    ...passwordOf(url),
    ssl: tlsOf(searchParams, { host, where: `${hostname}${pathname}` }),
    max,
    ...(reconnectMs !== undefined && { backoff: () => reconnectMs / 1000 }),
    connect_timeout: connectTimeoutMs / 1000,
    // A connection that is replaced half-way through a run would lose its snapshot and its settings.
    max_lifetime: null,
    // The driver takes it; its types leave it out.
    max_pipeline: rest.maxPipeline ?? 1,
    fetch_types: false,
    types: arrayTypes,
    connection: { ...rest.settings, application_name: applicationName },
    onnotice: () => undefined,
    ...(rest.onClose !== undefined && { onclose: rest.onClose }),
  }
  // The driver would send what it does not know of the query to the server.
  const sql = driver(url.replace(/\?.*$/s, ''), options)
  try {
    await firstAnswer(sql, connectTimeoutMs * 1.5)
  } catch (error) {
    await sql.end({ timeout: 0 })
    throw reachError(error, where)
  }
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) })
}

/** Where each connection is taken and closed without a word, the driver would open the next one for ever. */
async function firstAnswer(sql: Sql, withinMs: number): Promise<void> {
  const answer = sql`SELECT 1`.execute()
  if (await settlesWithin(answer, withinMs)) return void (await answer)
  const error = new Error(`no answer within ${withinMs / 1000} s, or it closed every connection`)
  throw Object.assign(error, { code: 'CONNECT_TIMEOUT' })
}

/**
 * An error of a query, made an UnreachableError where it means that the server is not there; otherwise as it was. Its `code` stays:
 * the SQLSTATE, or the code of the socket or the driver.
 */
export function reachError(error: unknown, where: string): unknown {
  const code = codeOf(error)
  if (![lost, refused, tls].some((codes) => codes.test(code))) return error
  const message = `Cannot reach PostgreSQL at ${where}: ${messageOf(error)}`
  return Object.assign(new UnreachableError(message), { code })
}

/**
 * Where a database URL points to, without user and password.
 *
 * @example placeOf('postgres://me:secret@127.0.0.1:5432/shop') === '127.0.0.1:5432/shop'
 * @throws UsageError when it is not a database URL; the text does not repeat it, for it may hold a password.
 */
export function placeOf(url: string): string {
  const { hostname, port, pathname } = parse(url)
  return `${hostname}:${port || '5432'}${pathname}`
}

/** The driver reads a URL itself, but leaves %20 in the name of a database and the brackets around an IPv6 address. */
function addressOf(url: string): { host: string; port: number; database?: string } {
  const { hostname, port, pathname } = parse(url)
  const database = decodeURIComponent(pathname.slice(1))
  const address = {
    // As lists, which the driver takes but its types do not say, it does not look for a port in them.
    host: [hostname.replace(/^\[|\]$/g, '')] as unknown as string,
    port: [Number(port || 5432)] as unknown as number,
  }
  return database === '' ? address : { ...address, database }
}

/** That of the URL stands over PGPASSWORD, and that over the password file. */
function passwordOf(url: string): { readonly pass?: () => Promise<string> } {
  const { hostname, port, pathname, username, password } = parse(url)
  if (password !== '' || (process.env['PGPASSWORD'] ?? '') !== '') return {}
  const user = decodeURIComponent(username) || process.env['PGUSER'] || userInfo().username
  const database = decodeURIComponent(pathname.slice(1)) || user
  const found = passwordFromFile({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port || '5432',
    database,
    user,
  })
  return found === null ? {} : { pass: async () => found }
}

function parse(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed !== null && /^postgres(?:ql)?:$/.test(parsed.protocol) && isEncoded(parsed)) {
    return parsed
  }
  throw new UsageError(
    'Cannot read the database URL: expected postgres://user:password@host:port/database, with %25 for a percent sign in a name or password',
  )
}

function isEncoded({ username, password, pathname }: URL): boolean {
  try {
    decodeURIComponent(username + password + pathname)
    return true
  } catch {
    return false
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
