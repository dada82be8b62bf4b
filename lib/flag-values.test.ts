/** Values of flags: which texts each kind takes, what it makes of them, and what it says of the others. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UsageError } from './errors.ts'
import * as values from './flag-values.ts'

type Kind = {
  readonly parse: (text: string) => unknown
  readonly taken: readonly (readonly [text: string, value: unknown])[]
  readonly refused: readonly string[]
  readonly expected: string | RegExp
}

/** Which is itself. */
function itself(...texts: readonly string[]): (readonly [string, string])[] {
  return texts.map((text) => [text, text] as const)
}

const kinds: Readonly<Record<string, Kind>> = {
  'count()': {
    parse: values.count(),
    taken: [
      ['1', 1],
      ['010', 10],
      ['1000000', 1_000_000],
    ],
    refused: ['0', '1000001', '', ' 1', '1 ', '-1', '+1', '1e3', '1.0', 'x1', '1x'],
    expected: 'expected an integer from 1 to 1000000',
  },
  'count() with bounds': {
    parse: values.count({ min: 0, max: 65_535 }),
    taken: [
      ['0', 0],
      ['65535', 65_535],
    ],
    refused: ['65536'],
    expected: 'expected an integer from 0 to 65535',
  },
  'seed()': {
    parse: values.seed(),
    taken: [
      ['0', 0],
      ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ],
    refused: ['9007199254740992', '00000000000000001', '-1'],
    expected: 'expected an integer from 0 to 9007199254740991',
  },
  'rate()': {
    parse: values.rate(),
    taken: [
      ['0.001', 0.001],
      ['1', 1],
      ['12.50', 12.5],
    ],
    refused: ['0', '0.0', '', '.5', '5.', '1e3', '-1', '1/s', 'x1', '1'.repeat(400), 'Infinity'],
    expected: 'expected a number above 0, for a second',
  },
  'duration()': {
    parse: values.duration(),
    taken: [
      ['1ms', 1],
      ['0.5ms', 0.5],
      ['24d', 2_073_600_000],
    ],
    refused: ['0', '0s', '0ms', '25d', '24d1ms', '5', '', 'x'],
    expected: 'expected a duration above 0 to 24d such as 500ms, 30s or 1m30s',
  },
  'duration() that may be 0': {
    parse: values.duration({ zero: true }),
    taken: [
      ['0', 0],
      ['0s', 0],
      ['500ms', 500],
      ['30s', 30_000],
    ],
    refused: ['5', '00', '24d1ms', '', '-1s'],
    expected: 'expected a duration from 0 to 24d such as 500ms, 30s or 1m30s',
  },
  'sizes()': {
    parse: values.sizes(),
    taken: [
      ['1', [1]],
      ['2', [2]],
      ['1k, 50K ,2m', [1000, 50_000, 2_000_000]],
      ['1000m', [1_000_000_000]],
      ['1000000000', [1_000_000_000]],
    ],
    refused: ['0', '', '1,', '1kk', 'x1', '1001m', '1000000001', '00000000001'],
    expected: /^".*" is none, expected rows from 1 to 1000m such as 1k,50k,2m$/,
  },
  'oneOf()': {
    parse: values.oneOf(['one', 'two']),
    taken: itself('one', 'two'),
    refused: ['', 'on', 'One', 'one '],
    expected: 'expected one or two',
  },
  'nonEmpty()': {
    parse: values.nonEmpty('a file'),
    taken: itself('x', ' x ', '-'),
    refused: ['', '   '],
    expected: 'it is empty, expected a file',
  },
  'postgresUrl()': {
    parse: values.postgresUrl(),
    taken: itself('postgres://h/d', 'postgresql://user:word@h:5432/d?sslmode=require'),
    refused: ['', 'h', 'xpostgres://h/d', 'postgresx://h/d', 'postgres:///d', 'http://h/d'],
    expected: 'expected postgres://user:password@host:port/database',
  },
  'httpUrls()': {
    parse: values.httpUrls(),
    taken: [
      ['http://one:8083', ['http://one:8083']],
      ['https://one/connect', ['https://one/connect']],
      ['http://one:1// , http://two:2/a//b/', ['http://one:1', 'http://two:2/a//b']],
    ],
    refused: [
      '',
      'one:8083',
      'http://one,',
      'http://one,two',
      'xhttp://one',
      'httpx://one',
      'http://one?a=b',
      'http://one#a',
      'http://one?a=b#c',
    ],
    expected: 'expected http://host:port, with commas between several workers',
  },
  'brokers()': {
    parse: values.brokers(),
    taken: [
      ['one:9092', ['one:9092']],
      ['one:1, two:65535', ['one:1', 'two:65535']],
    ],
    refused: [
      '',
      'one',
      'one:',
      ':9092',
      'one:9092,two',
      'http://one:9092',
      'one:9092x',
      'one:100000',
    ],
    expected: 'expected host:port, with commas between several brokers',
  },
  'header()': {
    parse: values.header(),
    taken: [
      ['A:b', ['A', 'b']],
      ["X-Api!#$%&'*+.^_`|~1: \t b c: d", ["X-Api!#$%&'*+.^_`|~1", 'b c: d']],
      ['Empty:', ['Empty', '']],
      ['Tab: a\tb !~\u00e9', ['Tab', 'a\tb !~\u00e9']],
    ],
    refused: [
      '',
      'A',
      ':b',
      'A b: c',
      '(A: c',
      'A: b\nB: c',
      'A: b\u0001',
      'A: b\u001f',
      'A: b\u007f',
      'A: b\n',
    ],
    expected: "expected 'Name: value'",
  },
}

for (const [name, { parse, taken, refused, expected }] of Object.entries(kinds)) {
  for (const [text, value] of taken) {
    test(`${name} takes ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parse(text), value)
    })
  }
  for (const text of refused) {
    test(`${name} refuses ${JSON.stringify(text).slice(0, 40)}`, () => {
      assert.throws(
        () => parse(text),
        (error) => {
          assert.ok(error instanceof UsageError)
          if (typeof expected === 'string') assert.equal(error.message, expected)
          else assert.match(error.message, expected)
          return true
        },
      )
    })
  }
}
