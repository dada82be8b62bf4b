/** Patches of mutants are what `git apply` takes, wherever in the file they stand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { patchOf, smallDiff } from './mutant-patch.ts'

const source = ['one', 'two', 'three', 'four(4)', 'five', 'six', 'seven', 'eight', ''].join('\n')

function change(original: string, replacement: string) {
  const from = source.indexOf(original)
  return { file: 'lib/numbers.ts', from, to: from + original.length, replacement }
}

test('patchOf() has three lines around, and counts them', () => {
  assert.equal(
    patchOf(change('(4)', '(5)'), source),
    [
      '--- a/lib/numbers.ts',
      '+++ b/lib/numbers.ts',
      '@@ -1,7 +1,7 @@',
      ' one',
      ' two',
      ' three',
      '-four(4)',
      '+four(5)',
      ' five',
      ' six',
      ' seven',
      '',
    ].join('\n'),
  )
})

test('patchOf() at the first line and at the last has what there is around', () => {
  assert.match(patchOf(change('one', '1'), source), /\n@@ -1,4 \+1,4 @@\n-one\n\+1\n two\n/)
  assert.match(
    patchOf(change('eight', '8'), source),
    /\n@@ -5,4 \+5,4 @@\n five\n six\n seven\n-eight\n\+8\n$/,
  )
})

test('patchOf() of several lines that become one', () => {
  assert.match(
    patchOf(change('three\nfour(4)\nfive', '{}'), source),
    /\n@@ -1,8 \+1,6 @@\n one\n two\n-three\n-four\(4\)\n-five\n\+\{\}\n six\n seven\n eight\n$/,
  )
})

test('patchOf() of one line that becomes two', () => {
  assert.match(patchOf(change('five', 'f\ng'), source), /\n@@ -2,7 \+2,8 @@\n/)
})

test('a file without a newline at its end is shown to its end', () => {
  assert.deepEqual(smallDiff({ file: 'x', from: 2, to: 3, replacement: 'd' }, 'a\nb'), [
    '- b',
    '+ d',
  ])
})

test('smallDiff() shows what changes, and of a long text its first lines and its last', () => {
  assert.deepEqual(smallDiff(change('(4)', '(5)'), source), ['- four(4)', '+ four(5)'])
  assert.deepEqual(smallDiff(change('two\nthree\nfour(4)\nfive\nsix\nseven', '{}'), source), [
    '- two',
    '- three',
    '- four(4)',
    '- five',
    '- six',
    '- seven',
    '+ {}',
  ])
  assert.deepEqual(smallDiff(change('one\ntwo\nthree\nfour(4)\nfive\nsix\nseven', '{}'), source), [
    '- one',
    '- two',
    '- three',
    '- four(4)',
    '- …',
    '- seven',
    '+ {}',
  ])
})
