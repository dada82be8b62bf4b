/** The forms of the equality policies that let a pipeline normalise values: what differs only in form becomes the same. */
import { castForm } from './column-form.ts'
import { formOf, integerRank, isExactNumber, isFloat, isText, oids } from './column-type.ts'
import { quoteLiteral } from './quote.ts'
import type { Form } from './column-form.ts'
import type { Both, Column, Policy } from './table.ts'

type PolicyName = Exclude<Policy['name'], 'exact'>
type Choice = (columns: Both<Column>) => Form | null

/** What a policy is for, and its form where a column is that. */
type PolicyRule = { readonly expected: string; readonly choose: Choice }

/**
 * The policies other than `exact`:
 *
 * - `sql-equal`: what `=` calls equal is the same: zeros at the end of numerics, alone, in arrays, in ranges and in jsonb; −0 and
 *   0; blanks at the end of char; intervals of one length, a month being 30 days. Numbers of two types are compared as numeric.
 * - `instant`: a timestamp or time without time zone is taken as UTC, one with a zone is turned to UTC; 24:00 is 00:00.
 * - `json`: as jsonb prints it, so that order of keys, blanks and doubled keys are nothing, and without zeros at the end of
 *   numbers, however deep.
 * - `epsilon`: as numeric. The form is only what is streamed: whether two numbers are near is for the reader to say.
 */
const rules: Readonly<Record<PolicyName, PolicyRule>> = {
  'sql-equal': {
    expected:
      'numeric, a float, char(n), interval, jsonb, numrange, or an array of numeric, a float or char(n)',
    choose: sqlEqualForm,
  },
  instant: {
    expected: 'timestamp, time, or an array of timestamps, with or without time zone',
    choose: instantForm,
  },
  json: { expected: 'json or jsonb, on one side perhaps text', choose: jsonForm },
  epsilon: {
    expected: 'a number',
    choose: (columns) => (both(columns, isNumber) ? plainNumber : null),
  },
}

/** The form of a column under a policy, or what the policy expects where the types of the column are not that. */
export function policyForm(
  columns: Both<Column>,
  policy: PolicyName,
): Form | { readonly expected: string } {
  const { expected, choose } = rules[policy]
  const native = formOf(columns.source) === 'native' && formOf(columns.target) === 'native'
  return (native ? choose(columns) : null) ?? { expected }
}

/** A number as numeric without zeros at its end; that of a float is the shortest that reads back as the same float. */
const plainNumber: Form = {
  valueType: 'numeric',
  of: ({ baseOid }, v) => {
    if (integerRank(baseOid) >= 0) return `${v}::numeric`
    return isFloat(baseOid) ? `trim_scale(${v}::text::numeric)` : `trim_scale(${v})`
  },
}

/** In a text of numbers, as an array of numeric prints: the zeros that end a fraction, and a fraction of zeros alone. */
const endZeros = String.raw`(\.\d*[1-9])0+(?!\d)|\.0+(?!\d)`

const plainNumbers: Form = {
  valueType: 'text',
  of: (_, v) => replaceAll(`${v}::text`, { pattern: endZeros, by: String.raw`\1` }),
}

/** In jsonb a string is passed over as a whole, so that what looks like a number in it stays. */
const plainJson: Form = {
  valueType: 'text',
  of: (_, v) =>
    replaceAll(`${v}::jsonb::text`, {
      pattern: String.raw`("(?:[^"\\]|\\.)*")|${endZeros}`,
      by: String.raw`\1\2`,
    }),
}

function sqlEqualForm(columns: Both<Column>): Form | null {
  if (both(columns, isFloat)) return positiveZero(columns)
  if (both(columns, isNumber)) return both(columns, isInteger) ? null : plainNumber
  if (both(columns, isText)) return some(columns, isChar) ? trimmedText : null
  if (both(columns, (oid) => oid === oids.interval)) {
    return { valueType: 'interval', of: (_, v) => `justify_interval(${v})` }
  }
  if (both(columns, (oid) => oid === oids.jsonb)) return plainJson
  const ranges = [oids.numrange, oids.nummultirange]
  if (ranges.some((range) => both(columns, (oid) => oid === range))) return plainNumbers
  return sqlEqualArray(elementsOf(columns))
}

function sqlEqualArray(elements: Both<Column>): Form | null {
  if (both(elements, isFloat)) {
    const zero = { pattern: '-0(?=[,}])', by: '0' }
    return {
      valueType: 'text',
      of: (_, v) => replaceAll(`${v}::double precision[]::text`, zero),
    }
  }
  if (both(elements, isExactNumber)) return both(elements, isInteger) ? null : plainNumbers
  // The cast of each element drops its padding.
  return both(elements, isChar) ? castForm('text[]') : null
}

function positiveZero(columns: Both<Column>): Form {
  const single = both(columns, (oid) => oid === oids.float4)
  const type = single ? 'real' : 'double precision'
  return {
    valueType: type,
    of: (_, v) =>
      `CASE WHEN ${v} = 'NaN' THEN 'NaN'::${type} ELSE ${v}::${type} + '0'::${type} END`,
  }
}

const trimmedText: Form = {
  valueType: 'text',
  of: ({ baseOid }, v) => (isChar(baseOid) ? `${v}::text` : `rtrim(${v}::text, ' ')`),
}

function instantForm(columns: Both<Column>): Form | null {
  if (both(columns, isTimestamp)) {
    return {
      valueType: 'timestamp with time zone',
      of: ({ baseOid }, v) =>
        baseOid === oids.timestamp ? `(${v} AT TIME ZONE 'UTC')` : `${v}::timestamptz`,
    }
  }
  // The session's time zone is UTC: a time without zone becomes one of UTC.
  if (both(columns, (oid) => oid === oids.time || oid === oids.timetz)) {
    return {
      valueType: 'time without time zone',
      of: (_, v) => `(${v}::timetz AT TIME ZONE 'UTC')::time`,
    }
  }
  return both(elementsOf(columns), isTimestamp) ? castForm('timestamp with time zone[]') : null
}

function jsonForm(columns: Both<Column>): Form | null {
  const fits = both(columns, (oid) => isJson(oid) || oid === oids.text || oid === oids.varchar)
  return fits && some(columns, isJson) ? plainJson : null
}

function replaceAll(
  text: string,
  { pattern, by }: { readonly pattern: string; readonly by: string },
): string {
  return `regexp_replace(${text}, ${quoteLiteral(pattern)}, ${quoteLiteral(by)}, 'g')`
}

type Test = (oid: number) => boolean

function both({ source, target }: Both<Column>, is: Test): boolean {
  return is(source.baseOid) && is(target.baseOid)
}

function some({ source, target }: Both<Column>, is: Test): boolean {
  return is(source.baseOid) || is(target.baseOid)
}

function elementsOf({ source, target }: Both<Column>): Both<Column> {
  return {
    source: { ...source, baseOid: source.elementOid },
    target: { ...target, baseOid: target.elementOid },
  }
}

function isNumber(oid: number): boolean {
  return isExactNumber(oid) || isFloat(oid)
}

function isInteger(oid: number): boolean {
  return integerRank(oid) >= 0
}

function isChar(oid: number): boolean {
  return oid === oids.bpchar
}

function isJson(oid: number): boolean {
  return oid === oids.json || oid === oids.jsonb
}

function isTimestamp(oid: number): boolean {
  return oid === oids.timestamp || oid === oids.timestamptz
}
