/** The change beside the baseline while a run goes on, on the live page in a real Chromium. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import type { Page } from 'playwright-core'

import { fingerprintOf } from './baseline-fingerprint.ts'
import { appendRun, emptyBaseline } from './baseline-runs.ts'
import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import { isState, isUsable } from './scratch-ui-page.ts'
import { startScratchUi } from './scratch-ui.ts'
import type { Baseline, BaselineRun } from './baseline-runs.ts'
import type { Result } from './result.ts'

const load = '--users 2 --spawn-rate 100 --threshold p99<60s --run-time 10m'.split(' ')
/** Of the workload: each of them is asked for in the first seconds. */
const endpoints = 5

/** So many runs of the same load, in which an answer took an hour and one in ten was wrong. */
function earlierRuns({ settings, environment, requests = [] }: Result, count: number): Baseline {
  const slow = { p50: 3_600_000, p95: 3_600_000, p99: 3_600_000 }
  const run: BaselineRun = {
    startedAt: '2026-01-15T09:30:00.000Z',
    fingerprint: fingerprintOf({ settings, environment }),
    totals: { 'achieved-rate': 1, 'failure-rate': 0.1, ...slow },
    endpoints: requests.map(({ method, name }) => ({ method, name, failureRate: 0.1, ...slow })),
    line: { bucketSeconds: 1, points: [] },
  }
  return Array.from({ length: count }, () => run).reduce(appendRun, emptyBaseline)
}

async function start(page: Page): Promise<void> {
  await page.locator('#start').click()
  await isState(page, /RUNNING/)
  await page
    .locator('#request-rows tr')
    .nth(endpoints - 1)
    .waitFor()
}

async function stopAndOpenForm(page: Page): Promise<void> {
  await page.locator('#do-stop').click()
  await isState(page, /STOPPED/)
  await page.locator('#do-new').click()
}

/** What stands below the numbers of a column, that of the sum first. */
async function below(page: Page, column: number): Promise<string[]> {
  const cells = await page.locator(`.requests tbody td:nth-child(${column})`).allInnerTexts()
  return cells.flatMap((each) => each.split('\n').slice(1))
}

test(
  'the change so far stands below the numbers while the run goes on, and nothing is judged before its end',
  { skip: missing('chromium', hasChromium), timeout: 120_000 },
  async () => {
    await using worker = await scratchServer((incoming, response) => {
      answerJson(response, incoming.url === '/connectors' ? ['one'] : { version: '4.3.1' })
    })
    const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-ui-'))
    try {
      const file = join(folder, 'baseline.json')
      await writeFile(file, JSON.stringify(emptyBaseline))
      await using ui = await startScratchUi(['--connect', worker.url, ...load, '--baseline', file])
      await using chromium = await openChromium()
      await using opened = await openAddress(chromium.browser, ui.address)
      const { page, faults } = opened
      const section = page.locator('#baseline')
      await isState(page, /IDLE/)
      await start(page)
      await section.getByText('too few runs: 0 earlier runs, expected 10').waitFor()
      assert.equal(await page.locator('.requests td', { hasText: '±' }).count(), 0)
      await stopAndOpenForm(page)
      const { body } = await ui.ask('/api/v1/report.json')
      const first = body as Result

      await writeFile(file, JSON.stringify(earlierRuns(first, 1)))
      await start(page)
      await section.getByText('too few runs: 1 earlier run since 2026-01-15, expected 10').waitFor()
      await page.locator('#request-rows td', { hasText: '±' }).first().waitFor()
      await stopAndOpenForm(page)

      await writeFile(file, JSON.stringify(earlierRuns(first, 12)))
      await start(page)
      await section.getByText('12 earlier runs since 2026-01-15').waitFor()
      await section.getByText('Nothing is judged before the end.').waitFor()
      await page.locator('.hint', { hasText: 'the change so far beside the baseline' }).waitFor()
      // A page that comes later is told the same.
      await page.reload()
      await page
        .locator('#request-rows tr', { hasText: '±' })
        .nth(endpoints - 1)
        .waitFor()
      const rows = Array.from({ length: 1 + endpoints })
      const times = rows.flatMap(() => ['−100 %', '±5.00 %'])
      assert.deepEqual(await below(page, 6), times)
      const failed = rows.flatMap(() => ['−10.0 points', '±0.100 points'])
      assert.deepEqual(await below(page, 5), failed)
      await isUsable(page, 'beside earlier runs')
      await page.locator('#do-recent').click()
      await page.locator('.hint', { hasText: 'in the last 10 s' }).waitFor()
      assert.equal(await page.locator('.requests td', { hasText: '±' }).count(), 0)
      await page.locator('#do-recent').click()
      await page.locator('#request-rows td', { hasText: '±' }).first().waitFor()

      await page.locator('#do-edit').click()
      await page.locator('#dialog-value').fill('1')
      await page.keyboard.press('Enter')
      await section.getByText('no longer as it was ordered').waitFor()
      assert.equal(await page.locator('.requests td', { hasText: '±' }).count(), 0)
      assert.deepEqual(faults, [])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
