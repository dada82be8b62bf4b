/** The HTTP server of the live page: one shell, a stream of events, what can be done and asked, and the reports. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { hostname, networkInterfaces } from 'node:os'
import { getRequestListener } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import type { AddressInfo } from 'node:net'

import { UsageError, messageOf } from './errors.ts'
import { redact } from './redact.ts'
import { bodyBytesMax, refusal, tooLong } from './ui-guard.ts'
import type { LivePage } from './live-page.ts'
import type { GuardRules, Refusal } from './ui-guard.ts'
import type { UiStream } from './ui-stream.ts'

/** 200; 400 with what is wrong; 409 where it cannot be done now. */
export type UiAnswer = { readonly status: 200 | 400 | 409; readonly body: unknown }

export const uiActions = ['preview', 'start', 'stop', 'edit', 'note', 'endpoint', 'recent'] as const
export const reportFormats = ['html', 'json', 'csv', 'xml', 'prom', 'md'] as const

export type UiDesk = {
  readonly hello: () => unknown
  readonly act: (action: (typeof uiActions)[number], body: unknown) => UiAnswer
  /** Null while there is no run that has ended. */
  readonly report: (
    format: (typeof reportFormats)[number],
  ) => Promise<{ readonly type: string; readonly name: string; readonly text: string } | null>
  /** By the header `Accept`. */
  readonly metrics: (accept: string) => { readonly type: string; readonly text: string }
}

export type UiServer = AsyncDisposable & { readonly url: string; readonly port: number }

/** More tabs than this are no reader's. */
const watchersMax = 32

type App = Hono<{ Bindings: HttpBindings }>
type Asked = Context<{ Bindings: HttpBindings }>

/** @throws UsageError where the port is taken, or the address is none of this machine */
export async function openUiServer(given: {
  readonly host: string
  readonly port: number
  readonly token: string
  readonly page: LivePage
  readonly stream: UiStream
  readonly desk: UiDesk
}): Promise<UiServer> {
  const { host, stream } = given
  const hosts = new Set<string>()
  const rules = { hosts, token: given.token, routes: routesOf() }
  const listener = getRequestListener(appOf(given, rules).fetch, { overrideGlobalObjects: false })
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  server.listen(given.port, host)
  await once(server, 'listening').catch((error: unknown) => {
    throw new UsageError(whyNot({ host, port: given.port, error }))
  })
  const { port } = server.address() as AddressInfo
  for (const name of namesOf(host)) hosts.add(`${bracketed(name)}:${port}`.toLowerCase())
  async function close(): Promise<void> {
    stream.close()
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return { url: `http://${bracketed(shown)}:${port}/`, port, [Symbol.asyncDispose]: close }
}

function routesOf(): GuardRules['routes'] {
  return new Map([
    ['/', 'GET'],
    ...['state', 'events', 'metrics'].map((name) => [`/api/v1/${name}`, 'GET'] as const),
    ...reportFormats.map((format) => [`/api/v1/report.${format}`, 'GET'] as const),
    ...uiActions.map((action) => [`/api/v1/${action}`, 'POST'] as const),
  ])
}

/** An address cannot be made to point elsewhere: those of this machine are ours, and so is its name. */
function namesOf(host: string): readonly string[] {
  const loopback = ['127.0.0.1', 'localhost', '::1']
  if (loopback.includes(host)) return loopback
  const own = Object.values(networkInterfaces()).flatMap((each = []) =>
    each.map(({ address }) => address),
  )
  return [...loopback, host, hostname(), ...own]
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

function whyNot({ host, port, error }: { host: string; port: number; error: unknown }): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EADDRINUSE') {
    return `Cannot use --port ${port}: it is taken on ${host}, expected a free one, or 0 for any`
  }
  if (code === 'EACCES') return `Cannot use --port ${port}: not allowed, expected one from 1024 on`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `Cannot use --host "${host}": expected an address of this machine`
  }
  return `Cannot listen on ${host}:${port}: ${messageOf(error)}`
}

function appOf(
  { page, stream, desk }: Pick<Parameters<typeof openUiServer>[0], 'page' | 'stream' | 'desk'>,
  rules: GuardRules,
): App {
  const headers = headersOf(page)
  const app: App = new Hono()
  app.use(async (asked, next) => {
    for (const [name, value] of Object.entries(headers)) asked.env.outgoing.setHeader(name, value)
    const { method = '', url = '', headers: given } = asked.env.incoming
    const refused = refusal({ method, path: url.split('?')[0] ?? '', headers: given }, rules)
    if (refused !== null) return refuse(asked, refused)
    return await next()
  })
  app.get('/', (asked) => asked.html(page.html))
  app.get('/api/v1/state', (asked) => asked.json(desk.hello() as object))
  app.get('/api/v1/metrics', (asked) => {
    const { type, text } = desk.metrics(asked.req.header('accept') ?? '')
    return asked.body(text, 200, { 'content-type': type, vary: 'accept' })
  })
  app.get('/api/v1/events', (asked) => {
    if (stream.watching() >= watchersMax) return asked.json({ message: 'too many watch' }, 503)
    const lastId = asked.req.header('last-event-id') ?? ''
    stream.join(asked.env.outgoing, { lastId, hello: desk.hello })
    return RESPONSE_ALREADY_SENT
  })
  for (const action of uiActions) {
    app.post(`/api/v1/${action}`, async (asked) => {
      const body = await bodyOf(asked)
      if ('status' in body) return refuse(asked, body)
      const answer = desk.act(action, body.value)
      return asked.json(answer.body as object, answer.status)
    })
  }
  for (const format of reportFormats) {
    app.get(`/api/v1/report.${format}`, async (asked) => {
      const report = await desk.report(format)
      if (report === null) return asked.json({ message: 'No run has ended yet' }, 409)
      return asked.body(report.text, 200, {
        'content-type': report.type,
        'content-disposition': `attachment; filename="${report.name}"`,
      })
    })
  }
  app.onError((error, asked) => asked.json({ message: redact(messageOf(error)) }, 500))
  return app
}

function headersOf({ policy }: LivePage): Readonly<Record<string, string>> {
  return {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  }
}

function refuse(asked: Asked, { status, message }: Refusal): Response {
  return asked.json({ message }, status, { connection: 'close' })
}

async function bodyOf(asked: Asked): Promise<{ readonly value: unknown } | Refusal> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of asked.env.incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyBytesMax) return tooLong
    chunks.push(chunk)
  }
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) }
  } catch {
    return { status: 415, message: 'expected a JSON text' }
  }
}
