/** Texts of failures in a file: all of the most frequent groups, as far as there is room, and a beginning of the others. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { withTextRoom } from './failure-room.js'
import { livePageView } from './html-live.js'
import { htmlText } from './html-text.ts'
import { pageView } from './html-view.js'
import { sampleResult } from './sample-result.ts'
import { helloOf, pageAfter } from './scratch-live-state.ts'
import type { Failure } from './result.ts'

const seen = {
  method: 'GET',
  name: '/x',
  kind: 'status',
  count: 1,
  firstAt: '',
  lastAt: '',
} as const

function group(message: string, sample?: string): Failure {
  return { ...seen, message, ...(sample === undefined ? {} : { sample }) }
}

test('withTextRoom() leaves groups as they are for which there is room', () => {
  const all = [group('job-… lost', 'job-7 lost'), group('x'.repeat(100)), group('short')]
  assert.deepEqual(withTextRoom(all, 100 + 40), all)
  assert.deepEqual(withTextRoom([], 0), [])
})

test('withTextRoom() cuts what is long, and leaves first messages out, of the groups behind them', () => {
  const [long, first] = [group('y'.repeat(61), 'z'), group('job-… lost', 'job-7 lost')]
  assert.deepEqual(withTextRoom([first, long, first], 80), [
    first,
    group(`${'y'.repeat(59)}…`),
    group('job-… lost'),
  ])
  // There is room for a message, and none for the first of them.
  assert.deepEqual(withTextRoom([first, long], 81), [first, group('y'.repeat(61))])
  assert.deepEqual(withTextRoom([group('y'.repeat(60))], 0), [group('y'.repeat(60))])
})

test('withTextRoom() counts bytes, and of a first message what is shown of it', () => {
  const [twice, long] = [group('é'.repeat(60)), group('lost', 'x'.repeat(2000))]
  assert.deepEqual(withTextRoom([twice], 60), [twice])
  assert.deepEqual(withTextRoom([twice], 59), [twice])
  assert.deepEqual(withTextRoom([long], 570), [long])
  assert.deepEqual(withTextRoom([long], 569), [group('lost')])
})

test('withTextRoom() does not cut an emoji in half', () => {
  const [cut] = withTextRoom([group(`${'x'.repeat(58)}\u{1f9e8}\u{1f9e8}`)], 0)
  assert.equal(cut?.message, `${'x'.repeat(58)}…`)
})

test('the live page has the texts of all groups: nothing limits it but what it was told', async () => {
  const base = await sampleResult('fail')
  const failures = Array.from({ length: 50 }, (_, index) =>
    group(`lost …${index} `.padEnd(150, 'again '), `lost ${index} `.padEnd(150, 'again ')),
  )
  const result = { ...base, failures }
  const model = pageAfter(null, { hello: helloOf(base) })
  const closed = { formOpen: false, utc: false, whole: false, recent: { on: false, rows: null } }
  const shown = { requests: new Set<string>(), failures: new Set<string>() }
  const page = livePageView({ ...model, ...closed, shown, result, lost: null, elapsedMs: null })
  function firstsIn(text: string): number {
    return text.split('First: ').length - 1
  }
  assert.equal(firstsIn(page.map(htmlText).join('')), 50)
  const inFile = firstsIn(pageView(result).map(htmlText).join(''))
  assert.ok(inFile > 10 && inFile < 40, `${inFile} in a file`)
})
