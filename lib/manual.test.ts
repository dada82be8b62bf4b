/** The manual shows the doc comment and every flag of both tables. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { commonOptions } from './common-options.ts'
import * as values from './flag-values.ts'
import { docComment, manual } from './manual.ts'

test('docComment() takes the stars away and keeps the shape', () => {
  assert.equal(
    docComment('/**\n * One.\n *\n *   indented\n */\nrest /** no */'),
    'One.\n\n  indented',
  )
})

test('manual() names each flag with its value, default and variable, in lines of 100 at most', () => {
  const own = {
    users: {
      type: 'string',
      value: 'N',
      default: '7',
      parse: values.count(),
      help: 'word '.repeat(60).trim(),
    },
    'a-flag-with-a-rather-long-name': { type: 'boolean', help: 'yes' },
  } as const
  const text = manual('/** Doc. */', { own, common: commonOptions })
  for (const name of [...Object.keys(own), ...Object.keys(commonOptions)])
    assert.ok(text.includes(`--${name}`), name)
  assert.match(text, /\(7\)/)
  assert.match(text, /CDC_SOURCE_URL/)
  assert.ok(
    text.split('\n').every((line) => line.length <= 100),
    text,
  )
})

test('docComment() takes away one star and one blank of a line, and is empty where there is no comment', () => {
  assert.equal(docComment('x()'), '')
  assert.equal(docComment('/**\n\t * 2 * 3\n *  * item\n*last\n */'), '2 * 3\n * item\nlast')
})

test('manual() is the comment, the flags of both tables, and the exit codes', () => {
  const common = { help: { type: 'boolean', help: 'this manual' } } as const
  const parse = String
  const own = {
    n: { type: 'string', value: 'N', parse, help: 'a number' },
    rate: {
      type: 'string',
      value: 'N',
      parse,
      default: '7',
      defaultBeside: { flag: 'workload', is: 'mine', value: '9' },
      env: 'CDC_RATE',
      help: 'a rate',
    },
  } as const
  const codes = `Exit codes:
  0 all checks pass   1 a check failed   2 usage   3 no verdict   4 a bug in the tool
  130, 143 stopped by SIGINT, SIGTERM or because the parent is gone
`
  assert.equal(
    manual('/** Doc. */ code', { own, common }),
    `Doc.

Flags:
  --n N     a number
  --rate N  a rate (7, 9 with --workload mine, CDC_RATE)

Flags of every script:
  --help  this manual

${codes}`,
  )
  assert.equal(
    manual('/** Doc. */', { own: {}, common }),
    `Doc.\n\nFlags of every script:\n  --help  this manual\n\n${codes}`,
  )
})

test('manual() breaks lines at 100 characters, and puts what is long to the left on a line of its own', () => {
  const common = {
    short: { type: 'boolean', help: `${'x'.repeat(35)} ${'y'.repeat(34)} z` },
    'twenty-four-characters-x': { type: 'boolean', help: `${'x'.repeat(35)} ${'y'.repeat(35)} z` },
    'twenty-five-characters-xy': { type: 'boolean', help: `one ${'w'.repeat(80)} two` },
  } as const
  const column = ' '.repeat(30)
  const [, flags = ''] = manual('/** Doc. */', { own: {}, common }).split('script:\n')
  assert.equal(
    flags.split('\n\n')[0],
    [
      `  --short${' '.repeat(21)}${'x'.repeat(35)} ${'y'.repeat(34)}`,
      `${column}z`,
      `  --twenty-four-characters-x  ${'x'.repeat(35)}`,
      `${column}${'y'.repeat(35)} z`,
      '  --twenty-five-characters-xy',
      `${column}one`,
      `${column}${'w'.repeat(80)}`,
      `${column}two`,
    ].join('\n'),
  )
})
