/**
 * The stand-in for the Kafka Connect REST API of a worker 4.3.1: its two connectors are the embedded pipeline.
 *
 * What needs a broker or a database of its own to be true is not here, and is answered like an unknown path: rebalances and the
 * forwarding between workers, loggers and the validation endpoint.
 */
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

import { addRoutes } from './connect-routes.ts'
import { createApp } from './connect-http.ts'
import { createRequestCounter } from './connect-counts.ts'
import { jettyPage } from './connect-errors.ts'
import { jettyRefusal } from './connect-paths.ts'
import { openConnectState } from './connect-state.ts'
import type { ConnectState, StateSettings } from './connect-state.ts'
import type { Counts } from './connect-counts.ts'

export type StandInSettings = StateSettings & {
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  readonly countsPort: number
}

export type StandIn = AsyncDisposable & {
  readonly connect: string
  /** Of the second server, which answers GET /counts. */
  readonly counts: string
  /** Resolves when the connectors can be asked; until then every path is a 404 page. */
  readonly ready: Promise<void>
}

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/**
 * Listens at once and becomes ready when the pipeline has been read.
 *
 * @throws Error when a port cannot be had.
 */
export async function startConnectStandIn(settings: StandInSettings): Promise<StandIn> {
  const counter = createRequestCounter()
  let answer: Listener = refuseEarly
  const server = serverOf((incoming, outgoing) => {
    counter.count(incoming.method ?? '', incoming.url ?? '')
    answer(incoming, outgoing)
  })
  // No other method reaches a listener of its own.
  server.on('connect', ({ url = '' }: IncomingMessage, socket: Duplex) => {
    counter.count('CONNECT', url)
    socket.on('error', ignore)
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
  const countsServer = serverOf(countsListener(counter.counts))
  const connect = await listen(server, settings)
  const counts = await listen(countsServer, { host: settings.host, port: settings.countsPort })
  const opening = openConnectState(settings, new URL(connect).host)

  async function becomeReady(): Promise<void> {
    answer = listenerOf(await opening)
  }
  const ready = becomeReady()

  async function close(): Promise<void> {
    await Promise.all([shut(server), shut(countsServer)])
    const [state] = await Promise.allSettled([opening])
    if (state?.status === 'fulfilled') await state.value[Symbol.asyncDispose]()
  }
  return { connect, counts, ready, [Symbol.asyncDispose]: close }
}

function listenerOf(state: ConnectState): Listener {
  const app = createApp()
  addRoutes(app, state)
  const listener = getRequestListener(app.fetch, { hostname: 'localhost' })
  return (incoming, outgoing) => {
    const reason = jettyRefusal(incoming.url ?? '')
    if (reason !== null) return refuse(incoming, outgoing, { status: 400, reason })
    if (incoming.headers.host === undefined && incoming.httpVersion === '1.1') {
      return refuse(incoming, outgoing, { status: 400, reason: 'No Host' })
    }
    // The answer to HEAD is that to GET; the server has already noted that it must not send the body.
    if (incoming.method === 'HEAD') incoming.method = 'GET'
    void listener(incoming, outgoing)
  }
}

/** Before the worker has read its topics its HTTP server has no pages at all. */
function refuseEarly(incoming: IncomingMessage, outgoing: ServerResponse): void {
  refuse(incoming, outgoing, { status: 404, reason: 'Not Found' })
}

/** Jetty sends its page to those who may read one. */
function refuse(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, reason }: { readonly status: number; readonly reason: string },
): void {
  const method = incoming.method ?? ''
  const uri = status === 400 ? '/badURI' : (incoming.url ?? '')
  const page = ['GET', 'HEAD', 'POST'].includes(method) ? jettyPage({ status, reason, uri }) : ''
  if (page !== '') outgoing.setHeader('content-type', 'text/html;charset=iso-8859-1')
  outgoing.setHeader('content-length', Buffer.byteLength(page))
  incoming.resume()
  outgoing.writeHead(status).end(page)
}

function countsListener(counts: () => Counts): Listener {
  return (incoming, outgoing) => {
    incoming.resume()
    const found = incoming.method === 'GET' && incoming.url === '/counts'
    const body = found ? JSON.stringify(counts()) : JSON.stringify({ error: 'GET /counts' })
    outgoing.writeHead(found ? 200 : 404, { 'content-type': 'application/json' }).end(body)
  }
}

/** Idle connections live longer than any think time, so that none is closed while a request is on its way. */
const keepAliveMs = 75_000

function serverOf(listener: Listener): Server {
  const server = createServer(
    // A request without a Host is counted and answered like the others.
    { keepAliveTimeout: keepAliveMs, headersTimeout: keepAliveMs + 5000, requireHostHeader: false },
    (incoming, outgoing) => {
      outgoing.setHeader('server', 'cdc-testbench stand-in')
      incoming.on('error', ignore)
      outgoing.on('error', ignore)
      listener(incoming, outgoing)
    },
  )
  server.on('checkExpectation', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    server.emit('request', incoming, outgoing)
  })
  return server
}

/** A client that is gone needs no answer. */
function ignore(): void {}

async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 4096 }, resolve)
  })
  const address = server.address() as AddressInfo
  return `http://${host}:${address.port}`
}

async function shut(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}
