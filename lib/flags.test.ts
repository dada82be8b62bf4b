/** Every fault of a command line is found, all at once, and each names its flag and what was expected. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import * as values from './flag-values.ts'
import { parseFlags } from './flags.ts'
import type { Options } from './flags.ts'

const options = {
  users: {
    type: 'string',
    value: 'N',
    default: '10',
    parse: values.count(),
    help: 'users',
    excludes: ['rate'],
  },
  rate: { type: 'string', value: 'N', parse: values.rate(), help: 'rate' },
  slots: {
    type: 'string',
    value: 'N',
    default: '5',
    parse: values.count(),
    help: 'slots',
    needs: ['rate'],
  },
  source: {
    type: 'string',
    value: 'URL',
    env: 'CDC_SOURCE_URL',
    parse: values.postgresUrl(),
    help: 'source',
  },
  sizes: { type: 'string', value: 'S', parse: values.sizes(), help: 'rows' },
  header: { type: 'string', value: 'H', multiple: true, parse: values.header(), help: 'header' },
  json: { type: 'boolean', help: 'json' },
} as const satisfies Options

function parse(line: string, environment: Record<string, string> = {}) {
  return parseFlags(options, { args: line === '' ? [] : line.split(' '), environment })
}

test('parseFlags() gives typed values, defaults and origins', () => {
  const { flags, origins, settings, problems } = parse('--users 3 --json --header a:b --header=c:d')
  assert.deepEqual(problems, [])
  assert.deepEqual(flags, {
    users: 3,
    rate: undefined,
    slots: 5,
    source: undefined,
    sizes: undefined,
    header: [
      ['a', 'b'],
      ['c', 'd'],
    ],
    json: true,
  })
  assert.deepEqual(origins, { users: 'flag', json: 'flag', header: 'flag' })
  assert.deepEqual(settings['users'], 3)
  assert.deepEqual(settings['rate'], null)
})

test('parseFlags() reads sizes with and without a unit', () => {
  assert.deepEqual(parse('--sizes 7,1k,2m').flags.sizes, [7, 1000, 2_000_000])
})

test('parseFlags() takes the environment behind a flag and before a default', () => {
  const environment = { CDC_SOURCE_URL: 'postgres://h/env' }
  assert.equal(parse('', environment).flags.source, 'postgres://h/env')
  assert.equal(parse('', environment).origins['source'], 'environment')
  assert.equal(parse('--source postgres://h/flag', environment).flags.source, 'postgres://h/flag')
})

const faults: [string, string, RegExp[]][] = [
  ['an unknown flag', '--user 3', [/--user: unknown flag, expected --users perhaps/]],
  [
    'a word behind an unknown flag that has its value',
    '--nope=3 extra --none x',
    [/--nope: unknown flag/, /--none: unknown flag/, /"extra": expected flags only/],
  ],
  ['two neighbours swapped', '--jsno', [/--jsno: unknown flag, expected --json perhaps/]],
  ['a short flag', '-u', [/-u: expected long flags only/]],
  ['a stray word', 'hello', [/"hello": expected flags only/]],
  ['no value at the end', '--users', [/--users: found nothing, expected N/]],
  ['a flag for a value', '--users --json', [/--users: found the option-like "--json", expected N/]],
  ['a negative value', '--users -3', [/--users: found the option-like "-3", expected N/]],
  ['a value out of range', '--users=0', [/--users "0": expected an integer from 1 to 1000000/]],
  ['a value too large', '--users 1000001', [/expected an integer from 1/]],
  ['a fraction', '--users 1.5', [/expected an integer/]],
  ['hexadecimal', '--users 0x10', [/expected an integer/]],
  ['an empty value', '--users=', [/--users "": expected an integer/]],
  ['an infinite rate', '--rate Infinity', [/--rate "Infinity": expected a number above 0/]],
  ['a value for a switch', '--json=yes', [/--json="yes": expected no value/]],
  ['a flag twice', '--users 1 --users 2', [/--users twice: expected it once/]],
  ['a switch twice', '--json --json', [/--json twice/]],
  [
    'two that exclude each other',
    '--users 1 --rate 2',
    [/--users with --rate: expected one of them/],
  ],
  ['one that needs another', '--slots 3', [/--slots alone: expected --rate beside it/]],
  ['a size that is none', '--sizes 1k,2g', [/--sizes "1k,2g": "2g" is none, expected rows/]],
  ['a size of no rows', '--sizes 0', [/--sizes "0": "0" is none/]],
  ['a size beyond a billion', '--sizes 1001m', [/--sizes "1001m"/]],
  ['a header without a colon', '--header nonsense', [/expected 'Name: value'/]],
  [
    'several at once',
    '--users x --slots y -z',
    [/-z/, /--users "x"/, /--slots "y"/, /--slots alone/],
  ],
]

for (const [story, line, expected] of faults) {
  test(`parseFlags() tells ${story}`, () => {
    const { problems } = parse(line)
    for (const pattern of expected) {
      assert.equal(
        problems.filter((problem) => pattern.test(problem)).length,
        1,
        problems.join('\n'),
      )
    }
    assert.equal(problems.length, expected.length, problems.join('\n'))
  })
}

test('parseFlags() tells an empty variable: it is more often a mistake than a wish', () => {
  assert.match(parse('', { CDC_SOURCE_URL: '' }).problems.join(), /CDC_SOURCE_URL: it is empty/)
})

test('parseFlags() names the variable whose value is wrong', () => {
  assert.match(
    parse('', { CDC_SOURCE_URL: 'mysql://h' }).problems.join(),
    /CDC_SOURCE_URL "mysql:\/\/h": expected postgres/,
  )
})
