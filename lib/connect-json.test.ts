/** JSON as the worker reads it: what JSON.parse reads, and Jackson's words where it is none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ConnectError } from './connect-errors.ts'
import { jacksonError, readJson } from './connect-json.ts'
import type { JsonNode } from './connect-json.ts'

const at = 'Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)'

const wanted = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

function valueOf(node: JsonNode | null): unknown {
  if (node === null || node.kind === 'null') return null
  if (node.kind === 'object') {
    return Object.fromEntries(node.entries.map(([key, value]) => [key, valueOf(value)]))
  }
  if (node.kind === 'array') return node.items.map(valueOf)
  return node.kind === 'string' ? node.text : (JSON.parse(node.text) as unknown)
}

const documents = [
  '{}',
  '[]',
  ' {"a" : [1, -2.5e3, true,false , null, "x\\u0041\\n\\"{[,:]}"] ,"b":{"c":{}}}\n',
  '"text"',
  '0',
  '[[[]],{"":""}]',
  '{"ключ":"é😀"}',
]

for (const text of documents) {
  test(`readJson() reads ${JSON.stringify(text)} as JSON.parse does`, () => {
    assert.deepEqual(valueOf(readJson(text)), JSON.parse(text))
  })
}

test('readJson() keeps the text of a number', () => {
  assert.deepEqual(readJson('1.50'), { kind: 'number', text: '1.50', at: 0, end: 4 })
})

test('readJson() finds nothing in an empty text', () => {
  assert.equal(readJson(' \n'), null)
})

const faults: readonly (readonly [text: string, message: string])[] = [
  [
    '{"name":',
    `Unexpected end-of-input within/between Object entries\n at [${at}; line: 1, column: 9]`,
  ],
  [
    '{"a":1',
    `Unexpected end-of-input: expected close marker for Object (start marker at [${at}; line: 1, column: 1])\n at [${at}; line: 1, column: 7]`,
  ],
  [
    '[1,\n[',
    `Unexpected end-of-input: expected close marker for Array (start marker at [${at}; line: 2, column: 1])\n at [${at}; line: 2, column: 2]`,
  ],
  [
    '{"a":1,}',
    `Unexpected character ('}' (code 125)): was expecting double-quote to start field name\n at [${at}; line: 1, column: 8]`,
  ],
  [
    '{"a" 1}',
    `Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value\n at [${at}; line: 1, column: 6]`,
  ],
  [
    '{"é":1 "b":2}',
    `Unexpected character ('"' (code 34)): was expecting comma to separate Object entries\n at [${at}; line: 1, column: 9]`,
  ],
  [
    '[1 2]',
    `Unexpected character ('2' (code 50)): was expecting comma to separate Array entries\n at [${at}; line: 1, column: 4]`,
  ],
  [
    '[,]',
    `Unexpected character (',' (code 44)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [${at}; line: 1, column: 2]`,
  ],
  [
    '"abc',
    `Unexpected end-of-input: was expecting closing quote for a string value\n at [${at}; line: 1, column: 5]`,
  ],
]

for (const [text, message] of faults) {
  test(`readJson() refuses ${JSON.stringify(text)} in Jackson's words`, () => {
    assert.throws(() => readJson(text), new ConnectError(500, message))
  })
}

const scalars = ['1.5e+10', '-0.25E-3', '10e05', 'true', 'false', 'null', '"1"']

for (const text of scalars) {
  test(`readJson() reads ${text} up to its end, and nothing behind it`, () => {
    const kind = /^[-0-9]/.test(text) ? 'number' : text.startsWith('"') ? 'string' : 'boolean'
    const node = { kind, text: text.replaceAll('"', ''), at: 1, end: 1 + text.length }
    const expected = text === 'null' ? { kind: 'null', at: 1, end: 5 } : node
    assert.deepEqual(readJson(` ${text} x`), expected)
  })
}

const problems: readonly (readonly [text: string, problem: string, column: number])[] = [
  ['not', `Unrecognized token 'not': was expecting ${wanted}`, 1],
  ['[tru]', `Unrecognized token 'tru': was expecting ${wanted}`, 2],
  ['x'.repeat(280), `Unrecognized token '${'x'.repeat(256)}': was expecting ${wanted}`, 1],
  ['-', `Unexpected character ('-' (code 45)): expected a valid value ${wanted}`, 1],
  ['.a', `Unexpected character ('.' (code 46)): expected a valid value ${wanted}`, 1],
  ['[1,]', `Unexpected character (']' (code 93)): expected a valid value ${wanted}`, 4],
  ['[😀]', `Unexpected character ('😀' (code 128512)): expected a valid value ${wanted}`, 2],
  ['["\\x"]', 'Unrecognized character escape in a string value', 2],
  ['["a\tb"]', control(9), 2],
  ['["\u0001\u0002"]', control(1), 2],
  ['\n"a b\\q"', 'Unrecognized character escape in a string value', 1],
  ['"abc\\', 'Unexpected end-of-input: was expecting closing quote for a string value', 6],
  ['{"a":1}'.slice(0, 4), 'Unexpected end-of-input within/between Object entries', 5],
]

function control(code: number): string {
  return `Illegal unquoted character ((CTRL-CHAR, code ${code})): has to be escaped using backslash to be included in string value`
}

for (const [text, problem, column] of problems) {
  test(`readJson() says of ${JSON.stringify(text.slice(0, 20))} what is wrong, and where`, () => {
    const line = text.split('\n').length
    const message = `${problem}\n at [${at}; line: ${line}, column: ${column}]`
    assert.throws(() => readJson(text), new ConnectError(500, message))
  })
}

test('jacksonError() names the field that was read, where there is one', () => {
  const place = { text: '{}', at: 1 }
  const where = `no\n at [${at}; line: 1, column: 2]`
  assert.equal(jacksonError('no', place).message, where)
  const chained = jacksonError('no', { ...place, chain: 'Request["config"]' })
  assert.equal(chained.message, `${where} (through reference chain: Request["config"])`)
})

test('readJson() goes as deep as the worker, and no deeper', () => {
  const deep = '['.repeat(500) + ']'.repeat(500)
  assert.equal(readJson(deep)?.end, 1000)
  const message = /nesting depth \(501\) exceeds the maximum allowed \(500, .*column: 502\]$/s
  assert.throws(() => readJson(`[${deep}]`.replace('[]', '[1]')), message)
})

test('readJson() refuses what is nested too deep instead of running out of stack', () => {
  assert.throws(() => readJson('['.repeat(100_000)), /nesting depth \(501\)/)
})
