/** The command that repeats a run says what it does not repeat, in every format that a person reads. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { commandNote } from './command-words.js'
import { commandSection } from './html-details.js'
import { textOf } from './html-tree.js'
import { renderMarkdown } from './report-markdown.ts'
import { renderTable } from './report-table.ts'
import { sampleResult } from './sample-result.ts'
import type { Mark, Result } from './result.ts'

const result = await sampleResult('pass')
const note =
  'The load was changed in mid-run: this command repeats the run as it was started, without the change.'

/** As a reader sees it; a terminal and Markdown may hide characters and break lines. */
function toldIn(told: Result): readonly string[] {
  return [
    commandSection(told).map(textOf).join(''),
    renderMarkdown(told),
    renderTable(told, { color: false, width: 200 }),
  ]
}

function marked(kind: Mark['kind']): Result {
  return { ...result, marks: [{ t: 1, kind, text: 'to 5 users' }] }
}

test('commandNote() tells of a run whose load was changed that its command does not change it', () => {
  assert.equal(commandNote(marked('change')), note)
  for (const text of toldIn(marked('change'))) assert.ok(text.includes(note), text)
})

test('commandNote() has nothing to tell of a run that was only noted on or stopped', () => {
  for (const each of [result, marked('note'), marked('stop')]) {
    assert.equal(commandNote(each), '')
    for (const text of toldIn(each)) assert.ok(!text.includes('mid-run'), text)
  }
})
