/** The SQL of a column's value in the form that is compared: of one type on both sides, the same bytes for the same value. */
import { exactForm } from './column-form.ts'
import { policyForm } from './column-policy.ts'
import { formOf } from './column-type.ts'
import { quoteName } from './quote.ts'
import type { Both, Column, ComparedColumn, Policy } from './table.ts'

/** Why a column cannot be compared as asked: a policy that does not fit is the caller's fault, a type is nobody's. */
export type Incomparable = {
  readonly fault: 'policy' | 'type'
  readonly column: string
  /** As the catalogue prints them: of both sides where they differ. */
  readonly types: string
  /** What the policy is for; empty where the type is the fault. */
  readonly expected: string
}

/**
 * How a column that is there on both sides is compared under a policy: expressions over the alias `t`. The session that runs them
 * has the pinned settings (search_path '', TimeZone UTC, DateStyle ISO, …), on which the printed forms depend.
 */
export function comparedColumn(
  columns: Both<Column>,
  policy: Policy,
): ComparedColumn | Incomparable {
  const { source, target } = columns
  const types = source.type === target.type ? source.type : `${source.type} and ${target.type}`
  const fault = { column: source.name, types }
  if ([source, target].some((column) => formOf(column) === 'unsupported')) {
    return { ...fault, fault: 'type', expected: '' }
  }
  const form = policy.name === 'exact' ? exactForm(columns) : policyForm(columns, policy.name)
  if ('expected' in form) return { ...fault, fault: 'policy', expected: form.expected }
  const own = `t.${quoteName(source.name)}`
  return {
    name: source.name,
    policy,
    value: { source: form.of(source, own), target: form.of(target, own) },
    own,
    valueType: form.valueType,
    hash: hashOf(form.valueType),
  }
}

const hashes: Readonly<Record<string, ComparedColumn['hash']>> = {
  smallint: 'int',
  integer: 'int',
  bigint: 'int',
  uuid: 'uuid',
  text: 'text',
  'character varying': 'text',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamp',
}

function hashOf(valueType: string): ComparedColumn['hash'] {
  return hashes[valueType] ?? null
}
