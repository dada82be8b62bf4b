/** Who may ask the live page's server: requests of this page alone, whatever other pages the browser has open. */
import { createHash, timingSafeEqual } from 'node:crypto'

export type Asked = {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export type GuardRules = {
  /** Values of `Host` that are ours: another one is a name that was made to point here (DNS rebinding). */
  readonly hosts: ReadonlySet<string>
  readonly token: string
  /** Methods by path. */
  readonly routes: ReadonlyMap<string, string>
}

export type Refusal = {
  readonly status: 401 | 403 | 404 | 405 | 413 | 415 | 421
  readonly message: string
}

/** Bodies are a form or a note. */
export const bodyBytesMax = 4096

/** Null where it may be answered. Whoever is not ours learns nothing else: the token comes after Host and Origin. */
export function refusal(asked: Asked, rules: GuardRules): Refusal | null {
  const { method, path, headers } = asked
  const host = text(headers['host'])
  if (!rules.hosts.has(lower(host))) {
    return {
      status: 421,
      message: `Cannot answer for "${host.slice(0, 100)}": expected our own address as Host`,
    }
  }
  if (!isOurs(headers)) {
    return { status: 403, message: 'Cannot answer another page: expected a request of this one' }
  }
  const allowed = rules.routes.get(path)
  if (allowed === undefined) return { status: 404, message: 'There is nothing here' }
  if (path.startsWith('/api/') && !holdsToken(text(headers['authorization']), rules.token)) {
    return {
      status: 401,
      message: 'Cannot answer without the token of the address that was printed',
    }
  }
  if (method !== allowed) return { status: 405, message: `expected ${allowed}` }
  return method === 'POST' ? badBody(headers) : null
}

/** Without an Origin it is no request of another page's script; a navigation says by itself where it comes from. */
function isOurs(headers: Asked['headers']): boolean {
  const origin = headers['origin']
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  // The Host is one of ours by now.
  return origin === undefined || lower(origin) === `http://${lower(headers['host'])}`
}

/** In a time that does not tell how much of it was right. */
function holdsToken(authorization: string, token: string): boolean {
  const [, given = ''] = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization) ?? []
  return timingSafeEqual(digest(given), digest(token))
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}

/** A form of another page can send text/plain without asking first: only JSON, which it cannot, is taken. */
function badBody(headers: Asked['headers']): Refusal | null {
  if (!/^application\/json(?:;\s*charset=utf-8)?$/i.test(text(headers['content-type']))) {
    return { status: 415, message: 'expected application/json' }
  }
  const length = headers['content-length']
  if (length !== undefined && Number(length) > bodyBytesMax) return tooLong
  return null
}

export const tooLong: Refusal = { status: 413, message: `expected at most ${bodyBytesMax} bytes` }

function text(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : ''
}

function lower(value: string | string[] | undefined): string {
  return text(value).toLowerCase()
}
