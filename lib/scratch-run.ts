/** Short runs of the engine for tests, against a server of the test. */
import assert from 'node:assert/strict'
import { runEngine } from './load-engine.ts'
import type { EngineOptions, EnginePlan, Measurement } from './load-engine.ts'
import { ramp } from './pacer.ts'
import type { watchLoop } from './generator-health.ts'
import type { Load } from './result.ts'
import { scratchModule } from './scratch-workload.ts'
import type { ScratchSettings } from './scratch-workload.ts'

type Given = Partial<Omit<EnginePlan, 'workload'>> & {
  readonly settings: ScratchSettings
  readonly options?: Partial<EngineOptions>
}

/** Ten users at once, for half a second, unless the test says otherwise. */
export async function shortRun({ settings, options, ...plan }: Given): Promise<Measurement> {
  const measured = await runEngine(
    {
      model: 'closed',
      ramp: ramp({ users: 10, spawnRate: 1000, runTimeMs: 500 }),
      connections: 5,
      userClasses: [],
      workers: 1,
      warmUpMs: 0,
      requestTimeoutMs: 10_000,
      stopTimeoutMs: 10_000,
      seed: 7,
      ...plan,
      workload: { module: scratchModule, settings },
    },
    { signal: AbortSignal.timeout(60_000), ...options },
  )
  assertBalanced(measured)
  return measured
}

/** The longest that this thread, in which a test has its servers, or a thread of the generator did nothing. */
export function stoodStillMs(loop: ReturnType<typeof watchLoop>, { generator }: Load): number {
  return Math.max(loop.stop().max ?? 0, generator.eventLoopDelayMs.max ?? 0)
}

/** What is true of every run, however it ended. */
export function assertBalanced({ requests, totals, failures, series, load }: Measurement): void {
  for (const row of [...requests, totals]) {
    assert.equal(row.sent, row.ok + row.failed + row.timedOut + row.interrupted, row.name)
    const answered = row.distribution.reduce((sum, [, count]) => sum + count, 0)
    assert.equal(answered, row.ok + row.timedOut, row.name)
  }
  for (const key of ['sent', 'ok', 'failed', 'timedOut', 'interrupted'] as const) {
    const sum = requests.reduce((total, row) => total + row[key], 0)
    assert.equal(totals[key], sum, key)
  }
  const failed = totals.failed + totals.timedOut
  assert.equal(
    failures.reduce((sum, { count }) => sum + count, 0),
    failed,
  )
  assert.equal(
    series.reduce((sum, { sent }) => sum + sent, 0),
    totals.sent,
  )
  assert.equal(
    series.reduce((sum, { ok }) => sum + ok, 0),
    totals.ok,
  )
  assert.equal(
    series.reduce((sum, point) => sum + point.failed, 0),
    failed,
  )
  assert.deepEqual(
    series.map(({ t }) => t),
    series.map((_, index) => index + 1),
  )
  assert.ok(series.length >= Math.ceil(load.measuredSeconds))
}
