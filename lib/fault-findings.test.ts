/** Each fault is a check; the score is of those that damage and were run. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { faultFindings, storyOf } from './fault-findings.ts'
import {
  faultCheckName,
  faultLines,
  faultRows,
  faultWord,
  kindColumns,
  kindRows,
  scoreSentence,
  verdictOfFault,
} from './fault-rows.js'
import { differs, toldMissing } from './fault.ts'
import { sampleResult } from './sample-result.ts'
import type { JudgedFault } from './fault-findings.ts'
import type { FaultJudgement } from './fault-judge.ts'
import type { Fault } from './fault.ts'

const fault: Fault = {
  id: 'X1',
  kind: 'loss',
  name: 'rows are lost',
  cause: 'a test',
  injection: { both: '\n  SELECT 1;\n  SELECT 2 ', target: ['DELETE\n FROM t', 'VACUUM t'] },
  told: differs('public.t', toldMissing('public.t', { id: 1 }, 3)),
}

const judgement: FaultJudgement = {
  verdict: 'detected',
  exact: true,
  rowsDamaged: 3,
  rowsReported: 3,
  untold: [],
  unexpected: [],
}

function judged(change: Partial<FaultJudgement>, more: Partial<Fault> = {}): JudgedFault {
  return {
    fault: { ...fault, ...more },
    judgement: { ...judgement, ...change },
    durationMs: 5,
    failure: null,
  }
}

const all = [
  judged({}),
  judged(
    { exact: false, rowsReported: 4, unexpected: ['public.u: is different', 'more'] },
    { id: 'X2' },
  ),
  judged(
    { verdict: 'missed', exact: false, rowsReported: 0, untold: ['public.t: is different'] },
    { id: 'X3' },
  ),
  judged({ verdict: 'clean', rowsReported: 0 }, { id: 'B1', kind: 'benign', told: [] }),
  judged({ verdict: 'false-alarm', exact: false }, { id: 'B2', kind: 'benign', told: [] }),
  { fault: { ...fault, id: 'X4' }, judgement: null, durationMs: 0, failure: null },
  { ...judged({ verdict: 'not-run', exact: false }, { id: 'X5' }), failure: 'syntax error' },
]

test('faultFindings() makes a check of each: only what was told exactly passes', () => {
  const { checks } = faultFindings(all)
  assert.deepEqual(checks, [
    { name: 'X1 rows are lost', verdict: 'pass' },
    {
      name: 'X2 rows are lost',
      verdict: 'fail',
      message: 'inexact; told: public.u: is different (and 1 more)',
    },
    {
      name: 'X3 rows are lost',
      verdict: 'fail',
      message: 'missed; not told: public.t: is different',
    },
    { name: 'B1 rows are lost', verdict: 'pass' },
    { name: 'B2 rows are lost', verdict: 'fail', message: 'false alarm' },
    { name: 'X4 rows are lost', verdict: 'unknown', message: 'stopped before it was run' },
    { name: 'X5 rows are lost', verdict: 'unknown', message: 'syntax error' },
  ])
})

test('faultFindings() scores what damages and was run, and counts the rest beside', () => {
  assert.deepEqual(faultFindings(all).faultScore, {
    score: 66.7,
    exactPercent: 33.3,
    detected: 2,
    missed: 1,
    inexact: 1,
    clean: 1,
    falseAlarms: 1,
    notRun: 2,
  })
  const exact = judged({}, { id: 'X6' })
  assert.equal(faultFindings([...all, exact]).faultScore?.inexact, 1)
  const none = faultFindings([all[3] ?? assert.fail()]).faultScore
  assert.deepEqual([none?.score, none?.exactPercent], [null, null])
})

test('faultFindings() tells the rows that were damaged also where it was not run, and the story only of one', () => {
  const { faults = [] } = faultFindings(all)
  assert.deepEqual(
    faults.map(({ rowsDamaged, rowsReported }) => [rowsDamaged, rowsReported]),
    [
      [3, 3],
      [3, 4],
      [3, 0],
      [0, 0],
      [0, 3],
      [3, 0],
      [3, 3],
    ],
  )
  const [unrun] = faults.filter(({ id }) => id === 'X4')
  assert.deepEqual([unrun?.exact, unrun?.untold, unrun?.unexpected], [false, [], []])
  assert.ok(faults.every((each) => each.story === undefined))
  assert.deepEqual(faultFindings(all.slice(0, 1), { alone: true }).faults?.[0]?.story, {
    injected: ['both: SELECT 1; SELECT 2', 'target: DELETE FROM t', 'target: VACUUM t'],
    expected: ['public.t: is different', "public.t: id='1' is not in the target ×3"],
  })
})

test('storyOf() tells every step of a pipeline in its order', () => {
  const injection = {
    databases: { target: 'ENCODING LATIN1' },
    pipeline: {
      publication: 'FOR ALL TABLES',
      steps: [
        'applied',
        { on: 'source', sql: 'SELECT\n 1' },
        { on: 'target', until: 'SELECT\n true' },
      ],
    },
    source: 'SELECT\n 3',
  } as const
  assert.deepEqual(storyOf({ ...fault, injection }).injected, [
    'target: CREATE DATABASE … ENCODING LATIN1',
    'source: CREATE PUBLICATION … FOR ALL TABLES',
    'target: CREATE SUBSCRIPTION … WITH (copy_data = false)',
    'until the target has applied all that the source has',
    'source: SELECT 1',
    'until at the target: SELECT true',
    'source: SELECT 3',
  ])
})

test('the words of a fault: what is wrong first, each kind counted, one sentence for all', async () => {
  const result = await sampleResult('faults')
  const rows = faultRows(result)
  assert.deepEqual(
    rows.map(({ id }) => id),
    ['C7', 'O1', 'B-dates', 'B-live', 'L1', 'B-nothing'],
  )
  assert.deepEqual(rows.map(faultWord), [
    'missed',
    'inexact',
    'false alarm',
    'not run',
    'detected',
    'clean',
  ])
  assert.deepEqual(rows.map(verdictOfFault), ['fail', 'fail', 'fail', 'unknown', 'pass', 'pass'])
  assert.deepEqual(kindRows(result), [
    ['loss', '1', '1', '1', '0', '0', '0', '0', '3', '3'],
    ['corruption', '1', '0', '0', '1', '0', '0', '0', '1', '0'],
    ['duplication', '1', '1', '0', '0', '0', '0', '0', '2', '1'],
    ['benign', '3', '0', '0', '0', '1', '1', '1', '0', '1'],
    ['all', '6', '2', '1', '1', '1', '1', '1', '6', '5'],
  ])
  const { faultScore } = result
  if (faultScore === undefined) assert.fail('the sample has a score')
  assert.equal(
    scoreSentence(faultScore),
    'Score 66.7 %: 2 of 3 faults detected, 1 of them exactly; 1 of 2 benign ones raised no alarm; 1 not run',
  )
  assert.equal(
    scoreSentence({ ...faultScore, score: null, detected: 0, missed: 0, notRun: 0 }),
    'Score: 1 of 2 benign ones raised no alarm',
  )
  assert.equal(
    scoreSentence({
      ...faultScore,
      score: 99.9,
      detected: 2000,
      missed: 1500,
      inexact: 1,
      clean: 1001,
      falseAlarms: 2001,
      notRun: 4000,
    }),
    'Score 99.9 %: 2,000 of 3,500 faults detected, 1,999 of them exactly; 1,001 of 3,002 benign ones raised no alarm; 4,000 not run',
  )
  assert.equal(
    scoreSentence({ ...faultScore, clean: 0, falseAlarms: 0, notRun: 0 }),
    'Score 66.7 %: 2 of 3 faults detected, 1 of them exactly',
  )
  assert.match(scoreSentence({ ...faultScore, clean: 1, falseAlarms: 0 }), /1 of 1 benign/)
  assert.deepEqual(rows.map(faultLines), [
    [
      'not told: public.typed: is different',
      "not told: public.typed: id='1001' changed: bigint '9007199254740993' → '9007199254740992'",
    ],
    [
      "not told: public.clicks: page='/1' is not in the source ×2",
      "told: public.clicks: page='/1' is not in the source",
    ],
    [
      'told: public.typed: is different',
      "told: public.typed: id='1' changed: date '2025-06-30' → '30.06.2025'",
    ],
    ['not run: relation "accounts" does not exist'],
    [],
    [],
  ])
  assert.deepEqual([faultRows({}), kindRows({})], [[], []])
  assert.deepEqual(
    kindColumns.join(),
    'Kind,Faults,Detected,Exactly,Missed,Clean,Alarms,Not run,Rows damaged,Rows told',
  )
  const [first = assert.fail('the sample has faults')] = rows
  assert.deepEqual(
    kindRows({ faults: [{ ...first, kind: 'order' }] }).map(([kind]) => kind),
    ['order', 'all'],
  )
  assert.deepEqual(
    result.checks.map(({ name }) => name),
    (result.faults ?? []).map(faultCheckName),
  )
})
