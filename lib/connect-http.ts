/** Answers, methods and media types of the Connect API's HTTP, in the ways of the worker's router. */
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { HttpBindings } from '@hono/node-server'

import { ConnectError, errorBody, routingMessage } from './connect-errors.ts'
import { messageOf } from './errors.ts'
import { routedPath, templateOf, unknownPath } from './connect-paths.ts'
import type { RoutingStatus } from './connect-errors.ts'

type Bindings = { readonly Bindings: HttpBindings }

export type App = Hono<Bindings>

export type Request = Context<Bindings>

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type Handler = (request: Request) => Response | Promise<Response>

/** A body longer than this is refused: configurations are small. */
const bodyMax = 8 * 1024 * 1024

const jsonHeaders = { 'content-type': 'application/json' }

export function json(text: string, status = 200): Response {
  return new Response(text, { status, headers: jsonHeaders })
}

export function created(text: string, location: string): Response {
  return new Response(text, { status: 201, headers: { ...jsonHeaders, location } })
}

export function empty(status: 202 | 204): Response {
  const headers: Record<string, string> = status === 204 ? {} : { 'content-length': '0' }
  return new Response(null, { status, headers })
}

/** A routing error has the body of an error and no Content-Type. */
export function routingError(status: RoutingStatus): Response {
  return new Response(errorBody(status, routingMessage(status)), { status, headers: {} })
}

/** A routing error that is found while a request is handled. */
class RoutingError extends Error {
  override readonly name = 'RoutingError'
  readonly status: RoutingStatus

  constructor(status: RoutingStatus) {
    super(routingMessage(status))
    this.status = status
  }
}

/** An app that answers errors and unknown paths as the worker does. */
export function createApp(): App {
  const app: App = new Hono<Bindings>({ getPath: (_, options) => routedPath(targetOf(options)) })
  app.notFound((request) => {
    const known = templateOf(request.env.incoming.url ?? '') !== unknownPath
    return routingError(known ? 405 : 404)
  })
  app.onError((error) => {
    if (error instanceof RoutingError) return routingError(error.status)
    const status = error instanceof ConnectError ? error.status : 500
    return json(errorBody(status, messageOf(error)), status)
  })
  return app
}

/** hono hands the bindings to `getPath` without their type. */
function targetOf(options: { env?: unknown } | undefined): string {
  return (options?.env as HttpBindings | undefined)?.incoming.url ?? '/'
}

/** Registers all that a path can do; other methods, media types and OPTIONS are answered as the router does. */
export function resource(
  app: App,
  path: string,
  handlers: Readonly<Partial<Record<Method, Handler>>>,
): void {
  for (const [method, handler] of Object.entries(handlers)) {
    app.on(method, path, (request) => {
      const headers = request.env.incoming.headers
      if (!isJson(headers['content-type'])) return routingError(415)
      return acceptsJson(headers.accept) ? handler(request) : routingError(406)
    })
  }
  const allowed = allowedMethods(Object.keys(handlers))
  app.options(
    path,
    () =>
      new Response(allowed.join(', '), {
        headers: { 'content-type': 'text/plain', allow: allowed.join(',') },
      }),
  )
}

/** The order in which the JVM's hash set lists them. */
const listed = ['HEAD', 'DELETE', 'POST', 'GET', 'OPTIONS', 'PUT', 'PATCH']

function allowedMethods(methods: readonly string[]): readonly string[] {
  const all = [...methods, 'OPTIONS', ...(methods.includes('GET') ? ['HEAD'] : [])]
  return listed.filter((method) => all.includes(method))
}

function isJson(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType === 'application/json') return true
  return /^\s*(?:application\/(?:json|\*)|\*\/\*)\s*(?:;|$)/i.test(contentType)
}

function acceptsJson(accept: string | undefined): boolean {
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return true
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const refused = parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter))
    return !refused && ['*/*', 'application/*', 'application/json'].includes(type)
  })
}

/**
 * The body as text.
 *
 * @throws ConnectError 413 when it is longer than 8 MiB, 415 when it has no Content-Type.
 */
export async function bodyOf(request: Request): Promise<string> {
  const { incoming } = request.env
  if (Number(incoming.headers['content-length'] ?? 0) > bodyMax) throw new RoutingError(413)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyMax) throw new RoutingError(413)
    chunks.push(chunk)
  }
  if (size > 0 && incoming.headers['content-type'] === undefined) throw new RoutingError(415)
  return Buffer.concat(chunks).toString('utf8')
}
