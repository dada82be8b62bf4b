/** The watch on a pipeline, on the embedded stack. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { watchPipeline } from './pipeline-watch.ts'
import { connectPostgres } from './postgres.ts'
import { startEmbeddedStack } from './stack.ts'
import { until } from './wait.ts'

async function countOf(countsUrl: string): Promise<number> {
  const answer = await fetch(new URL('/counts', countsUrl))
  return ((await answer.json()) as { total: number }).total
}

test(
  'watchPipeline() tells how far the slot is behind, states as they change, and what it asked',
  { timeout: 120_000 },
  async () => {
    const { signal } = new AbortController()
    await using stack = await startEmbeddedStack({ signal, progress: () => {} })
    const before = await countOf(stack.counts)
    const connect = { urls: [stack.connect], headers: {}, insecure: false }
    const place = { source: stack.source, connect, connectors: ['shop-source'] }
    const watch = watchPipeline(place)
    const waiting = { deadlineMs: 30_000, everyMs: 50 }
    await until(() => watch.latest().states['shop-source'] === 'RUNNING', {
      what: 'a state',
      ...waiting,
    })
    assert.deepEqual(Object.keys(watch.latest().states), ['shop-source'])
    await until(() => watch.latest().behindBytes !== null, { what: 'a position', ...waiting })
    const paused = await fetch(new URL('/connectors/shop-source/pause', stack.connect), {
      method: 'PUT',
    })
    assert.equal(paused.status, 202)
    await until(() => watch.latest().states['shop-source'] === 'PAUSED', {
      what: 'the pause',
      ...waiting,
    })
    const asked = await watch.stop()
    assert.equal(await countOf(stack.counts), before + 1 + asked)
    await using sql = await connectPostgres(stack.source, { max: 1 })
    await until(
      async () => {
        const left = await sql`
          SELECT 1 FROM pg_stat_activity WHERE application_name = 'cdc-testbench watch'`
        return left.length === 0
      },
      { what: 'no connection of it left', ...waiting },
    )
  },
)

test('watchPipeline() of what cannot be reached knows nothing, and ends', async () => {
  const nowhere = 'http://127.0.0.1:9'
  const watch = watchPipeline({
    source: 'postgres://nobody@127.0.0.1:9/none',
    connect: { urls: [nowhere], headers: {}, insecure: false },
    connectors: ['one'],
  })
  assert.equal(await watch.stop(), 0)
  assert.deepEqual(watch.latest(), {
    behindMs: null,
    behindBytes: null,
    retainedBytes: null,
    states: {},
  })
})
