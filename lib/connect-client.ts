/** A client of the Kafka Connect REST API for what is asked once: what is there, before the load begins. */

import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, UnreachableError } from './errors.ts'
import { withDeadline } from './wait.ts'

export type ConnectTarget = {
  /** Base URLs of the workers of one cluster. */
  readonly urls: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  /** Certificates in PEM that are trusted instead of the system's. */
  readonly ca?: string | undefined
  readonly insecure: boolean
}

export type Discovery = {
  readonly connectors: readonly string[]
  /** Of the worker that answered; null where it does not say. */
  readonly version: string | null
  /** Requests that reached a server: its own count has them too. */
  readonly requests: number
}

/** In all; the script that cannot reach its target says so well within 15 s. */
const deadlineMs = 8000
const pauseMs = 400

/**
 * The names of the connectors. A worker that is not ready (connection refused, a 404 page) is asked again for 8 s,
 * and any of the URLs may answer.
 * @throws UnreachableError that names the URL and the cause
 */
export async function discover(target: ConnectTarget, signal: AbortSignal): Promise<Discovery> {
  let requests = 0
  async function get(url: string, path: string): Promise<Answer> {
    const full = `${url.replace(/\/+$/, '')}${path}`
    const answer = await withDeadline({ ms: answerMaxMs, signal }, (within) =>
      askConnect(target, { url: full, signal: within }),
    )
    requests++
    return answer
  }
  const endMs = performance.now() + deadlineMs
  for (let attempt = 0; ; attempt++) {
    const url = target.urls[attempt % target.urls.length] ?? ''
    try {
      const connectors = namesIn(await get(url, '/connectors'))
      const root = await get(url, '/')
      return { connectors, version: versionIn(root), requests }
    } catch (thrown) {
      signal.throwIfAborted()
      if (performance.now() + pauseMs > endMs || isFinal(thrown)) {
        const why = `Cannot reach the Kafka Connect API "${url}": ${messageOf(thrown)}`
        throw new UnreachableError(why, { cause: thrown })
      }
    }
    await sleep(pauseMs, undefined, { signal })
  }
}

const answerMaxMs = 3000

/** Node's own client: all of undici would cost the main thread 18 MiB for two requests. */
export async function askConnect(
  target: ConnectTarget,
  request: { readonly url: string; readonly signal: AbortSignal },
): Promise<Answer> {
  const url = new URL(request.url)
  const { get } = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  const { signal } = request
  const tls = { rejectUnauthorized: !target.insecure, ca: target.ca }
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: target.headers, agent: false, signal, ...tls }, resolve).on('error', reject)
  })
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }
}

type Answer = { readonly status: number; readonly text: string }

/** An answer that will be the same however often we ask. */
class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer'
}

function isFinal(thrown: unknown): boolean {
  if (thrown instanceof WrongAnswer) return true
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  return /CERT|SIGNED|TLS|SSL|UNABLE_TO|EPROTO|ENOTFOUND/.test(code)
}

function namesIn({ status, text }: Answer): string[] {
  if (status === 401 || status === 403) throw new WrongAnswer(`HTTP ${status}`)
  if (status !== 200) throw new Error(`HTTP ${status} for GET /connectors`)
  const names = jsonOf(text)
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
    throw new WrongAnswer('GET /connectors answers no list of names; is this a Connect worker?')
  }
  return names
}

function versionIn({ status, text }: Answer): string | null {
  const root = status === 200 ? jsonOf(text) : null
  const isKnown = typeof root === 'object' && root !== null && 'version' in root
  return isKnown && typeof root.version === 'string' ? root.version : null
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
