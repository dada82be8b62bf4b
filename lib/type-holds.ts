/** Whether a column of one type can hold every value of another: what a target must be able to, whatever it holds now. */
import { integerRank, isFloat, isText, lengthLimit, numericLimits, oids } from './column-type.ts'
import type { NumericLimits } from './column-type.ts'
import type { Both, Column } from './table.ts'

/**
 * True where every value of the source's column fits unchanged into the target's. What types of the user's hold, such as the labels
 * of an enum, is not known: one of the same name is taken to hold the same.
 */
export function typeHolds(columns: Both<Column>): boolean {
  const source = plain(columns.source)
  const target = plain(columns.target)
  if (source.elementOid !== 0 && target.elementOid !== 0) {
    return typeHolds({ source: elementOf(source), target: elementOf(target) })
  }
  const unlimited = target.baseOid === oids.text || target.baseOid === oids.varchar
  if (unlimited && lengthLimit(target) === Infinity) return true
  if (isOwn(source) || isOwn(target)) return ownHolds({ source, target })
  if (isText(target.baseOid)) return textHolds({ source, target })
  if (integerRank(source.baseOid) >= 0 || source.baseOid === oids.numeric) {
    return numberHolds({ source, target })
  }
  if (isFloat(source.baseOid)) return floatHolds({ source, target })
  return otherHolds({ source, target })
}

/** citext is text that compares otherwise. */
function plain(column: Column): Column {
  return isOwn(column) && nameOf(column) === 'citext'
    ? { ...column, baseOid: oids.text, modifier: -1 }
    : column
}

/** Elements have the modifier of their array. */
function elementOf(column: Column): Column {
  return { ...column, baseOid: column.elementOid, elementOid: 0 }
}

function isOwn({ baseOid }: Column): boolean {
  return baseOid >= 10_000
}

/** An enum often lands in a varchar: a label that does not fit there cannot have arrived, and its rows differ. */
function ownHolds({ source, target }: Both<Column>): boolean {
  if (isOwn(source) && source.elementOid === 0 && target.baseOid === oids.varchar) return true
  return nameOf(source) === nameOf(target) && modifierHolds({ source, target })
}

function modifierHolds({ source, target }: Both<Column>): boolean {
  return target.modifier === -1 || target.modifier === source.modifier
}

/** Without its schema, which may be another one on the other side. */
function nameOf({ baseType }: Column): string {
  return baseType.replace(/^(?:"(?:[^"]|"")*"|[^".]+)\./, '')
}

/** Characters that the values of a type print with at most. */
const printedWidths: Readonly<Record<number, number>> = {
  [oids.bool]: 5,
  [oids.int2]: 6,
  [oids.int4]: 11,
  [oids.int8]: 20,
  [oids.uuid]: 36,
  [oids.date]: 13,
  [oids.float4]: 15,
  [oids.float8]: 24,
}

function textHolds({ source, target }: Both<Column>): boolean {
  const { bpchar, name, uuid } = oids
  const width = isText(source.baseOid) ? lengthLimit(source) : printedWidths[source.baseOid]
  // char pads: blanks at the end of another text are lost in it. A uuid is always as long.
  if (target.baseOid === bpchar && source.baseOid !== bpchar) {
    return source.baseOid === uuid && lengthLimit(target) === width
  }
  // Its limit is in bytes.
  if (target.baseOid === name) return source.baseOid === name
  return width !== undefined && lengthLimit(target) >= width
}

/** Bits of the whole numbers that a float holds without gaps. */
const floatBits: Readonly<Record<number, number>> = { [oids.float4]: 24, [oids.float8]: 53 }

function numberHolds({ source, target }: Both<Column>): boolean {
  const rank = integerRank(source.baseOid)
  const targetRank = integerRank(target.baseOid)
  const limits = numericLimits(source)
  if (rank >= 0 && targetRank >= 0) return targetRank >= rank
  if (targetRank >= 0) {
    const space = { precision: [4, 9, 18][targetRank] ?? 0, scale: 0 }
    return limits !== null && digitsFit(limits, space)
  }
  if (target.baseOid === oids.numeric) {
    const space = numericLimits(target)
    return space === null || (limits !== null && digitsFit(limits, space))
  }
  // Most decimal fractions are no float at all.
  const bits = [15, 31, 63][rank] ?? Infinity
  return bits <= (floatBits[target.baseOid] ?? 0)
}

function digitsFit(limits: NumericLimits, space: NumericLimits): boolean {
  const whole = limits.precision - limits.scale
  return space.scale >= limits.scale && space.precision - space.scale >= whole
}

function floatHolds({ source, target }: Both<Column>): boolean {
  if (target.baseOid === oids.numeric) return numericLimits(target) === null
  return (floatBits[target.baseOid] ?? 0) >= (floatBits[source.baseOid] ?? Infinity)
}

/** Types that hold all of another one, and print it alike or as the same moment. */
const wider: Readonly<Record<number, number>> = {
  [oids.bit]: oids.varbit,
  [oids.cidr]: oids.inet,
  [oids.jsonb]: oids.json,
  [oids.oid]: oids.int8,
  [oids.time]: oids.timetz,
  [oids.timestamp]: oids.timestamptz,
}

const times: readonly number[] = [oids.time, oids.timetz, oids.timestamp, oids.timestamptz]

function otherHolds({ source, target }: Both<Column>): boolean {
  if (source.baseOid !== target.baseOid && wider[source.baseOid] !== target.baseOid) return false
  if (times.includes(source.baseOid)) {
    return fractionDigits(target.modifier) >= fractionDigits(source.modifier)
  }
  if (target.baseOid === oids.varbit) return lengthLimit(target) >= lengthLimit(source)
  if (source.baseOid === oids.interval)
    return intervalHolds(source.modifier, { in: target.modifier })
  return modifierHolds({ source, target })
}

function fractionDigits(modifier: number): number {
  return modifier < 0 ? 6 : modifier
}

/** The upper half of the modifier is a bit for each field, the lower half the digits of the seconds; all ones is no limit. */
function intervalHolds(modifier: number, { in: space }: { readonly in: number }): boolean {
  const [fields, digits] = intervalLimits(modifier)
  const [spaceFields, spaceDigits] = intervalLimits(space)
  return (fields & ~spaceFields) === 0 && spaceDigits >= digits
}

function intervalLimits(modifier: number): readonly [fields: number, digits: number] {
  if (modifier < 0) return [0x7fff, 6]
  const digits = modifier & 0xffff
  return [(modifier >> 16) & 0x7fff, digits === 0xffff ? 6 : digits]
}
