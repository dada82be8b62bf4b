/** The metrics of the live page, scraped as Prometheus does: before a run, while it goes on, and when it has ended. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { holdCounters, holdHistograms, readExposition } from './scratch-exposition.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import { startScratchUi } from './scratch-ui.ts'
import type { Hello } from './live-events.js'
import type { ReadFamily } from './scratch-exposition.ts'
import type { ScratchUi } from './scratch-ui.ts'

const plain = 'text/plain; version=0.0.4; charset=utf-8'
const open = 'application/openmetrics-text; version=1.0.0; charset=utf-8'
const asPrometheus =
  'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2'

async function scraped(ui: ScratchUi, accept: string) {
  const headers = { authorization: `Bearer ${ui.token}`, accept }
  const answer = await fetch(new URL('/api/v1/metrics', ui.origin), { headers })
  const families = readExposition(await answer.text())
  holdHistograms(families)
  return { type: answer.headers.get('content-type'), families }
}

function told(families: ReadonlyMap<string, ReadFamily>, name: string): string[] {
  const samples = families.get(`cdc_testbench_${name}`)?.samples ?? []
  return samples
    .filter(({ value }) => value === 1)
    .map(({ labels }) => Object.values(labels).join(' '))
}

function sentIn(families: ReadonlyMap<string, ReadFamily>, name: string): number {
  const samples = families.get(`cdc_testbench_${name}`)?.samples ?? []
  return samples.reduce((sum, { value }) => sum + value, 0)
}

async function until(ui: ScratchUi, wanted: (hello: Hello) => boolean): Promise<void> {
  const deadline = performance.now() + 60_000
  while (!wanted((await ui.ask('/api/v1/state')).body as Hello)) {
    assert.ok(performance.now() < deadline, 'it never came to that')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

test('a run counts up from scrape to scrape, and has no verdict before its end', async () => {
  await using worker = await scratchServer((incoming, response) => {
    answerJson(response, incoming.url === '/connectors' ? ['one'] : { version: '4.3.1' })
  })
  await using ui = await startScratchUi(['--connect', worker.url])
  assert.equal((await ui.ask('/api/v1/metrics', { headers: { authorization: '' } })).status, 401)
  const idle = await scraped(ui, '*/*')
  assert.equal(idle.type, plain)
  assert.deepEqual(told(idle.families, 'run_state'), ['idle'])
  assert.deepEqual(told(idle.families, 'run_active'), [])

  const body = {
    profile: 'light',
    users: '5',
    'spawn-rate': '100',
    'run-time': '5m',
    threshold: 'p99<60s\np95<60s\nthroughput>=0',
  }
  assert.equal((await ui.ask('/api/v1/start', { body })).status, 200)
  await until(ui, ({ result }) => (result?.points.length ?? 0) >= 1)
  const first = await scraped(ui, '')
  assert.equal(first.type, plain)
  assert.deepEqual(told(first.families, 'run_verdict'), ['load/light unknown'])
  assert.deepEqual(told(first.families, 'run_active'), [''])
  assert.ok(sentIn(first.families, 'requests_total') > 0)
  assert.equal(sentIn(first.families, 'users_now'), 5)
  await until(ui, ({ result }) => (result?.points.length ?? 0) >= 2)
  const second = await scraped(ui, '')
  holdCounters(first.families, second.families)
  assert.ok(sentIn(second.families, 'requests_total') > sentIn(first.families, 'requests_total'))
  const third = await scraped(ui, asPrometheus)
  assert.equal(third.type, open)
  assert.equal(third.families.get('cdc_testbench_requests')?.type, 'counter')

  assert.equal((await ui.ask('/api/v1/stop', { body: {} })).status, 200)
  await until(ui, ({ live }) => live.state === 'aborted')
  const last = await scraped(ui, '')
  holdCounters(second.families, last.families)
  assert.deepEqual(told(last.families, 'run_state'), ['load/light aborted'])
  const { body: report } = await ui.ask('/api/v1/report.json')
  const { totals } = report as { totals: { sent: number } }
  assert.equal(sentIn(last.families, 'requests_total'), totals.sent)
})
