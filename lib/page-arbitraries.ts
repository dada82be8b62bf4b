/** States of the live page with generated texts and numbers, for laws of how it is drawn. */
import * as fc from 'fast-check'

import { texts } from './arbitraries.ts'
import { loadResults } from './live-arbitraries.ts'
import { noTrends } from './trend-data.js'
import type { LivePage } from './html-live.js'
import { liveStates } from './live-state.ts'
import type { EarlierRuns, Live, LogLevel } from './live-state.ts'

const counts = fc.nat(5000)
/** States of a run, as a page hears of them. */
export const lives: fc.Arbitrary<Live> = fc.record(
  {
    state: fc.constantFrom(...liveStates),
    runId: fc.constant('one'),
    script: fc.option(fc.oneof(fc.constant('load/spike'), texts())),
    target: texts(),
    model: fc.constantFrom('closed' as const, 'open' as const),
    nowMs: fc.constant(5000),
    startedAtMs: fc.option(fc.constant(0)),
    runTimeMs: fc.nat(9_000_000),
    warmUpMs: fc.constant(0),
    stopByMs: fc.option(fc.nat(20_000)),
    wanted: fc.option(counts),
    recent: fc.option(
      fc.record(
        {
          ok: counts,
          failed: counts,
          seconds: fc.nat(10),
          p50: fc.constant(1),
          p95: fc.option(counts),
          p99: fc.option(counts),
        },
        { noNullPrototype: true },
      ),
    ),
    inFlight: counts,
    usersMax: counts,
    doing: texts({ maxPieces: 2 }),
  },
  { noNullPrototype: true },
)

const levels = fc.constantFrom<LogLevel>('info', 'warning', 'error')

const earlierRuns: fc.Arbitrary<EarlierRuns> = fc.record(
  {
    verdict: fc.constantFrom('too few runs' as const, 'not comparable' as const, null),
    runs: fc.nat(20),
    runsMin: fc.constant(10),
    since: fc.option(texts()),
    differs: fc.array(texts(), { maxLength: 2 }),
    metrics: fc.constant([{ metric: 'p95', unit: 'ms', median: 5, visible: 1 } as const]),
  },
  { noNullPrototype: true },
)

/** All that a page knows, with texts of others in every place. */
export const pages: fc.Arbitrary<LivePage> = fc
  .record({
    live: lives,
    result: fc.option(loadResults),
    log: fc.array(fc.tuple(fc.constant('2026-01-15T09:30:00.000Z'), texts(), levels), {
      maxLength: 4,
    }),
    lost: fc.option(
      fc.record({ sinceMs: fc.nat(200_000), numbersOf: fc.constant('9:30'), why: texts() }),
    ),
    elapsedMs: fc.option(fc.nat(9_000_000)),
    formOpen: fc.boolean(),
    utc: fc.boolean(),
    whole: fc.boolean(),
    earlier: fc.option(earlierRuns),
    before: fc.array(fc.option(fc.constant([1, 2, null, 0])), { maxLength: 4 }),
  })
  .map((page) => ({
    ...page,
    heat: [],
    pulse: [],
    states: [],
    trends: noTrends,
    shares: [],
    recent: { on: false, rows: null },
    shown: { requests: new Set<string>(), failures: new Set<string>() },
  }))
