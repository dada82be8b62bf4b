/** The flags of earlier runs: which take a file, and which mean something beside another only. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { baselineOptions } from './baseline-options.ts'
import { parseFlags } from './flags.ts'

function read(...args: readonly string[]) {
  return parseFlags(baselineOptions, { args, environment: {} })
}

test('baselineOptions read files, and switches beside --baseline', () => {
  const all = read('--save-baseline', 'a', '--baseline', 'b', '--baseline-required', '--no-rerun')
  assert.deepEqual(all.problems, [])
  assert.deepEqual(Object.values(all.flags), ['a', 'b', true, true])
  assert.deepEqual(read().problems, [])
})

test('baselineOptions refuse a switch without --baseline, and a file without a name', () => {
  for (const flag of ['--baseline-required', '--no-rerun']) {
    assert.match(read(flag).problems.join(), new RegExp(`${flag}.*--baseline`))
  }
  for (const flag of ['--save-baseline', '--baseline']) {
    assert.match(read(flag, '').problems.join(), new RegExp(`${flag}.*a file`))
  }
})
