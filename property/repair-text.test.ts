/** Laws of the statements of a repair as text: names and values are within their quotes, and change nothing outside of them. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { sqlNames, sqlTexts } from '../lib/arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { quoteLineName } from '../lib/quote.ts'
import { referencedQuery, sequenceSql, statementOf } from '../lib/repair-statement.ts'
import type { Operation, Reference, RepairTable } from '../lib/repair-statement.ts'
import type { RepairColumn } from '../lib/repair-literal.ts'

const property = propertiesOf(import.meta.url)

/** How the names and values of a statement are called: the same statement is made of plain ones and of any. */
type Called = { readonly name: (at: number) => string; readonly value: (at: number) => string }

const plain: Called = { name: (at) => `n${at}`, value: (at) => `v${at}` }
const columnCount = 4

function columnsOf({ name }: Called, exact: readonly boolean[]): Record<string, RepairColumn> {
  const fixed = { type: 'text', cast: 'text', typeName: 'text', lengthMax: null }
  const flags = { notNull: false, generated: false, identityAlways: false }
  return Object.fromEntries(
    exact.map((isExact, at) => [name(at), { name: name(at), exact: isExact, ...fixed, ...flags }]),
  )
}

/** Column by column: in the key, in what was seen, in what is set; null is the value NULL. */
const part = fc.record(
  {
    inKey: fc.boolean(),
    seen: fc.constantFrom('no', 'value', 'null'),
    set: fc.constantFrom('no', 'value', 'null'),
  },
  { noNullPrototype: true },
)
const plans = fc.record(
  {
    kind: fc.constantFrom('insert', 'update', 'delete', 'add', 'remove'),
    parts: fc.array(part, { minLength: columnCount, maxLength: columnCount }),
    exact: fc.array(fc.boolean(), { minLength: columnCount, maxLength: columnCount }),
    only: fc.boolean(),
    references: fc.array(fc.record({ self: fc.boolean(), cascades: fc.boolean() }), {
      maxLength: 2,
    }),
    copies: fc.record({ before: fc.nat(5), after: fc.nat(5) }, { noNullPrototype: true }),
  },
  { noNullPrototype: true },
)
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never

function tableOf({ exact, only, references }: Plan, called: Called): RepairTable {
  return {
    label: 'rows',
    sql: quoteLineName(called.name(4)),
    only,
    columns: columnsOf(called, exact),
    references: references.map(({ self, cascades }): Reference => ({
      child: quoteLineName(called.name(5)),
      childColumns: [called.name(2), called.name(3)],
      parentColumns: [called.name(0), called.name(1)],
      self,
      cascades,
    })),
  }
}

function operationOf({ kind, parts, copies }: Plan, { name, value }: Called): Operation {
  function valuesOf(of: 'seen' | 'set'): Record<string, string | null> {
    const offset = of === 'seen' ? 4 : 8
    return Object.fromEntries(
      parts.flatMap((each, at) =>
        each[of] === 'no' ? [] : [[name(at), each[of] === 'null' ? null : value(at + offset)]],
      ),
    )
  }
  const key = parts.flatMap(({ inKey }, at) => (inKey ? [[name(at), value(at)] as const] : []))
  const isCopies = kind === 'add' || kind === 'remove'
  return {
    kind,
    table: 0,
    key: isCopies ? null : Object.fromEntries(key),
    seen: valuesOf('seen'),
    set: valuesOf('set'),
    copies: isCopies ? copies : null,
    pieces: [],
  }
}

const quoted = /(?:U&)?"(?:[^"]|"")*"|E'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'/g

/** What a server reads of one quoted name or text: https://www.postgresql.org/docs/current/sql-syntax-lexical.html */
function readOf(token: string): string {
  const isEscaped = /^(?:E'|U&")/.test(token)
  const [end = ''] = token.slice(-1)
  const inside = token.slice(token.indexOf(end) + 1, -1).replaceAll(end + end, end)
  if (!isEscaped) return inside
  return inside.replaceAll(/\\(?:u?([\da-f]{4})|([^]))/g, (_, hex?: string, own?: string) =>
    hex === undefined ? (own ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

function readings(sql: string): { readonly outside: string; readonly inside: readonly string[] } {
  return {
    outside: sql.replaceAll(quoted, (token) => (token.endsWith('"') ? '"' : "'")),
    inside: [...sql.matchAll(quoted)].map(([token]) => readOf(token)),
  }
}

function sameButForQuotes(made: (called: Called) => string, own: Called): void {
  const sql = made(own)
  assert.doesNotMatch(sql, /[\n\r\v\f\u0085\u2028\u2029]/, 'it is one line')
  const [usual, found] = [readings(made(plain)), readings(sql)]
  assert.equal(found.outside, usual.outside)
  const called = new Map(
    Array.from({ length: 12 }, (_, at) => at).flatMap((at): [string, string][] => [
      [plain.name(at), own.name(at)],
      [plain.value(at), own.value(at)],
    ]),
  )
  assert.deepEqual(
    found.inside,
    usual.inside.map((text) => called.get(text) ?? text),
  )
}

/** No whole numbers, which a record would put first. Those with the end of a line are quoted as no others are. */
const names = fc.uniqueArray(
  fc.oneof(
    { weight: 5, arbitrary: sqlNames().filter((name) => !/^\d+$/.test(name)) },
    { weight: 1, arbitrary: fc.constantFrom('a\nb', '\u2028', '\\\r"', "\v'") },
  ),
  { minLength: 6, maxLength: 6 },
)
const values = fc.array(
  sqlTexts({ maxPieces: 3 }).filter((text) => text !== ''),
  { minLength: 3, maxLength: 3 },
)

function calledBy(someNames: readonly string[], texts: readonly string[]): Called {
  return {
    name: (at) => someNames[at % someNames.length] ?? '',
    value: (at) => `${texts[at % texts.length]}${at}`,
  }
}

property(
  'repair-text',
  'whatever the names and values are, a statement of a repair is one line, the same outside its quotes, and has them inside, in their places',
  {
    arbitrary: fc.tuple(plans, names, values),
    labels: {
      'a name with a quote': {
        percent: 20,
        is: ([, list]) => list.some((one) => /["']/.test(one)),
      },
      'a text with a line end': {
        percent: 5,
        is: ([, , list]) => list.some((one) => /[\n\v\u2028]/.test(one)),
      },
      'a reference': { percent: 20, is: ([{ references }]) => references.length > 0 },
    },
    holds: ([plan, someNames, texts]) => {
      const own = calledBy(someNames, texts)
      for (const made of [statementOf, referencedQuery]) {
        sameButForQuotes((called) => made(tableOf(plan, called), operationOf(plan, called)), own)
      }
    },
  },
)

property(
  'sequence-text',
  'a sequence stands in its statement as a name and as the text of that name, whatever it is called',
  {
    arbitrary: names,
    labels: {
      'a name with a line end': {
        percent: 20,
        is: (list) => list.slice(0, 2).some((one) => /[\n\r\v\u2028]/.test(one)),
      },
    },
    holds: ([schema = '', name = '', column = '', table = '']) => {
      const sql = sequenceSql(quoteLineName(table), { schema, name, column })
      assert.doesNotMatch(sql, /[\n\r\v\f\u0085\u2028\u2029]/, 'it is one line')
      const { inside } = readings(sql)
      const [text = '', ...others] = inside
      assert.deepEqual(others, [column, table, schema, name])
      // The text is itself read as two names: with their quotes, and without escapes.
      const [, ...both] = /^"((?:[^"]|"")*)"\."((?:[^"]|"")*)"$/.exec(text) ?? []
      assert.deepEqual(
        both.map((each) => each.replaceAll('""', '"')),
        [schema, name],
      )
    },
  },
)
