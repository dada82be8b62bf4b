/** HTTP/1.1 connections of the load generator: one request at a time, and each end of it told as what it was. */

import { validateHeaderName, validateHeaderValue } from 'node:http'
import { createRequire } from 'node:module'
import type { buildConnector, Client } from 'undici'
import { messageOf, UsageError } from './errors.ts'
import { contentTypeIn, judgeAnswer } from './http-answer.ts'
import { failureOf, isClosedConnection } from './http-failures.ts'
import type { Reply } from './users.ts'

export type HttpRequest = {
  readonly method: string
  /** With the prefix of the base URL, and encoded. */
  readonly path: string
  /** JSON text, or null. */
  readonly body: string | null
}

export type HttpTarget = {
  /** Path of the base URL, without a slash at the end. */
  readonly prefix: string
  /** A connection that opens with its first request. */
  readonly connect: () => HttpConnection
}

/** See `Connection` of users.ts, with requests instead of endpoints. */
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

/** How long an idle connection is kept where the server does not say: under the 30 s of Connect's Jetty. */
const idleMs = 25_000
/** Closed so long before the server would: a request must not meet a connection that is just being closed. */
const idleMarginMs = 500
const bodyBytesMax = 64 * 2 ** 20

/**
 * A server as all connections to it share it. TLS is verified unless `insecure`.
 * @throws UsageError where a header cannot be sent
 */
export function httpTarget(options: HttpOptions): HttpTarget {
  const { NewClient, newConnector } = loadUndici()
  const url = new URL(options.url)
  const headers = headerList(options.headers)
  const connect = newConnector({
    // The engine times requests, and a connection that does not come is one of its timeouts.
    timeout: 0,
    rejectUnauthorized: !options.insecure,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  })
  function newClient(): Client {
    return new NewClient(url.origin, {
      connect,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: idleMs,
      keepAliveTimeoutThreshold: idleMarginMs,
      maxResponseSize: bodyBytesMax,
    })
  }
  return {
    prefix: url.pathname.replace(/\/+$/, ''),
    connect: () => new SingleConnection(newClient, headers),
  }
}

/** Only the client and its connector: all of undici would cost each generator thread 8 MiB and 100 ms. */
function loadUndici(): { NewClient: typeof Client; newConnector: typeof buildConnector } {
  const require = createRequire(import.meta.url)
  const NewClient = require('undici/lib/dispatcher/client.js') as typeof Client
  const newConnector = require('undici/lib/core/connect.js') as typeof buildConnector
  return { NewClient, newConnector }
}

/** The connection's own; undici refuses them at every request, which is no place to learn of it. */
const notOurs = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
])

function headerList(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    try {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    } catch (thrown) {
      throw new UsageError(`Cannot send header "${name}": ${messageOf(thrown)}`)
    }
    if (notOurs.has(name.toLowerCase())) {
      throw new UsageError(`Cannot send header "${name}": it belongs to the connection itself`)
    }
    return [name, value]
  })
}

class SingleConnection implements HttpConnection {
  readonly #newClient: () => Client
  readonly #headers: string[]
  #handler: Handler | null = null

  constructor(newClient: () => Client, headers: string[]) {
    this.#newClient = newClient
    this.#headers = headers
  }

  start(request: HttpRequest, reply: Reply): void {
    this.#handler ??= new Handler(this.#newClient(), this.#headers)
    this.#handler.begin(request, reply)
  }

  abandon(): void {
    this.#handler?.destroy()
    this.#handler = null
  }

  close(): void {
    this.abandon()
  }
}

/** A client with the request on it. An abandoned one is dropped as a whole, so that nothing late is mistaken. */
class Handler {
  readonly #client: Client
  readonly #headers: string[]
  readonly #headersWithBody: string[]
  #request: HttpRequest | null = null
  #reply: Reply | null = null
  #wasSent = false
  #isSecondTry = false
  #status = 0
  #contentType: string | null = null
  #first: Buffer | null = null
  #rest: Buffer[] | null = null

  constructor(client: Client, headers: string[]) {
    this.#client = client
    this.#headers = headers
    this.#headersWithBody = [...headers, 'content-type', 'application/json']
  }

  begin(request: HttpRequest, reply: Reply): void {
    this.#request = request
    this.#reply = reply
    this.#isSecondTry = false
    this.#dispatch(request)
  }

  destroy(): void {
    this.#reply = null
    void this.#client.destroy()
  }

  #dispatch({ method, path, body }: HttpRequest): void {
    this.#wasSent = false
    this.#first = null
    this.#rest = null
    const headers = body === null ? this.#headers : this.#headersWithBody
    this.#client.dispatch({ method, path, body, headers }, this)
  }

  /** The client calls it right before the first byte goes to the socket. */
  onConnect(): void {
    this.#wasSent = true
    this.#reply?.sent()
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    this.#status = status
    this.#contentType = contentTypeIn(headers)
    return true
  }

  onData(chunk: Buffer): boolean {
    if (this.#first === null) this.#first = chunk
    else (this.#rest ??= []).push(chunk)
    return true
  }

  onComplete(): void {
    const reply = this.#reply
    const first = this.#first
    const body =
      first === null || this.#rest === null ? first : Buffer.concat([first, ...this.#rest])
    const bodyBytes = body === null ? 0 : body.length
    const failure = judgeAnswer({ status: this.#status, contentType: this.#contentType, body })
    // The bytes are a view of a large buffer of the socket, which an idle connection must not hold.
    this.#first = null
    this.#rest = null
    this.#reply = null
    if (failure === null) reply?.ok(bodyBytes)
    else reply?.failed({ ...failure, bodyBytes })
  }

  /** The client is in the middle of its own clean-up here, and a new request would break it. */
  onError(error: Error): void {
    const reply = this.#reply
    if (reply !== null) setImmediate(() => this.#fail(error, reply))
  }

  #fail(error: Error, reply: Reply): void {
    if (this.#reply !== reply) return
    // An idle connection was closed by the server before a byte of this request was sent: that is none of its failures.
    const isStale = !this.#wasSent && !this.#isSecondTry && isClosedConnection(error)
    if (isStale && this.#request !== null) {
      this.#isSecondTry = true
      this.#dispatch(this.#request)
      return
    }
    this.#reply = null
    reply.failed(failureOf(error))
  }
}
