/** Flags beside each other: defaults, the environment, what needs what, and the settings that a Result shows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseFlags } from './flags.ts'
import type { Options } from './flags.ts'

const related = {
  model: { type: 'string', value: 'M', default: 'closed', parse: String, help: 'model' },
  rate: {
    type: 'string',
    value: 'N',
    default: '5',
    defaultBeside: { flag: 'model', is: 'open', value: '700' },
    parse: Number,
    help: 'rate',
    env: 'CDC_RATE',
    excludes: ['users'],
  },
  users: { type: 'string', value: 'N', parse: Number, help: 'users', env: 'CDC_USERS' },
  apply: { type: 'boolean', help: 'apply', needs: ['users', 'rate'] },
  tag: { type: 'string', value: 'T', multiple: true, parse: String, help: 'tag' },
} as const satisfies Options

function read(args: readonly string[], environment: Record<string, string> = {}) {
  return parseFlags(related, { args, environment })
}

test('parseFlags() takes another default beside a value of another flag', () => {
  for (const [args, rate] of [
    [[], 5],
    [['--model', 'closed'], 5],
    [['--model', 'open'], 700],
    [['--model', 'open', '--rate', '6'], 6],
  ] as const) {
    const { flags, settings } = read(args)
    assert.deepEqual([flags.rate, settings['rate']], [rate, rate], args.join(' '))
  }
})

test('parseFlags() shows every flag as it was used, and a whole number as a number', () => {
  assert.deepEqual(read([]).settings, {
    model: 'closed',
    rate: 5,
    users: null,
    apply: false,
    tag: [],
  })
  const { settings } = read(['--tag', '1', '--tag=b', '--users', '10', '--apply', '--model', '7k'])
  assert.deepEqual(settings, { model: '7k', rate: 5, users: 10, apply: true, tag: ['1', 'b'] })
  for (const text of ['k7', '1.5', '1234567890123456', '']) {
    assert.equal(read([`--model=${text}`]).settings['model'], text)
  }
  assert.equal(read(['--model=123456789012345']).settings['model'], 123_456_789_012_345)
})

test('parseFlags() gives what was not written as nothing, false or an empty list', () => {
  const { flags } = read([])
  assert.deepEqual(flags, { model: 'closed', rate: 5, users: undefined, apply: false, tag: [] })
})

test('parseFlags() holds flags against each other, and not what the environment gives', () => {
  const environment = { CDC_RATE: '1', CDC_USERS: '2' }
  assert.deepEqual(read([], environment).problems, [])
  assert.deepEqual(read(['--rate', '3'], environment).problems, [])
  assert.deepEqual(read(['--rate', '3', '--users', '4']).problems, [
    'Cannot use --rate with --users: expected one of them',
  ])
})

test('parseFlags() takes a flag that needs one of several beside any of them', () => {
  assert.deepEqual(read(['--apply', '--users', '1']).problems, [])
  assert.deepEqual(read(['--apply', '--rate', '1']).problems, [])
  assert.deepEqual(read(['--apply'], { CDC_RATE: '1' }).problems, [])
  assert.deepEqual(read(['--apply']).problems, [
    'Cannot use --apply alone: expected --users or --rate beside it',
  ])
})

test('parseFlags() has no environment for a switch', () => {
  const options = { on: { type: 'boolean', help: 'on', env: 'ON' } } as unknown as Options
  assert.deepEqual(parseFlags(options, { args: [], environment: { ON: 'x' } }).flags, { on: false })
})

test('parseFlags() leaves out a flag without a value, and goes on behind it', () => {
  for (const args of [
    ['--rate', '-3', '--tag', 'x'],
    ['--rate', '--tag', 'x'],
    ['--tag', 'x', '--rate'],
  ]) {
    const { flags, problems } = read(args)
    assert.deepEqual([flags.tag, flags.rate, problems.length], [['x'], 5, 1], args.join(' '))
  }
  assert.deepEqual(read(['--rate', '-3-']).problems, [
    'Cannot use --rate: found the option-like "-3-", expected N (--rate=N)',
  ])
})

test('parseFlags() gives the words that are no flags where they are allowed', () => {
  const args = ['one', '--tag', 'x', 'two']
  const environment = {}
  const { positionals, problems } = parseFlags(related, { args, environment, positionals: true })
  assert.deepEqual([positionals, problems], [['one', 'two'], []])
  assert.deepEqual(parseFlags(related, { args: ['one'], environment: {} }).problems, [
    'Cannot use "one": expected flags only (see --help)',
  ])
})

test('parseFlags() tells a flag that is near to none, and leaves other errors alone', () => {
  assert.deepEqual(read(['--completely-else']).problems, [
    'Cannot use --completely-else: unknown flag (see --help)',
  ])
  const options = {
    broken: {
      type: 'string',
      value: 'N',
      parse: () => {
        throw new TypeError('a bug')
      },
      help: 'broken',
    },
  } as const satisfies Options
  assert.throws(
    () => parseFlags(options, { args: ['--broken', 'x'], environment: {} }),
    new TypeError('a bug'),
  )
})
