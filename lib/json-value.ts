/** Generated values as JSON that gives back the same value: −0, NaN, bigints, bytes, dates and undefined included. */

/**
 * What `JSON.stringify` takes and `fromJson` turns back. What JSON has no form for is an object with one key that begins
 * with `$`; a key of the value itself that begins so has one more.
 *
 * @throws TypeError for a function, a symbol, or an instance of a class that is not listed here.
 */
export function toJson(value: unknown): unknown {
  if (value === undefined) return { $undefined: true }
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (typeof value === 'number') {
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: numberText(value) }
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(toJson)
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('hex') }
  // As text: JSON has no NaN, which an invalid date has for its time.
  if (value instanceof Date) return { $date: String(value.getTime()) }
  if (!isPlain(value)) throw new TypeError('Cannot keep a value as JSON: it is no plain value')
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key.startsWith('$') ? `$${key}` : key,
      toJson(each),
    ]),
  )
}

/** The value that `toJson` was given. Bytes come back as Uint8Array. */
export function fromJson(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(fromJson)
  if (typeof json !== 'object' || json === null) return json
  const entries = Object.entries(json)
  const [[key, inside] = ['', null]] = entries
  if (entries.length === 1 && key.startsWith('$') && !key.startsWith('$$')) {
    return special(key, inside)
  }
  return Object.fromEntries(
    entries.map(([name, each]) => [name.startsWith('$$') ? name.slice(1) : name, fromJson(each)]),
  )
}

function special(key: string, inside: unknown): unknown {
  switch (key) {
    case '$undefined':
      return undefined
    case '$bigint':
      return BigInt(String(inside))
    case '$number':
      return Number(inside)
    case '$bytes':
      return Uint8Array.from(Buffer.from(String(inside), 'hex'))
    case '$date':
      return new Date(Number(inside))
    default:
      throw new TypeError(`Cannot read a kept value: unknown key ${key}`)
  }
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
