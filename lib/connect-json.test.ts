/** JSON as the worker reads it: what JSON.parse reads, and Jackson's words where it is none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ConnectError } from './connect-errors.ts'
import { readJson } from './connect-json.ts'
import type { JsonNode } from './connect-json.ts'

const at = 'Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)'

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

test('readJson() refuses what is nested too deep instead of running out of stack', () => {
  assert.throws(() => readJson('['.repeat(100_000)), /nesting depth \(501\)/)
})
