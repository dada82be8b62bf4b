/** Nothing from outside can hide in a report or move a cursor. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { visibleLines, visibleText } from './visible-text.js'

const texts: readonly (readonly [story: string, text: string, visible: string])[] = [
  ['an escape sequence', 'a\u001b[31mb', String.raw`a\x1b[31mb`],
  ['a change of direction', '\u202egpj.exe', String.raw`\u{202e}gpj.exe`],
  ['NUL and line break', 'a\0b\nc', String.raw`a\x00b\x0ac`],
  ['a C1 control', 'a\u009b31mb', String.raw`a\x9b31mb`],
  ['half an emoji', 'a\ud800b', String.raw`a\u{d800}b`],
  ['a zero-width space', 'a\u200bb', String.raw`a\u{200b}b`],
  ['letters, ideograms and emoji as they are', 'naïve 表 👩‍🚀', 'naïve 表 👩‍🚀'],
]

for (const [story, text, visible] of texts) {
  test(`visibleText() shows ${story}`, () => {
    assert.equal(visibleText(text), visible)
  })
}

test('visibleText() cuts a long text, says how long it was, and halves no emoji', () => {
  assert.equal(visibleText('x'.repeat(10_240), 5), 'xxxxx… (10240 characters)')
  assert.equal(visibleText(`xxxx${'🎉'.repeat(3)}`, 5), 'xxxx… (10 characters)')
})

test('visibleLines() keeps line breaks and tabs, and nothing else', () => {
  assert.equal(
    visibleLines('a\n\tb\r\u001b'),
    String.raw`a
	b\x0d\x1b`,
  )
})
