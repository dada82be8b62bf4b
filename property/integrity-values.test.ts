/** Laws of values on their way out: rows in reports, and secrets that must not leave. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { secrets, texts } from '../lib/arbitraries.ts'
import { fromJson, toJson } from '../lib/json-value.ts'
import { propertiesOf } from '../lib/property.ts'
import { redactListed, redactTables } from '../lib/redact-rows.ts'
import { forgetSecrets, keepSecret, redact, redactDeep } from '../lib/redact.ts'
import { renderJson } from '../lib/report-json.ts'
import { plantedTexts, resultWith } from '../lib/result-arbitraries.ts'
import { csvHeader, csvLines, jsonLine } from '../lib/row-lines.ts'
import { parseCsv, valueOfCell } from '../lib/sample-csv.ts'
import type { ListedDifference, Value } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)

const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 5, arbitrary: texts() },
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\\N',
      '\\\\N',
      '\\C 1',
      '\\R x',
      '\\',
      '-0',
      'NaN',
      '0001-01-01 BC',
      '{NULL,"NULL"}',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      { cut: texts(), length: fc.constant(1001), sha256: fc.constant('ab') },
      { noNullPrototype: true },
    ),
  },
)
const columns = fc.uniqueArray(fc.constantFrom('id', 'v', 'a,b', 'say "x"', 'naïve'), {
  minLength: 1,
  maxLength: 4,
})

const difference: fc.Arbitrary<ListedDifference> = fc
  .tuple(
    columns,
    fc.constantFrom('missing' as const, 'extra' as const, 'changed' as const),
    fc.array(value, { minLength: 8, maxLength: 8 }),
    texts({ maxPieces: 3 }),
  )
  .map(([names, kind, list, key]) => {
    const source = Object.fromEntries(names.map((name, index) => [name, list[index] ?? null]))
    const target = Object.fromEntries(names.map((name, index) => [name, list[index + 4] ?? null]))
    return {
      table: 'public.x',
      targetTable: 'public.x',
      kind,
      key: { id: key },
      copies: 1,
      columns: kind === 'changed' ? names : [],
      source: kind === 'extra' ? null : source,
      target: kind === 'missing' ? null : target,
    }
  })
const marks = {
  percent: 10,
  is: ({ source }: ListedDifference) =>
    Object.values(source ?? {}).some((each) => typeof each === 'string' && /^\\+[NCR]/.test(each)),
}

property(
  'json-lines',
  'a row that differs is one line of JSON, and is read back without a changed bit',
  {
    arbitrary: difference,
    labels: { 'like a mark': marks },
    holds: (row) => {
      const line = jsonLine(row)
      assert.doesNotMatch(line.slice(0, -1), /[\n\r\u0085\u2028\u2029]/)
      assert.ok(line.endsWith('\n'))
      assert.deepEqual(JSON.parse(line), row)
    },
  },
)

property(
  'csv-lines',
  'a row that differs is read back from CSV without a changed bit: NULL, cut values, and texts that look like them',
  {
    arbitrary: difference,
    labels: { 'like a mark': marks },
    holds: (row) => {
      const rows = parseCsv(csvHeader + csvLines(row)).slice(1)
      const names =
        row.columns.length > 0 ? row.columns : Object.keys(row.source ?? row.target ?? {})
      assert.deepEqual(
        rows.map(([, , column]) => column),
        names,
      )
      for (const [, key = '', column = '', status, source = '', target = ''] of rows) {
        assert.deepEqual([JSON.parse(key), status], [row.key, row.kind])
        if (row.source !== null) assert.deepEqual(valueOfCell(source), row.source[column])
        if (row.target !== null) assert.deepEqual(valueOfCell(target), row.target[column])
      }
    },
  },
)

const anything = fc.anything({
  maxDepth: 3,
  withBigInt: true,
  // Those below: node:assert takes two invalid dates for different ones.
  withDate: false,
  withTypedArray: false,
  withNullPrototype: false,
  withUnicodeString: true,
  values: [
    fc.string(),
    fc.double(),
    fc.bigInt(),
    fc.boolean(),
    fc.constant(undefined),
    fc.constant(null),
    fc.constant(-0),
    fc.uint8Array({ maxLength: 4 }),
    fc.date({ noInvalidDate: true }),
  ],
  key: fc
    .oneof(fc.string({ maxLength: 5 }), fc.constantFrom('$number', '$$x', '$'))
    .filter((key) => key !== '__proto__'),
})

property(
  'kept-values',
  'a generated value that is kept as JSON is read back the same: −0, NaN, bigints, bytes and dates too',
  {
    arbitrary: anything,
    holds: (one) => {
      assert.deepStrictEqual(fromJson(JSON.parse(JSON.stringify(toJson(one)))), one)
    },
  },
)

property('secrets', 'no secret that was noted survives in any text, in whatever form it comes', {
  arbitrary: fc.tuple(secrets(), texts(), texts()),
  holds: ([secret, before, behind]) => {
    keepSecret(secret)
    const forms = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret),
      `postgres://me:${encodeURIComponent(secret)}@db/x`,
    ]
    for (const form of forms) {
      const told = redact(`${before} ${form} ${behind}`)
      assert.ok(!told.includes(secret) && !told.includes(encodeURIComponent(secret)))
      assert.equal(redact(told), told)
    }
  },
})

property(
  'secrets-in-results',
  'no secret that was noted survives in a Result, nor in its rows, in whatever place it stands',
  {
    arbitrary: fc.tuple(plantedTexts, secrets()),
    share: 0.5,
    holds: async ([planted, secret]) => {
      // Each text is searched for all secrets of the process, which would be those of all examples.
      forgetSecrets()
      keepSecret(secret)
      const { tables, ...rest } = await resultWith(planted, secret)
      const told = renderJson({
        ...redactDeep(rest),
        ...(tables === undefined ? {} : { tables: redactTables(tables) }),
      })
      assert.ok(!told.includes(JSON.stringify(secret).slice(1, -1)), told.slice(0, 500))
    },
  },
)

property(
  'secrets-in-rows',
  'a row without a secret is handed on as it is, and one with it is no value any more',
  {
    arbitrary: fc.tuple(difference, secrets(), fc.boolean()),
    labels: { 'a secret': { percent: 30, is: ([, , planted]) => planted } },
    holds: ([row, secret, planted]) => {
      forgetSecrets()
      keepSecret(secret)
      if (!planted) {
        assert.equal(JSON.stringify(redactListed(row)).includes(secret), false)
        return
      }
      const told = redactListed({ ...row, source: { ...row.source, v: `a ${secret} b` } })
      assert.ok(!jsonLine(told).includes(JSON.stringify(secret).slice(1, -1)))
      assert.ok(!csvLines(told).replaceAll('""', '"').includes(secret))
    },
  },
)
