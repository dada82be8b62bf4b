/** The kinds of values that flags take: each turns a text into a value, or says what was expected. */
import { UsageError } from './errors.ts'
import { parseDuration } from './units.ts'

type Parse<T> = (text: string) => T

const countMax = 1_000_000

/** An integer, 1 to 1,000,000 unless bounds are given. */
export function count({
  min = 1,
  max = countMax,
}: { min?: number; max?: number } = {}): Parse<number> {
  return (text) => {
    const value = Number(text)
    if (/^\d{1,16}$/.test(text) && value >= min && value <= max) return value
    throw new UsageError(`expected an integer from ${min} to ${max}`)
  }
}

/** A seed: an integer from 0 to 2^53 − 1. */
export function seed(): Parse<number> {
  return count({ min: 0, max: Number.MAX_SAFE_INTEGER })
}

/** A rate a second: a finite number above 0. */
export function rate(): Parse<number> {
  return (text) => {
    const value = Number(text)
    if (/^\d+(?:\.\d+)?$/.test(text) && Number.isFinite(value) && value > 0) return value
    throw new UsageError('expected a number above 0, for a second')
  }
}

/** Timers hold at most 2^31 − 1 ms, which is nearly 25 days. */
const durationMaxMs = 24 * 86_400_000

/** A duration in milliseconds, above 0 unless `zero` is allowed (then also a bare `0`). */
export function duration({ zero = false }: { zero?: boolean } = {}): Parse<number> {
  return (text) => {
    const value = zero && text === '0' ? 0 : parseDuration(text)
    if (value !== null && (zero ? value >= 0 : value > 0) && value <= durationMaxMs) return value
    const bounds = zero ? 'from 0' : 'above 0'
    throw new UsageError(`expected a duration ${bounds} to 24d such as 500ms, 30s or 1m30s`)
  }
}

const rowsMax = 1_000_000_000

/** Numbers of rows with commas between them: `1k,50k,2m` is 1,000, 50,000 and 2,000,000. */
export function sizes(): Parse<readonly number[]> {
  return (text) =>
    text.split(',').map((part) => {
      const [, digits, unit = ''] = /^(\d{1,10})([km]?)$/i.exec(part.trim()) ?? []
      const factor = { '': 1, k: 1000, m: 1_000_000 }[unit.toLowerCase()] ?? Number.NaN
      const rows = Number(digits) * factor
      if (rows >= 1 && rows <= rowsMax) return rows
      throw new UsageError(`"${part}" is none, expected rows from 1 to 1000m such as 1k,50k,2m`)
    })
}

/** One of a few words. */
export function oneOf<const T extends string>(words: readonly T[]): Parse<T> {
  return (text) => {
    const found = words.find((word) => word === text)
    if (found !== undefined) return found
    throw new UsageError(`expected ${words.join(' or ')}`)
  }
}

/** Any text that is not empty. */
export function nonEmpty(expected: string): Parse<string> {
  return (written) => {
    if (written.trim() !== '') return written
    throw new UsageError(`it is empty, expected ${expected}`)
  }
}

/** A PostgreSQL URL. */
export function postgresUrl(): Parse<string> {
  return (written) => {
    const url = parseUrl(written)
    if (url !== null && /^postgres(?:ql)?:$/.test(url.protocol) && url.hostname !== '')
      return written
    throw new UsageError('expected postgres://user:password@host:port/database')
  }
}

/** The URLs of one cluster's Connect workers, with commas between them; without a slash at the end. */
export function httpUrls(): Parse<readonly string[]> {
  return (written) => {
    const urls = written.split(',').map((each) => parseUrl(each.trim()))
    if (urls.every((url) => url !== null && isPlainHttp(url))) {
      return written.split(',').map((each) => each.trim().replace(/\/+$/, ''))
    }
    throw new UsageError('expected http://host:port, with commas between several workers')
  }
}

function isPlainHttp(url: URL): boolean {
  return /^https?:$/.test(url.protocol) && url.hash === '' && url.search === ''
}

function parseUrl(written: string): URL | null {
  return URL.canParse(written) ? new URL(written) : null
}

/** Kafka brokers as `host:port`, with commas between them. */
export function brokers(): Parse<readonly string[]> {
  return (written) => {
    const list = written.split(',').map((each) => each.trim())
    if (list.every((each) => /^[^\s:/]+:\d{1,5}$/.test(each))) return list
    throw new UsageError('expected host:port, with commas between several brokers')
  }
}

/** An HTTP header, as `Name: value`. */
export function header(): Parse<readonly [string, string]> {
  return (written) => {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/.exec(written) ?? []
    if (name !== undefined && value !== undefined && !hasControlCharacter(value)) {
      return [name, value]
    }
    throw new UsageError("expected 'Name: value'")
  }
}

/** RFC 9110 forbids them in a header's value, but for the tab. */
function hasControlCharacter(value: string): boolean {
  return Buffer.from(value).some((byte) => (byte < 32 && byte !== 9) || byte === 127)
}
