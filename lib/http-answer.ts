/** Whether an HTTP answer is what a JSON API owes: status, content type and body. */

import type { Failed } from './users.ts'

export type HttpAnswer = {
  readonly status: number
  readonly contentType: string | null
  /** Null: empty. */
  readonly body: Buffer | null
}

/** Null where the answer is 2xx with a body that is JSON, or with none where the status says so. */
export function judgeAnswer(answer: HttpAnswer): Failed | null {
  const { status, body, contentType } = answer
  if (status < 200 || status > 299) return { kind: 'status', message: `HTTP ${status}` }
  if (body === null) return mayBeEmpty(status) ? null : { kind: 'body', message: 'empty body' }
  if (contentType !== null && !isJsonType(contentType)) {
    return { kind: 'body', message: `content type "${contentType}", expected application/json` }
  }
  return isJson(body) ? null : { kind: 'body', message: 'body is not JSON' }
}

/** What Connect answers to writes. */
function mayBeEmpty(status: number): boolean {
  return status === 201 || status === 202 || status === 204
}

function isJsonType(type: string): boolean {
  return /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)
}

/** The last bodies of this thread that were found to be JSON: the same bytes need no second parse. */
const known: Buffer[] = []
const knownMax = 16
const knownBytesMax = 65_536

function isJson(body: Buffer): boolean {
  if (known.some((other) => other.equals(body))) return true
  try {
    JSON.parse(body.toString('utf8'))
  } catch {
    return false
  }
  if (body.length <= knownBytesMax) {
    if (known.length === knownMax) known.shift()
    known.push(Buffer.from(body))
  }
  return true
}

let lastType = Buffer.alloc(0)
let lastText = ''

/** The content type among raw headers, names and values in turn; null where there is none. */
export function contentTypeIn(headers: readonly Buffer[]): string | null {
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]
    if (name?.length !== 12 || !isContentType(name)) continue
    const value = headers[index + 1]
    if (value === undefined) return null
    // Servers say the same each time, and comparing bytes is cheaper than decoding them.
    if (!lastType.equals(value)) {
      lastType = Buffer.from(value)
      lastText = value.toString('latin1')
    }
    return lastText
  }
  return null
}

function isContentType(name: Buffer): boolean {
  return name.toString('latin1').toLowerCase() === 'content-type'
}
