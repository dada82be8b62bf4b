/** HTTP/1.1 connections of the load generator: one request at a time, and each end of it told as what it was. */

import { createRequire } from 'node:module'
import type { buildConnector, Client } from 'undici'
import { failureOf } from './http-failures.ts'
import type { Failed, Reply } from './users.ts'

export type HttpRequest = {
  readonly method: string
  /** With the prefix of the base URL, and encoded. */
  readonly path: string
  readonly body?: string
}

export type HttpTarget = {
  readonly origin: string
  /** Path of the base URL, without a slash at the end. */
  readonly prefix: string
  readonly connect: () => HttpConnection
}

export type HttpConnection = {
  readonly start: (request: HttpRequest, reply: Reply) => void
  readonly abandon: () => void
  readonly close: () => void
}

export type HttpOptions = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Certificates in PEM that are trusted instead of the system's. */
  readonly ca?: string | undefined
  readonly insecure: boolean
}

/** Only the client and its connector: all of undici would cost each generator thread 8 MiB and 100 ms. */
function loadUndici(): { NewClient: typeof Client; newConnector: typeof buildConnector } {
  const require = createRequire(import.meta.url)
  const NewClient = require('undici/lib/dispatcher/client.js') as typeof Client
  const newConnector = require('undici/lib/core/connect.js') as typeof buildConnector
  return { NewClient, newConnector }
}

/** A server as all connections to it share it. TLS is verified unless `insecure`. */
export function httpTarget(options: HttpOptions): HttpTarget {
  const { NewClient, newConnector } = loadUndici()
  const url = new URL(options.url)
  const connect = newConnector({
    // The engine times requests, and a connection that does not come is one of its timeouts.
    timeout: 0,
    rejectUnauthorized: !options.insecure,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  })
  const headers = Object.entries(options.headers).flat()
  function newClient(): Client {
    const settings = { connect, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 }
    return new NewClient(url.origin, { ...settings, keepAliveTimeout: idleMs })
  }
  return {
    origin: url.origin,
    prefix: url.pathname.replace(/\/+$/, ''),
    connect: () => new Lonely(newClient, headers),
  }
}

/** How long an idle connection is kept where the server does not say: under the 30 s of Connect's Jetty. */
const idleMs = 25_000

/** What a request needs besides its method and path; undici checks given headers anew for each request. */
class Lonely implements HttpConnection {
  readonly #newClient: () => Client
  readonly #headers: string[]
  #client: Client | null = null
  #exchange: Exchange | null = null

  constructor(newClient: () => Client, headers: string[]) {
    this.#newClient = newClient
    this.#headers = headers
  }

  start(request: HttpRequest, reply: Reply): void {
    this.#client ??= this.#newClient()
    this.#exchange ??= new Exchange(this.#client, this.#headers)
    this.#exchange.begin(request, reply)
  }

  abandon(): void {
    this.#exchange?.forget()
    this.#exchange = null
    void this.#client?.destroy()
    this.#client = null
  }

  close(): void {
    this.abandon()
  }
}

/** The handler of a client's requests, one after the other; a new client gets a new one, so that nothing late is mistaken. */
class Exchange {
  readonly #client: Client
  #request: HttpRequest | null = null
  #reply: Reply | null = null
  #wasSent = false
  #again = false
  #status = 0
  #contentType: string | null = null
  #first: Buffer | null = null
  #rest: Buffer[] = []

  readonly #headers: string[]
  constructor(client: Client, headers: string[]) {
    this.#client = client
    this.#headers = headers
  }

  begin(request: HttpRequest, reply: Reply): void {
    this.#request = request
    this.#reply = reply
    this.#again = false
    this.#dispatch(request)
  }

  forget(): void {
    this.#reply = null
  }

  #dispatch(request: HttpRequest): void {
    this.#wasSent = false
    this.#status = 0
    this.#first = null
    if (this.#rest.length > 0) this.#rest = []
    this.#client.dispatch(
      { method: request.method, path: request.path, headers: this.#headers },
      this,
    )
  }

  /** Called by the client right before the first byte goes to the socket. */
  onConnect(): void {
    this.#wasSent = true
    this.#reply?.sent()
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    if (status < 200) return true
    this.#status = status
    this.#contentType = contentType(headers)
    return true
  }

  onData(chunk: Buffer): boolean {
    if (this.#first === null) this.#first = chunk
    else this.#rest.push(chunk)
    return true
  }

  onComplete(): void {
    const reply = this.#reply
    if (reply === null) return
    this.#reply = null
    const body = this.#rest.length === 0 ? this.#first : Buffer.concat(this.#chunks())
    const bodyBytes = body === null ? 0 : body.length
    const failure = judge({ status: this.#status, contentType: this.#contentType, body })
    if (failure === null) reply.ok(bodyBytes)
    else reply.failed({ ...failure, bodyBytes })
  }

  onError(error: Error): void {
    const reply = this.#reply
    if (reply === null) return
    // The server closed the idle connection before a byte was sent: that is no failure of this request.
    if (!this.#wasSent && !this.#again && this.#request !== null && isClosed(error)) {
      this.#again = true
      this.#dispatch(this.#request)
      return
    }
    this.#reply = null
    reply.failed(failureOf(error))
  }

  #chunks(): Buffer[] {
    return this.#first === null ? [] : [this.#first, ...this.#rest]
  }
}

function isClosed(error: Error): boolean {
  const code = 'code' in error ? error.code : ''
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET'
}

/** Names and values take turns; the one name that counts is told by its length and two letters before it is compared. */
function contentType(headers: readonly Buffer[]): string | null {
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]
    if (name === undefined || name.length !== 12) continue
    if (name.toString('latin1').toLowerCase() !== 'content-type') continue
    return headers[index + 1]?.toString('latin1') ?? null
  }
  return null
}

type Answer = {
  readonly status: number
  readonly contentType: string | null
  readonly body: Buffer | null
}

/** Null where the answer is what a JSON API owes: 2xx, and a body that is JSON, or none where the status says so. */
export function judge(answer: Answer): Failed | null {
  const { status, body } = answer
  if (status < 200 || status > 299) return { kind: 'status', message: `HTTP ${status}` }
  if (body === null && (status === 202 || status === 204 || status === 201)) return null
  const type = answer.contentType
  if (type !== null && !isJsonType(type)) {
    return { kind: 'body', message: `content type "${type}", expected application/json` }
  }
  if (body === null) return { kind: 'body', message: 'empty body, expected JSON' }
  return isJson(body) ? null : { kind: 'body', message: 'body is not JSON' }
}

function isJsonType(type: string): boolean {
  return type === 'application/json' || /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)
}

/** The last bodies that were found to be JSON: the same bytes need no second parse. */
const knownMax = 16
const known: Buffer[] = []

function isJson(body: Buffer): boolean {
  for (const other of known) {
    if (other.length === body.length && other.equals(body)) return true
  }
  try {
    JSON.parse(body.toString('utf8'))
  } catch {
    return false
  }
  if (body.length <= 65_536) {
    if (known.length === knownMax) known.shift()
    known.push(Buffer.from(body))
  }
  return true
}
