/** A run that goes on beside earlier ones, as the page has it: the change so far in its rows, and no word that judges. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { besideEarlier, earlierSection } from './html-earlier.js'
import { liveRequestSection } from './html-live-requests.js'
import { textOf } from './html-tree.js'
import { sectionsOf } from './html-view.js'
import { sampleResult } from './sample-result.ts'
import { running } from './scratch-live-state.ts'
import { noTrends } from './trend-data.js'
import { tagged } from './tree-parts.ts'
import type { EarlierRow, EarlierRuns } from './live-state.ts'
import type { Mark, RequestStatistics, Result } from './result.ts'

const earlier: EarlierRuns = {
  verdict: null,
  runs: 12,
  runsMin: 10,
  since: '2026-01-15T10:00:00.000Z',
  differs: [],
  metrics: [{ metric: 'p95', unit: 'ms', median: 10, visible: 1 }],
}

let result: Result
let requests: readonly RequestStatistics[]
before(async () => {
  result = await sampleResult('pass')
  requests = result.requests ?? []
})

/** Half of what each endpoint has now, of which a tenth can be seen. */
function halves(): readonly EarlierRow[] {
  return requests.map(({ responseTimeMs: { p50, p95, p99 }, failureRate }) =>
    [2, 20].flatMap((part) => [p50, p95, p99, failureRate].map((each) => (each ?? 0) / part)),
  )
}

function marked(kind: Mark['kind']): Result {
  return { ...result, marks: [{ t: 1, kind, text: 'something' }] }
}

const sentences: readonly (readonly [Partial<EarlierRuns>, readonly string[]])[] = [
  [
    {},
    [
      '12 earlier runs since 2026-01-15',
      'Nothing is judged before the end. The small numbers in the rows below are the change so far.',
    ],
  ],
  [
    { verdict: 'too few runs', runs: 9 },
    [
      'too few runs: 9 earlier runs since 2026-01-15, expected 10',
      'Fewer than 10 judge nothing, at the end neither. The small numbers in the rows below are the change so far.',
    ],
  ],
  [
    { verdict: 'too few runs', runs: 0, since: null },
    [
      'too few runs: 0 earlier runs, expected 10',
      'Fewer than 10 judge nothing, at the end neither.',
    ],
  ],
  [
    { verdict: 'not comparable', runs: 0, since: null, differs: ['--users 10 → 11'] },
    [
      'not comparable: no earlier run of this load; --users 10 → 11',
      'This run will not be judged beside it.',
    ],
  ],
]

for (const [given, lines] of sentences) {
  test(`earlierSection() says ${lines[0]}`, () => {
    const [section] = earlierSection(result, { earlier: { ...earlier, ...given }, before: [] })
    assert.deepEqual(section === undefined ? [] : tagged(section, 'p').map(textOf), lines)
  })
}

test('earlierSection() where no baseline was named there is none', () => {
  assert.deepEqual(earlierSection(result, { earlier: null, before: [] }), [])
})

test('a run that was changed or stopped is held against nothing, and says so; a note changes nothing', () => {
  for (const kind of ['change', 'stop'] as const) {
    const known = { earlier, before: halves() }
    assert.equal(besideEarlier(marked(kind), known), null, kind)
    assert.equal(
      earlierSection(marked(kind), known).map(textOf).join(''),
      'BaselineThis run is no longer as it was ordered: it will not be held against the baseline.',
    )
  }
  assert.notEqual(besideEarlier(marked('note'), { earlier, before: halves() }), null)
})

const recent = { ok: 5, failed: 0, seconds: 10, p50: 1, p95: 2, p99: 3 }

/** The hint above the table, and what stands below the P50 of each row, that of the sum first. */
function shown(
  given: Partial<Parameters<typeof liveRequestSection>[1]> = {},
): readonly [hint: string, changes: readonly string[]] {
  const now = {
    recent: { on: false, rows: null },
    whole: false,
    shown: new Set<string>(),
    live: { ...running, recent },
    trends: noTrends,
    shares: [],
    earlier,
    before: halves(),
    ...given,
  }
  const sections = liveRequestSection(result, now)
  const rows = sections.flatMap((each) => tagged(each, 'tr')).slice(1)
  const [hint = ''] = sections
    .flatMap((each) => tagged(each, 'span'))
    .filter(({ attributes }) => attributes['class'] === 'hint')
    .map(textOf)
  return [
    hint,
    rows.map((row) =>
      tagged(row, 'td')
        .flatMap(({ children }) =>
          children
            .slice(1)
            .map(textOf)
            .filter((line) => line !== ''),
        )
        .join(' '),
    ),
  ]
}

test('each row has its change so far below its numbers, and the smallest that can be seen', () => {
  const [hint, [total, ...changes]] = shown()
  assert.match(
    hint,
    /; below them the change so far beside the baseline, ± the smallest that can be seen\.$/,
  )
  assert.match(total ?? '', /^[+−][\d,.]+ % ±10\.0 %$/)
  assert.equal(changes.length, requests.length)
  for (const each of changes)
    assert.match(each, /^(?:\+[\d.]+ points ±[\d.]+ points )?(?:\+100 % ±10\.0 % ?){3}$/)
})

test('an endpoint that no earlier run has is shown beside nothing', () => {
  const [, [, ...changes]] = shown({ before: [] })
  assert.deepEqual(
    changes,
    requests.map(() => ''),
  )
})

test('the last seconds, a run that has ended and one without a baseline have no change so far', () => {
  const none = [{ earlier: null }, { live: { ...running, recent: null } }]
  for (const given of [...none, { recent: { on: true, rows: [] } }]) {
    const [hint, changes] = shown(given)
    assert.doesNotMatch(hint, /change/)
    assert.equal(changes.join(''), '')
  }
})

test('what was judged at the end takes the place of what was known before', async () => {
  const judged = await sampleResult('regressed')
  const how = { earlier: { earlier, before: [] } }
  const [going, over] = [true, false].map((each) =>
    sectionsOf(judged, { ...how, going: each })
      .filter(({ attributes }) => attributes['id'] === 'baseline')
      .map(textOf)
      .join(''),
  )
  assert.match(going ?? '', /Nothing is judged before the end/)
  assert.match(over ?? '', /regressed: /)
  assert.doesNotMatch(over ?? '', /before the end/)
})
