/** What must be known of PostgreSQL's types to compare their values: families, limits, and which are canonical in binary. */
import type { Column } from './table.ts'

/** Oids of built-in types, which are the same on every server. */
export const oids = {
  bool: 16,
  name: 19,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  oid: 26,
  json: 114,
  cidr: 650,
  float4: 700,
  float8: 701,
  inet: 869,
  bpchar: 1042,
  varchar: 1043,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  timetz: 1266,
  bit: 1560,
  varbit: 1562,
  numeric: 1700,
  uuid: 2950,
  gtsvector: 3642,
  jsonb: 3802,
  numrange: 3906,
  nummultirange: 4532,
} as const

/**
 * Built-in types whose binary form holds oids of that server, or that have none: aclitem, record, rows of catalogues, and those
 * that name an object, as regclass does.
 */
const onlyAsText: ReadonlySet<number> = new Set([
  24, 71, 75, 81, 83, 1033, 2202, 2203, 2204, 2205, 2206, 2249, 2287, 3734, 3769, 4089, 4096, 4191,
])

/** From here on an oid is given by the server that the type was made on: the domains of information_schema already differ. */
const firstOwnOid = 10_000

type Type = Pick<Column, 'baseOid' | 'elementOid'>

/**
 * How the values of a type can be told apart on two servers: `native` by their binary form, `text` only as they print (enums,
 * composites, types of extensions, ranges over these, arrays of them), `unsupported` not at all.
 */
export function formOf({ baseOid, elementOid }: Type): 'native' | 'text' | 'unsupported' {
  const parts = [baseOid, elementOid]
  if (parts.includes(oids.gtsvector)) return 'unsupported'
  return parts.some((oid) => oid >= firstOwnOid || onlyAsText.has(oid)) ? 'text' : 'native'
}

const integers: readonly number[] = [oids.int2, oids.int4, oids.int8]

/** 0 to 2 for smallint, integer and bigint; −1 for all others. */
export function integerRank(oid: number): number {
  return integers.indexOf(oid)
}

export function isFloat(oid: number): boolean {
  return oid === oids.float4 || oid === oids.float8
}

/** An integer or numeric. */
export function isExactNumber(oid: number): boolean {
  return oid === oids.numeric || integerRank(oid) >= 0
}

/** text, varchar, char(n) or name. */
export function isText(oid: number): boolean {
  return [oids.text, oids.varchar, oids.bpchar, oids.name].some((each) => each === oid)
}

export type NumericLimits = { readonly precision: number; readonly scale: number }

/** Digits of an integer or a numeric column with a modifier; null for a numeric without one, and for other types. */
export function numericLimits({
  baseOid,
  modifier,
}: Pick<Column, 'baseOid' | 'modifier'>): NumericLimits | null {
  const rank = integerRank(baseOid)
  if (rank >= 0) return { precision: [5, 10, 19][rank] ?? 19, scale: 0 }
  if (baseOid !== oids.numeric || modifier < 4) return null
  const packed = modifier - 4
  // Since PostgreSQL 15 the scale has 11 bits and a sign; earlier scales, 1000 at most, read the same.
  return { precision: (packed >> 16) & 0xffff, scale: ((packed & 0x7ff) ^ 1024) - 1024 }
}

/** Characters that a text column holds, or bits of a bit column; Infinity where there is no limit. */
export function lengthLimit({ baseOid, modifier }: Pick<Column, 'baseOid' | 'modifier'>): number {
  if (baseOid === oids.name) return 63
  if (baseOid === oids.bit || baseOid === oids.varbit) return modifier < 0 ? Infinity : modifier
  return modifier < 4 ? Infinity : modifier - 4
}
