/** Durations and quantities as people write them, and back. */

const millisecondsPer: Readonly<Record<string, bigint>> = {
  ms: 1n,
  s: 1000n,
  m: 60_000n,
  h: 3_600_000n,
  d: 86_400_000n,
}

const durationPattern = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/
const durationPart = /(\d+)(?:\.(\d+))?(ms|s|m|h|d)/g

/**
 * Milliseconds of a duration such as `500ms`, `10s`, `1.5m`, `1h30m`; null where the text is none.
 * A number without a unit is none: nobody can tell whether it means seconds.
 */
export function parseDuration(text: string): number | null {
  if (!durationPattern.test(text)) return null
  const total = [...text.matchAll(durationPart)].reduce((sum, part) => sum + partOf(part), 0)
  return Number.isFinite(total) ? total : null
}

/** The product is taken of whole numbers: 1.001 × 1000 is less than 1001 where both are floats. */
function partOf([, whole = '', fraction = '', unit = '']: readonly string[]): number {
  const product = BigInt(whole + fraction) * (millisecondsPer[unit] ?? 0n)
  return Number(`${product}e-${fraction.length}`)
}

/** The shortest exact text of a duration: 90000 is `1m30s`, 1500 is `1.5s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${trim(milliseconds)}ms`
  const hours = Math.floor(milliseconds / 3_600_000)
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000)
  const seconds = (milliseconds % 60_000) / 1000
  const parts = [
    hours > 0 ? `${hours}h` : '',
    minutes > 0 ? `${minutes}m` : '',
    seconds > 0 ? `${trim(seconds)}s` : '',
  ]
  return parts.join('')
}

function trim(value: number): string {
  return String(Number(value.toFixed(6)))
}
