/** One type for the values of a column on both sides, and the SQL that brings either side's values to it unchanged. */
import { formOf, integerRank, isExactNumber, isFloat } from './column-type.ts'
import { lengthLimit, numericLimits, oids } from './column-type.ts'
import type { Both, Column } from './table.ts'

/** A type that both sides are brought to, and the SQL that brings the value `v` of a column there. */
export type Form = {
  readonly valueType: string
  readonly of: (column: Column, v: string) => string
}

/**
 * The form for exact comparison.
 *
 * - Of one built-in type on both sides: the value itself, with the NaN of floats made one (it keeps a sign bit that nobody sees).
 * - A domain: the type behind it. Enums, composites, types of extensions, arrays and ranges of them, and types that hold an oid: as
 *   they print, for their binary form differs between servers.
 * - Of two types: the wider of integers and numeric, of text, varchar and char, of real and double precision; all else as text.
 */
export function exactForm({ source, target }: Both<Column>): Form {
  const forms = [formOf(source), formOf(target)]
  if (forms.includes('text')) return textForm
  const { baseOid } = source
  if (isFloat(baseOid) && isFloat(target.baseOid)) return floatForm({ source, target })
  if (isExactNumber(baseOid) && isExactNumber(target.baseOid)) return numberForm({ source, target })
  if (baseOid === target.baseOid) {
    return baseOid === oids.bpchar ? charForm({ source, target }) : castForm(source.baseType)
  }
  const addresses: readonly number[] = [oids.inet, oids.cidr]
  if (addresses.includes(baseOid) && addresses.includes(target.baseOid)) return castForm('inet')
  return textForm
}

/** The value cast to a type that holds all of both sides; as it is where it has that type. */
export function castForm(valueType: string): Form {
  return {
    valueType,
    of: (column, v) =>
      column.baseType === valueType && column.typeOid === column.baseOid ? v : `${v}::${valueType}`,
  }
}

/**
 * As PostgreSQL prints it. The casts of char(n) and inet to text do not print: one drops the padding, the other adds a netmask.
 * format() makes NULL an empty text.
 */
export const textForm: Form = {
  valueType: 'text',
  of: ({ typeOid, baseOid }, v) => {
    if (baseOid === oids.bpchar || baseOid === oids.inet) {
      return `CASE WHEN ${v} IS NOT NULL THEN format('%s', ${v}) END`
    }
    return typeOid === oids.text ? v : `${v}::text`
  },
}

export function floatForm({ source, target }: Both<Column>): Form {
  const both = source.baseOid === oids.float4 && target.baseOid === oids.float4
  const { valueType, of } = castForm(both ? 'real' : 'double precision')
  return {
    valueType,
    of: (column, v) => `CASE WHEN ${v} = 'NaN' THEN 'NaN'::${valueType} ELSE ${of(column, v)} END`,
  }
}

/** Two numerics of one scale need no cast: precision changes no value. */
function numberForm({ source, target }: Both<Column>): Form {
  const sourceRank = integerRank(source.baseOid)
  const targetRank = integerRank(target.baseOid)
  if (sourceRank >= 0 && targetRank >= 0) {
    return castForm(sourceRank > targetRank ? source.baseType : target.baseType)
  }
  const limits = [numericLimits(source), numericLimits(target)].filter((each) => each !== null)
  const scales = new Set(limits.map(({ scale }) => scale))
  const sameType = source.baseOid === target.baseOid
  if (limits.length < 2 || (sameType && scales.size === 1)) return castForm('numeric')
  const scale = Math.max(...scales)
  const precision = Math.max(...limits.map((each) => each.precision - each.scale)) + scale
  return castForm(precision > 1000 ? 'numeric' : `numeric(${precision},${scale})`)
}

function charForm({ source, target }: Both<Column>): Form {
  const lengths = [lengthLimit(source), lengthLimit(target)]
  const longest = Math.max(...lengths)
  const same = lengths[0] === lengths[1]
  return castForm(same || longest === Infinity ? 'bpchar' : `character(${longest})`)
}
