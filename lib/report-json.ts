/** The Result as JSON: stable key order, null for what was not measured, one line for a flat record. */
import type { Result } from './result.ts'

const firstKeys = [
  'schema',
  'script',
  'version',
  'verdict',
  'exitCode',
  'startedAt',
  'durationMs',
  'seed',
  'interrupted',
  'command',
  'settings',
  'environment',
  'checks',
  'parts',
  'faultScore',
  'tables',
  'load',
  'totals',
  'requests',
  'failures',
]

/** Series are long: what a person looks for stands above them. */
const lastKeys = ['faults', 'series', 'chart']

const lineMax = 200

/** One JSON document with a final newline. A number that is none (NaN, Infinity) is null. */
export function renderJson(result: Result): string {
  // Through JSON once: what is undefined is left out, and what is no number becomes null.
  const plain: unknown = JSON.parse(JSON.stringify(result, withoutBigInt))
  return jsonText(inOrder(plain))
}

/** A plain value as JSON with a final newline: a line for a flat record, so that a difference of two files can be read. */
export function jsonText(plain: unknown): string {
  return `${write(plain, '')}\n`
}

function withoutBigInt(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function inOrder(plain: unknown): unknown {
  if (!isRecord(plain)) return plain
  const listed = new Set([...firstKeys, ...lastKeys])
  const others = Object.keys(plain).filter((key) => !listed.has(key))
  const keys = [...firstKeys, ...others.sort(), ...lastKeys].filter((key) => key in plain)
  return Object.fromEntries(keys.map((key) => [key, plain[key]]))
}

function write(value: unknown, indent: string): string {
  if (!isRecord(value) && !Array.isArray(value)) return JSON.stringify(value)
  const inside = Object.values(value)
  if (inside.every(isLeaf)) {
    const line = JSON.stringify(value)
    if (line.length <= lineMax) return line
  }
  const deeper = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((each) => write(each, deeper))
    : Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${write(each, deeper)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${parts.map((part) => deeper + part).join(',\n')}\n${indent}${close}`
}

/** A pair such as a bucket's bound and count is no reason for lines of their own. */
function isLeaf(value: unknown): boolean {
  return Array.isArray(value) ? !value.some(Array.isArray) : !isRecord(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
