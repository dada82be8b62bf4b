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
