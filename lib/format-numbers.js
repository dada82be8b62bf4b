// @ts-check
/** Numbers as people read them; plain JavaScript, because terminal and page share it. */

/** What stands where nothing was measured. */
export const nothing = '-'

/**
 * A whole number with thousands separators: 1,234.
 * @param {number | null | undefined} value
 */
export function formatCount(value) {
  return isMeasured(value) ? withThousands(Math.round(value), 0) : nothing
}

/**
 * A rate or a size in at most three digits after the point: 0.042, 1.23, 12.3, 123, 1,234.
 * @param {number | null | undefined} value
 */
export function formatNumber(value) {
  return isMeasured(value) ? withThousands(value, digitsFor(value)) : nothing
}

/**
 * Milliseconds, without the unit.
 * @param {number | null | undefined} value
 */
export function formatMs(value) {
  return formatNumber(value)
}

/**
 * A share between 0 and 1 as per cent: 0.0006 is 0.06 %.
 * @param {number | null | undefined} ratio
 */
export function formatShare(ratio) {
  return isMeasured(ratio) ? `${formatNumber(ratio * 100)} %` : nothing
}

/**
 * How long something took: 120 ms, 10.0 s, 3 min 05 s, 1 h 02 min.
 * @param {number | null | undefined} milliseconds
 */
export function formatSpan(milliseconds) {
  if (!isMeasured(milliseconds)) return nothing
  if (milliseconds < 999.5) return `${withThousands(milliseconds, 0)} ms`
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)]
  if (hours === 0) return `${minutes} min ${twoDigits(seconds % 60)} s`
  return `${formatCount(hours)} h ${twoDigits(minutes % 60)} min`
}

/**
 * Seconds since the start as a clock: 0:07, 3:10, 1:02:03.
 * @param {number} seconds
 */
export function formatClock(seconds) {
  const whole = Math.max(0, Math.floor(seconds))
  const [minutes, hours] = [Math.floor(whole / 60), Math.floor(whole / 3600)]
  if (hours === 0) return `${minutes}:${twoDigits(whole % 60)}`
  return `${hours}:${twoDigits(minutes % 60)}:${twoDigits(whole % 60)}`
}

/**
 * A number with its unit: 812 ms, 0.06 %, 12.3/s.
 * @param {number | null | undefined} value
 * @param {string | undefined} unit
 */
export function formatQuantity(value, unit) {
  return isMeasured(value) ? withUnit(formatNumber(value), unit) : nothing
}

/**
 * A limit exactly as it was given: rounding it would state another one.
 * @param {number} limit
 * @param {string | undefined} unit
 */
export function formatLimit(limit, unit) {
  return withUnit(exact(limit), unit)
}

/**
 * What was measured, with as many digits as it takes to tell it from the limit: 500.3 stands against 500.
 * @param {{ measured: number | null | undefined, limit: number | undefined, unit: string | undefined }} given
 */
export function formatMeasured({ measured, limit, unit }) {
  if (!isMeasured(measured)) return nothing
  const text = formatNumber(measured)
  if (limit === undefined || text !== formatNumber(limit)) return withUnit(text, unit)
  for (let digits = digitsFor(measured); digits <= 12; digits += 1) {
    const longer = withThousands(measured, digits)
    if (longer !== withThousands(limit, digits)) return withUnit(longer, unit)
  }
  return withUnit(exact(measured), unit)
}

/**
 * @param {number | null | undefined} value
 * @returns {value is number}
 */
export function isMeasured(value) {
  return Number.isFinite(value)
}

/** @param {number} value */
function digitsFor(value) {
  const size = Math.abs(value)
  if (size >= 99.95 || size === 0) return 0
  if (size >= 9.995) return 1
  return size >= 0.9995 ? 2 : 3
}

/**
 * @param {number} value
 * @param {number} digits
 */
function withThousands(value, digits) {
  const size = Math.abs(value)
  if (value > 0 && value < 10 ** -digits / 2) return `<${(10 ** -digits).toFixed(digits)}`
  if (size >= 1e15) return value.toExponential(2)
  const text = value.toFixed(digits)
  return size < 999.5 ? text : grouped(text)
}

/** @param {number} value */
function exact(value) {
  if (!Number.isFinite(value)) return nothing
  const text = String(value)
  return text.includes('e') ? text : grouped(text)
}

/** @param {string} text */
function grouped(text) {
  return text.replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))
}

/**
 * @param {string} text
 * @param {string | undefined} unit
 */
function withUnit(text, unit) {
  if (unit === undefined || unit === '') return text
  return unit.startsWith('/') ? `${text}${unit}` : `${text} ${unit}`
}

/** @param {number} value */
function twoDigits(value) {
  return String(value).padStart(2, '0')
}
