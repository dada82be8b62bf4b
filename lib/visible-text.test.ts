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
  ['what lies about 0x100', '\u00ff\u00ad\u0100\u0600', String.raw`ÿ\xadĀ\u{600}`],
  ['a line separator', 'a\u2028b\u2029', String.raw`a\u{2028}b\u{2029}`],
  [
    'fillers that print nothing',
    '\u115f\u1160\u3164\uffa0',
    String.raw`\u{115f}\u{1160}\u{3164}\u{ffa0}`,
  ],
  ['what is no character', '\ufffe\uffff', String.raw`\u{fffe}\u{ffff}`],
  ['a tag beyond 0xffff', '\u{e0041}', String.raw`\u{e0041}`],
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

test('visibleText() cuts at 300 and visibleLines() at 10,000 characters, where nothing else is said', () => {
  for (const [shown, longest] of [
    [visibleText, 300],
    [visibleLines, 10_000],
  ] as const) {
    const text = 'x'.repeat(longest)
    assert.equal(shown(text), text)
    assert.equal(shown(`${text}y`), `${text}… (${longest + 1} characters)`)
  }
})

test('visibleText() drops half an emoji only at the cut', () => {
  assert.equal(visibleText('\ud800xy', 2), String.raw`\u{d800}x… (3 characters)`)
  assert.equal(visibleLines('\t\n', 1), '\t… (2 characters)')
})
