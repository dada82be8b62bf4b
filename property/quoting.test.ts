/** Laws of quoting, as far as they need no server: what is quoted is read back as it was, by readers that know nothing of the writer. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { cutToName, sqlNames, sqlTexts, texts } from '../lib/arbitraries.ts'
import { UsageError } from '../lib/errors.ts'
import { identifier, tableLabel } from '../lib/identifier.ts'
import {
  captures,
  exactName,
  fillPattern,
  matches,
  parseNameList,
  parseNames,
  parsePattern,
  splitOutsideQuotes,
  starsOf,
} from '../lib/name-pattern.ts'
import { arrayTypes } from '../lib/postgres-arrays.ts'
import { propertiesOf } from '../lib/property.ts'
import {
  quoteConninfo,
  quoteLineLiteral,
  quoteLineName,
  quoteLiteral,
  quoteName,
  quoteQualified,
} from '../lib/quote.ts'
import { parseMap, sourceName, targetName } from '../lib/table-map.ts'

const property = propertiesOf(import.meta.url)

const text = sqlTexts()
const name = sqlNames()
const qualified = fc.record({ schema: name, name }, { noNullPrototype: true })
const quoted = { percent: 20, is: (one: string) => /['"\\]/.test(one) }
const broken = { percent: 10, is: (one: string) => /[\n\r\v\f\u0085\u2028\u2029]/.test(one) }

const lineEnds = ['\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029']

/** What a reader of SQL takes from the text: the value of a literal under standard_conforming_strings. */
function readLiteral(sql: string): string {
  const escapes = sql.startsWith('E')
  const inner = sql.slice(escapes ? 2 : 1, -1)
  assert.match(sql, /^E?'(?:[^']|'')*'$/s, 'one literal, and nothing behind it')
  const single = inner.replaceAll("''", "'")
  if (!escapes) return single
  return single.replaceAll(/\\(?:u([0-9a-f]{4})|(.))/gs, (_, hex?: string, other?: string) =>
    hex === undefined ? (other ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

property('literal', 'a literal is one literal, and holds the text it was made of', {
  arbitrary: text,
  labels: { 'quotes or backslashes': quoted },
  holds: (one) => {
    assert.equal(readLiteral(quoteLiteral(one)), one)
    assert.ok(
      !quoteLiteral(one).startsWith("'") || !one.includes('\\'),
      'backslashes are marked as escapes',
    )
  },
})

property('line-literal', 'a literal for a file of lines holds no line break, and the same text', {
  arbitrary: text,
  labels: { 'line breaks': broken },
  holds: (one) => {
    for (const each of [one, ...lineEnds.map((end) => `${one}${end}${one}`)]) {
      const sql = quoteLineLiteral(each)
      assert.doesNotMatch(sql, /[\n\r\v\f\u0085\u2028\u2029]/)
      assert.equal(readLiteral(sql), each)
    }
  },
})

property('name', 'a quoted name is one name, and the one it was made of', {
  arbitrary: name,
  labels: { 'quotes or backslashes': { percent: 15, is: quoted.is } },
  holds: (one) => {
    const sql = quoteName(one)
    assert.match(sql, /^"(?:[^"]|"")+"$/s)
    assert.equal(sql.slice(1, -1).replaceAll('""', '"'), one)
    for (const each of [one, ...lineEnds.map((end) => `${one}${end}`)]) {
      const line = quoteLineName(each)
      assert.doesNotMatch(line, /[\n\r\v\f\u0085\u2028\u2029]/)
      assert.match(line, /^(?:U&)?"(?:[^"]|"")+"$/s)
    }
  },
})

property('nul', 'a NUL, and a name of nothing, are refused and never quoted', {
  arbitrary: fc.tuple(texts(), texts()),
  holds: ([before, behind]) => {
    const hostile = `${before}\0${behind}`
    const quoters = [quoteName, quoteLiteral, quoteLineLiteral, quoteLineName]
    for (const quote of quoters) assert.throws(() => quote(hostile), /NUL/)
    assert.throws(() => quoteConninfo({ password: hostile }), /NUL/)
    assert.throws(() => quoteQualified({ schema: hostile, name: 'x' }), /NUL/)
    assert.throws(() => quoteName(''), /at least one character/)
  },
})

property('qualified', 'a qualified name is read back as the schema and the name it was made of', {
  arbitrary: qualified,
  labels: { 'a dot within': { percent: 5, is: (one) => `${one.schema}${one.name}`.includes('.') } },
  holds: (one) => {
    for (const written of [quoteQualified(one), tableLabel(one)]) {
      assert.deepEqual(parseNames(written), [one.schema, one.name])
      assert.deepEqual(exactName(parsePattern(written)), one)
      assert.ok(matches(parsePattern(written), one))
      assert.equal(starsOf(parsePattern(written)), 0)
    }
    assert.deepEqual(parseNames(identifier(one.name)), [one.name])
  },
})

property('exact-pattern', 'a name in quotes matches that name and no other', {
  arbitrary: fc.tuple(qualified, qualified),
  holds: ([one, other]) => {
    const same = one.schema === other.schema && one.name === other.name
    assert.equal(matches(parsePattern(quoteQualified(one)), other), same)
  },
})

property('star', 'a star stands for any text: what it stood for gives the name again', {
  arbitrary: fc.tuple(qualified, fc.nat(), fc.nat(), fc.boolean()),
  holds: ([one, first, second, twice]) => {
    const characters = Array.from(one.name)
    const from = first % (characters.length + 1)
    const to = from + (second % (characters.length - from + 1))
    const [before, behind] = [characters.slice(0, from).join(''), characters.slice(to).join('')]
    const written = [
      before === '' ? '' : quoteName(before),
      twice ? '**' : '*',
      behind === '' ? '' : quoteName(behind),
    ].join('')
    const pattern = parsePattern(`${quoteName(one.schema)}.${written}`)
    assert.ok(matches(pattern, one))
    const stars = captures(pattern, one)
    assert.equal(stars?.length, starsOf(pattern))
    assert.deepEqual(fillPattern(pattern, { stars: stars ?? [], schema: '' }), one)
    assert.equal(exactName(pattern), null)
    // A name with more in front of what must stand there is another one.
    if (before !== '' && !`x${one.name}`.startsWith(before)) {
      assert.ok(!matches(pattern, { ...one, name: `x${one.name}` }))
    }
  },
})

property('name-list', 'a list of quoted names is read back as these names', {
  arbitrary: fc.array(name, { minLength: 1, maxLength: 5 }),
  labels: {
    'a comma within': { percent: 5, is: (list) => list.some((each) => each.includes(',')) },
  },
  holds: (list) => {
    assert.deepEqual(parseNameList(list.map(quoteName).join(' , ')), list)
    assert.equal(splitOutsideQuotes(list.map(quoteName).join('='), '=').length, list.length)
  },
})

property('refusals', 'any text at all is read as a name, or refused in words', {
  arbitrary: texts(),
  holds: (written) => {
    for (const parse of [parsePattern, parseNames, parseNameList, parseMap]) {
      try {
        parse(written)
      } catch (error) {
        assert.ok(error instanceof UsageError, String(error))
        assert.match(error.message, /expected/)
      }
    }
  },
})

property('map', 'a map that has the same star on both sides leads to the target and back', {
  arbitrary: fc.tuple(qualified, name, fc.constantFrom('', '_copy'), name),
  holds: ([table, schema, suffix, other]) => {
    const map = parseMap(`${quoteName(table.schema)}.*=${quoteName(schema)}.*${suffix}`)
    const there = targetName(table, [map])
    assert.deepEqual(there, { schema, name: `${table.name}${suffix}` })
    assert.deepEqual(sourceName(there, [map]), table)
    if (other !== table.schema) {
      assert.deepEqual(targetName({ schema: other, name: table.name }, [map]), {
        schema: other,
        name: table.name,
      })
    }
  },
})

property('conninfo', 'libpq reads back each keyword and value of a connection string', {
  arbitrary: fc.record({ host: text, password: text, user: text }, { noNullPrototype: true }),
  labels: { quotes: { percent: 20, is: (values) => Object.values(values).some(quoted.is) } },
  holds: (values) => {
    assert.deepEqual(readConninfo(quoteConninfo(values)), Object.entries(values))
  },
})

/** As libpq's conninfo_parse() does. */
function readConninfo(written: string): [string, string][] {
  const found: [string, string][] = []
  let at = 0
  while (at < written.length) {
    const equals = written.indexOf('=', at)
    const keyword = written.slice(at, equals).trim()
    let value = ''
    assert.equal(written[equals + 1], "'")
    at = equals + 2
    while (at < written.length && written[at] !== "'") {
      if (written[at] === '\\') at++
      value += written[at++] ?? ''
    }
    at++
    found.push([keyword, value])
  }
  return found
}

property('cut', 'what is cut to a name is the beginning of the text, and at most 63 bytes', {
  arbitrary: sqlTexts(),
  holds: (long) => {
    const cut = cutToName(long.repeat(20))
    assert.ok(Buffer.byteLength(cut) <= 63)
    assert.ok(long === '' ? cut === 'x' : long.repeat(20).startsWith(cut) || cut === 'x')
  },
})

property('array', 'a list is read back from its array as it was, element by element', {
  arbitrary: fc.oneof(
    fc.record({ type: fc.constant('texts'), list: fc.array(fc.option(text), { maxLength: 6 }) }),
    fc.record({ type: fc.constant('numbers'), list: fc.array(fc.option(fc.integer())) }),
  ),
  labels: { 'a NULL': { percent: 10, is: ({ list }) => list.includes(null) } },
  holds: ({ type, list }) => {
    const { parse, serialize } = arrayTypes[type] ?? {}
    assert.deepEqual(parse?.(serialize?.(list)), list)
    assert.deepEqual(arrayTypes['booleans']?.parse('{t,NULL,f}'), [true, null, false])
  },
})
