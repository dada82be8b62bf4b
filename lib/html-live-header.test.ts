/** The head of the live page: the numbers of the last seconds while a run goes on, and those of the report after its end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { headerView } from './html-header.js'
import { liveHeader } from './html-live-header.js'
import { textOf } from './html-tree.js'
import { running } from './scratch-live-state.ts'
import { sampleResult } from './sample-result.ts'
import { noTrends } from './trend-data.js'
import type { LivePage } from './html-live.js'
import type { Live } from './live-state.ts'
import type { Result } from './result.ts'
import type { Element, Tree } from './html-tree.js'

const recent = { ok: 90, failed: 10, seconds: 10, p50: 1, p95: 20, p99: 30 }

function pageOf(live: Partial<Live>, result: Result | null, elapsedMs: number | null): LivePage {
  return {
    live: { ...running, ...live },
    result,
    log: [],
    heat: [],
    pulse: [],
    states: [],
    trends: noTrends,
    shares: [],
    earlier: null,
    before: [],
    recent: { on: false, rows: null },
    lost: null,
    elapsedMs,
    formOpen: false,
    utc: false,
    whole: false,
    shown: { requests: new Set(), failures: new Set() },
  }
}

/** Name and value of each number in the head. */
function tilesIn(header: Element): readonly (readonly string[])[] {
  const list = header.children.find(
    (each) => isElement(each) && each.attributes['class'] === 'tiles',
  )
  return list === undefined || !isElement(list)
    ? []
    : list.children.map((each) => (isElement(each) ? each.children.map(textOf) : []))
}

function isElement(tree: Tree): tree is Element {
  return typeof tree !== 'string'
}

const endings = [
  ['done', 'pass'],
  ['failed', 'fail'],
  ['invalid', 'invalid'],
  ['aborted', 'interrupted'],
] as const

for (const [state, sample] of endings) {
  test(`liveHeader() of a run that is ${state} has the numbers of the report of it`, async () => {
    const result = await sampleResult(sample)
    const header = liveHeader(pageOf({ state, wanted: null }, result, null))
    const names = tilesIn(header).map(([name]) => name)
    assert.deepEqual(names, [
      'Time',
      'Checks',
      'Requests',
      'Requests/s',
      'Failures',
      'p95',
      'p99',
      'Users',
    ])
    assert.deepEqual(tilesIn(header), tilesIn(headerView(result)))
    assert.equal(header.attributes['class']?.endsWith(' invalid'), state === 'invalid')
  })
}

test('liveHeader() of a run that goes on says how much of its time has passed and is left', async () => {
  const result = await sampleResult('pass')
  const live = { recent, wanted: 4, runTimeMs: 180_000 }
  const going = tilesIn(liveHeader(pageOf(live, result, 12_900)))
  assert.deepEqual(going, [
    ['Time, 2:48 left', '0:12 / 3:00'],
    ['Users now / wanted', '10 / 4'],
    ['Requests/s', '10.0/s'],
    ['Failures', '10.0 %'],
    ['p95', '20.0 ms'],
    ['p99', '30.0 ms'],
    ['Checks', `${result.checks.length} / ${result.checks.length}`],
  ])
  // What is left of the run time is no time that a run will take that was told to stop.
  const draining = tilesIn(liveHeader(pageOf({ ...live, state: 'stopping' }, result, 12_900)))
  assert.deepEqual(draining[0], ['Time', '0:12 / 3:00'])
})

test('liveHeader() of a run that starts has no numbers yet', () => {
  assert.deepEqual(
    tilesIn(liveHeader(pageOf({ state: 'starting', startedAtMs: null }, null, null))),
    [],
  )
})
