/** How equal is decided for a column, as `--compare` writes it. */
import { UsageError } from './errors.ts'
import type { Policy } from './table.ts'

const names = ['exact', 'sql-equal', 'instant', 'json'] as const

/**
 * @example parsePolicy('epsilon(1e-9)').name === 'epsilon'
 * @throws UsageError that says what was expected.
 */
export function parsePolicy(text: string): Policy {
  const name = names.find((each) => each === text)
  if (name !== undefined) return { name }
  const [, written = ''] = /^epsilon\(\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*\)$/i.exec(text) ?? []
  const epsilon = Number(written)
  if (Number.isFinite(epsilon) && epsilon > 0) return { name: 'epsilon', epsilon }
  throw new UsageError(`expected ${names.join(', ')} or epsilon(N) with N above 0, found "${text}"`)
}
