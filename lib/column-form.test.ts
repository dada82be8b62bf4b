/** The form in which two columns are compared: a story a line, types as a real catalogue tells them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { exactForm, floatForm, textForm } from './column-form.ts'
import { policyForm } from './column-policy.ts'
import { formOf, isText, lengthLimit, numericLimits } from './column-type.ts'
import { sampleColumn } from './sample-columns.ts'
import type { Form } from './column-form.ts'

function wordsOf(form: Form, types: { source: string; target: string }): readonly string[] {
  const [source, target] = [types.source, types.target].map((type) =>
    form.of(sampleColumn(type), 'v'),
  )
  return [form.valueType, source ?? '', target ?? '']
}

function columns({ source, target }: { source: string; target: string }) {
  return { source: sampleColumn(source), target: sampleColumn(target) }
}

const padded = "CASE WHEN v IS NOT NULL THEN format('%s', v) END"

function oneNan(type: string, value: string): string {
  return `CASE WHEN v = 'NaN' THEN 'NaN'::${type} ELSE ${value} END`
}

/** Types of source and target, the type of the values, and the SQL of each side for a value `v`. */
const exact: readonly (readonly [string, string, string, string, string])[] = [
  ['integer', 'integer', 'integer', 'v', 'v'],
  ['smallint', 'bigint', 'bigint', 'v::bigint', 'v'],
  ['bigint', 'integer', 'bigint', 'v', 'v::bigint'],
  ['numeric(10,2)', 'numeric(12,2)', 'numeric', 'v', 'v'],
  ['numeric(10,2)', 'numeric(10,4)', 'numeric(12,4)', 'v::numeric(12,4)', 'v::numeric(12,4)'],
  ['numeric(12,10)', 'numeric(10,2)', 'numeric(18,10)', 'v::numeric(18,10)', 'v::numeric(18,10)'],
  ['integer', 'numeric(10,2)', 'numeric(12,2)', 'v::numeric(12,2)', 'v::numeric(12,2)'],
  ['numeric(4,0)', 'integer', 'numeric(10,0)', 'v::numeric(10,0)', 'v::numeric(10,0)'],
  ['integer', 'numeric', 'numeric', 'v::numeric', 'v'],
  ['numeric', 'numeric(10,2)', 'numeric', 'v', 'v'],
  ['numeric(1000,0)', 'numeric(10,2)', 'numeric', 'v', 'v'],
  ['real', 'real', 'real', oneNan('real', 'v'), oneNan('real', 'v')],
  [
    'real',
    'double precision',
    'double precision',
    oneNan('double precision', 'v::double precision'),
    oneNan('double precision', 'v'),
  ],
  ['text', 'text', 'text', 'v', 'v'],
  ['text', 'varchar(10)', 'text', 'v', 'v::text'],
  ['char(5)', 'char(5)', 'bpchar', 'v', 'v'],
  ['char(5)', 'char(9)', 'character(9)', 'v::character(9)', 'v::character(9)'],
  ['char(5)', 'bpchar', 'bpchar', 'v', 'v'],
  ['char(5)', 'text', 'text', padded, 'v'],
  ['inet', 'cidr', 'inet', 'v', 'v::inet'],
  ['cidr', 'inet', 'inet', 'v::inet', 'v'],
  ['inet', 'text', 'text', padded, 'v'],
  ['date', 'date', 'date', 'v', 'v'],
  ['date', 'timestamp', 'text', 'v::text', 'v::text'],
  ['public.age', 'integer', 'integer', 'v::integer', 'v'],
  ['public.mood', 'other.mood', 'text', 'v::text', 'v::text'],
  ['public.mood[]', 'text[]', 'text', 'v::text', 'v::text'],
  ['real', 'integer', 'text', 'v::text', 'v::text'],
  ['jsonb', 'json', 'text', 'v::text', 'v::text'],
  ['regclass', 'oid', 'text', 'v::text', 'v::text'],
]

for (const [source, target, ...told] of exact) {
  test(`exactForm() of ${source} and ${target}`, () => {
    const found = wordsOf(exactForm(columns({ source, target })), { source, target })
    assert.deepEqual(found, told)
  })
}

test('textForm and floatForm() are the forms that exactForm() takes of texts and floats', () => {
  const source = 'real'
  assert.equal(exactForm(columns({ source, target: 'text' })), textForm)
  const pair = columns({ source, target: 'real' })
  assert.equal(floatForm(pair).valueType, exactForm(pair).valueType)
})

const zeros = String.raw`(\.\d*[1-9])0+(?!\d)|\.0+(?!\d)`
const arrayText = `regexp_replace(v::text, E'${zeros.replaceAll('\\', '\\\\')}', E'\\\\1', 'g')`
const jsonText = `regexp_replace(v::jsonb::text, E'${String.raw`("(?:[^"\\]|\\.)*")|${zeros}`.replaceAll('\\', '\\\\')}', E'\\\\1\\\\2', 'g')`
const utc = "(v AT TIME ZONE 'UTC')"
const time = "(v::timetz AT TIME ZONE 'UTC')::time"
const floats = "regexp_replace(v::double precision[]::text, '-0(?=[,}])', '0', 'g')"

type PolicyName = Parameters<typeof policyForm>[1]

/** A policy, types of source and target, and the form; or null where the policy is for others. */
const policies: readonly (readonly [
  PolicyName,
  string,
  string,
  readonly [string, string, string] | null,
])[] = [
  ['sql-equal', 'numeric', 'numeric(10,2)', ['numeric', 'trim_scale(v)', 'trim_scale(v)']],
  ['sql-equal', 'integer', 'numeric', ['numeric', 'v::numeric', 'trim_scale(v)']],
  ['sql-equal', 'integer', 'real', ['numeric', 'v::numeric', 'trim_scale(v::text::numeric)']],
  ['sql-equal', 'integer', 'bigint', null],
  [
    'sql-equal',
    'real',
    'real',
    ['real', oneNan('real', "v::real + '0'::real"), oneNan('real', "v::real + '0'::real")],
  ],
  [
    'sql-equal',
    'real',
    'double precision',
    [
      'double precision',
      oneNan('double precision', "v::double precision + '0'::double precision"),
      oneNan('double precision', "v::double precision + '0'::double precision"),
    ],
  ],
  ['sql-equal', 'char(5)', 'text', ['text', 'v::text', "rtrim(v::text, ' ')"]],
  ['sql-equal', 'text', 'varchar(10)', null],
  ['sql-equal', 'interval', 'interval', ['interval', 'justify_interval(v)', 'justify_interval(v)']],
  ['sql-equal', 'interval', 'text', null],
  ['sql-equal', 'jsonb', 'jsonb', ['text', jsonText, jsonText]],
  ['sql-equal', 'jsonb', 'json', null],
  ['sql-equal', 'numrange', 'numrange', ['text', arrayText, arrayText]],
  ['sql-equal', 'nummultirange', 'nummultirange', ['text', arrayText, arrayText]],
  ['sql-equal', 'numrange', 'nummultirange', null],
  ['sql-equal', 'numeric[]', 'numeric(12,2)[]', ['text', arrayText, arrayText]],
  ['sql-equal', 'numeric[]', 'integer[]', ['text', arrayText, arrayText]],
  ['sql-equal', 'integer[]', 'bigint[]', null],
  ['sql-equal', 'real[]', 'double precision[]', ['text', floats, floats]],
  ['sql-equal', 'char(5)[]', 'char(5)[]', ['text[]', 'v::text[]', 'v::text[]']],
  ['sql-equal', 'text[]', 'text[]', null],
  ['sql-equal', 'date', 'date', null],
  ['sql-equal', 'public.mood', 'public.mood', null],
  ['instant', 'timestamp', 'timestamptz', ['timestamp with time zone', utc, 'v::timestamptz']],
  ['instant', 'time', 'timetz', ['time without time zone', time, time]],
  ['instant', 'timestamp', 'time', null],
  [
    'instant',
    'timestamp[]',
    'timestamptz[]',
    ['timestamp with time zone[]', 'v::timestamp with time zone[]', 'v'],
  ],
  ['instant', 'text', 'text', null],
  ['json', 'json', 'jsonb', ['text', jsonText, jsonText]],
  ['json', 'text', 'jsonb', ['text', jsonText, jsonText]],
  ['json', 'json', 'varchar', ['text', jsonText, jsonText]],
  ['json', 'text', 'text', null],
  ['json', 'json', 'integer', null],
  ['epsilon', 'real', 'numeric', ['numeric', 'trim_scale(v::text::numeric)', 'trim_scale(v)']],
  ['epsilon', 'integer', 'bigint', ['numeric', 'v::numeric', 'v::numeric']],
  ['epsilon', 'integer', 'text', null],
]

const expected: Readonly<Record<PolicyName, string>> = {
  'sql-equal':
    'numeric, a float, char(n), interval, jsonb, numrange, or an array of numeric, a float or char(n)',
  instant: 'timestamp, time, or an array of timestamps, with or without time zone',
  json: 'json or jsonb, on one side perhaps text',
  epsilon: 'a number',
}

for (const [policy, source, target, told] of policies) {
  test(`policyForm() ${policy} of ${source} and ${target}`, () => {
    const form = policyForm(columns({ source, target }), policy)
    if (told === null) assert.deepEqual(form, { expected: expected[policy] })
    else assert.deepEqual('of' in form ? wordsOf(form, { source, target }) : form, told)
  })
}

test('formOf(): what holds an oid of the server or is made there is told apart as text, gtsvector not at all', () => {
  const found = ['integer', 'integer[]', 'regclass', 'public.mood', 'public.mood[]', 'public.age']
  assert.deepEqual(
    [...found, 'gtsvector'].map((type) => formOf(sampleColumn(type))),
    ['native', 'native', 'text', 'text', 'text', 'native', 'unsupported'],
  )
  assert.equal(formOf({ baseOid: 9_999, elementOid: 0 }), 'native')
  assert.equal(formOf({ baseOid: 10_000, elementOid: 0 }), 'text')
  assert.equal(formOf({ baseOid: 3644, elementOid: 3642 }), 'unsupported')
})

for (const oid of [
  24, 71, 75, 81, 83, 1033, 2202, 2203, 2204, 2205, 2206, 2249, 2287, 3734, 3769, 4089, 4096, 4191,
]) {
  test(`formOf(): the type with oid ${oid} holds oids`, () => {
    assert.equal(formOf({ baseOid: oid, elementOid: 0 }), 'text')
  })
}

test('formOf(): other built-in types hold none', () => {
  for (const baseOid of [23, 25, 70, 76, 82, 1032, 2201, 2207, 4097, 4192]) {
    assert.equal(formOf({ baseOid, elementOid: 0 }), 'native')
  }
})

const limits: readonly (readonly [string, readonly [number, number] | null])[] = [
  ['smallint', [5, 0]],
  ['integer', [10, 0]],
  ['bigint', [19, 0]],
  ['numeric', null],
  ['numeric(10,2)', [10, 2]],
  ['numeric(5,-2)', [5, -2]],
  ['numeric(1000,0)', [1000, 0]],
  ['text', null],
]

for (const [type, told] of limits) {
  test(`numericLimits() of ${type}`, () => {
    const [precision, scale] = told ?? []
    assert.deepEqual(numericLimits(sampleColumn(type)), told && { precision, scale })
  })
}

test('numericLimits() of a numeric with the least modifier', () => {
  assert.deepEqual(numericLimits({ baseOid: 1700, modifier: 4 }), { precision: 0, scale: 0 })
  assert.equal(numericLimits({ baseOid: 1700, modifier: 3 }), null)
  assert.equal(numericLimits({ baseOid: 25, modifier: 65_540 }), null)
})

test('lengthLimit() is in characters, in bits, or Infinity', () => {
  const types = ['name', 'varchar(10)', 'varchar', 'text', 'char(5)', 'bit(8)', 'bit varying']
  assert.deepEqual(
    types.map((type) => lengthLimit(sampleColumn(type))),
    [63, 10, Infinity, Infinity, 5, 8, Infinity],
  )
  assert.deepEqual(
    [3, 4].map((modifier) => lengthLimit({ baseOid: 1043, modifier })),
    [Infinity, 0],
  )
  assert.deepEqual(
    [-1, 0].map((modifier) => lengthLimit({ baseOid: 1562, modifier })),
    [Infinity, 0],
  )
})

test('isText() is true of text, varchar, char and name', () => {
  const types = ['text', 'varchar', 'bpchar', 'name', 'json', 'bytea']
  assert.deepEqual(
    types.map((type) => isText(sampleColumn(type).baseOid)),
    [true, true, true, true, false, false],
  )
})
