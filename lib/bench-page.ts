/** What the pages cost a browser: the live page of ten minutes and 200 endpoints, second by second, and how soon it and its report are there. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Browser, CDPSession, Page } from 'playwright-core'

import { goal, short } from './bench-goal.ts'
import { median } from './bench-statistics.ts'
import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { readHtmlAssets } from './html-assets.ts'
import { renderHtml } from './report-html.ts'
import { largeResult, sampleResult } from './sample-result.ts'
import { costOf, drawSeconds, heapMb, openCost } from './scratch-page-cost.ts'
import { startScratchTicks } from './scratch-ui-ticks.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'
import { startWatchdog } from './watchdog.ts'
import type { BenchRun } from './bench-load.ts'
import type { Goal } from './bench-goal.ts'
import type { Cost } from './scratch-page-cost.ts'
import type { ScratchTicks } from './scratch-ui-ticks.ts'
import type { Check } from './result.ts'

const endpoints = 200
const seconds = 600
/** What is compiled and laid out at first is not what a second costs. */
const firstSeconds = 5
/** Of the run, at their own pace, at each place of the page: a cache that is warm from the second before would flatter. */
const secondsEach = 6
/** Where the reader is: at the statistics, and at the charts. */
const places = ['header', '#times'] as const

/** The figure, and what was seen of it. */
type Limits = Pick<Goal, 'name' | 'limit' | 'unit' | 'comparison'>

const goals = {
  script: limit('script of a second', { limit: 12, unit: 'ms' }),
  longest: limit('longest task of a second', { limit: 50, unit: 'ms' }),
  heap: limit(`growth of the heap in ${seconds} seconds`, {
    limit: 10,
    unit: 'MB',
    comparison: '<',
  }),
  ready: limit('live page ready', { limit: 300, unit: 'ms', comparison: '<' }),
  opened: limit('report open, its charts drawn', { limit: 500, unit: 'ms', comparison: '<' }),
} satisfies Record<string, Limits>

function limit(
  name: string,
  given: { limit: number; unit: string; comparison?: Goal['comparison'] },
): Limits {
  return { name: `${name}, ${endpoints} endpoints`, comparison: '<=', ...given }
}

/** Each goal is a check; all are unknown where there is no Chromium. Under 2 minutes with three repetitions. */
export async function benchPage(run: BenchRun): Promise<Check[]> {
  if (!hasChromium) {
    const message = 'Chromium is not installed: nothing was measured'
    return Object.values(goals).map((each) => goal({ ...each, measured: Number.NaN, message }))
  }
  await using chromium = await openChromium()
  return [
    ...(await secondsGoals(chromium.browser, run)),
    ...(await openingGoals(chromium.browser, run)),
  ]
}

type Second = Cost & { readonly longest: number }

async function secondsGoals(browser: Browser, run: BenchRun): Promise<Check[]> {
  await using ui = await startScratchTicks(endpoints)
  await using opened = await openAddress(browser, ui.address)
  const { page } = opened
  await page
    .locator('#request-rows tr')
    .nth(endpoints - 1)
    .waitFor()
  const session = await openCost(page)
  run.progress(`the live page, ${seconds} seconds of the run as fast as they are drawn`)
  await drawSeconds(page, ui, { count: firstSeconds })
  const before = await heapMb(session)
  await drawSeconds(page, ui, { count: seconds })
  const after = await heapMb(session)
  const seen: Second[] = []
  for (let round = 1; round <= run.repetitions; round += 1) {
    for (const place of places) {
      run.signal.throwIfAborted()
      run.progress(`the live page at ${place}, round ${round} of ${run.repetitions}`)
      await page.locator(place).scrollIntoViewIfNeeded()
      seen.push(await measure({ page, ui, session }))
    }
  }
  const told = `processor time, ${secondsEach} seconds each at the statistics and at the charts`
  return [
    of(goals.script, { values: seen.map(({ script }) => script), about: told }),
    of(goals.longest, {
      values: seen.map(({ longest }) => longest),
      about: `all tasks of a second ${listOf(seen.map(({ task }) => task))} ms, its layout ${listOf(seen.map(({ layout }) => layout))} ms`,
    }),
    goal({
      ...goals.heap,
      measured: short(after - before),
      message: `from ${short(before)} to ${short(after)} MB, collected before each`,
    }),
  ]
}

type Watched = { readonly page: Page; readonly ui: ScratchTicks; readonly session: CDPSession }

/** The mean of a second, and the longest of its tasks. */
async function measure({ page, ui, session }: Watched): Promise<Second> {
  const browser = page.context().browser()
  if (browser === null) throw new Error('Cannot trace: the page has no browser')
  await drawSeconds(page, ui, { count: 1, everyMs: 1000 })
  await browser.startTracing(page, { categories: ['toplevel'] })
  const before = await costOf(session)
  await drawSeconds(page, ui, { count: secondsEach, everyMs: 1000 })
  const after = await costOf(session)
  const longest = longestTask(await browser.stopTracing())
  return {
    task: (after.task - before.task) / secondsEach,
    script: (after.script - before.script) / secondsEach,
    layout: (after.layout - before.layout) / secondsEach,
    longest,
  }
}

type TraceEvent = {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

/** Of the threads that run pages, in ms of processor time; NaN where the trace has none. */
function longestTask(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] }
  const isMain = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const tasks = traceEvents.flatMap(({ pid, tid, tdur }) =>
    tdur !== undefined && isMain.has(`${pid} ${tid}`) ? [tdur / 1000] : [],
  )
  return tasks.length === 0 ? Number.NaN : tasks.reduce((most, each) => Math.max(most, each))
}

async function openingGoals(browser: Browser, run: BenchRun): Promise<Check[]> {
  await using watchdog = await startWatchdog()
  await using folder = await makeTemporaryFolder('bench-page', { watchdog, user: null })
  const file = join(folder.path, 'report.html')
  const result = largeResult(await sampleResult('pass'), { endpoints, seconds })
  await writeFile(file, renderHtml(result, await readHtmlAssets()))
  await using ui = await startScratchTicks(endpoints)
  for (let second = 1; second < seconds; second += 1) ui.next()
  const live: Opening[] = []
  const report: Opening[] = []
  for (let round = 1; round <= run.repetitions; round += 1) {
    run.signal.throwIfAborted()
    run.progress(`opening the pages, round ${round} of ${run.repetitions}`)
    live.push(await opening(browser, ui.address))
    report.push(await opening(browser, pathToFileURL(file).href))
  }
  return [
    of(goals.ready, {
      values: live.map(({ ready }) => ready),
      about: `with all it tells ${listOf(live.map(({ drawn }) => drawn))} ms`,
    }),
    of(goals.opened, {
      values: report.map(({ drawn }) => drawn),
      about: `ready ${listOf(report.map(({ ready }) => ready))} ms`,
    }),
  ]
}

/** Since it was asked for, in ms: when the page was ready, and when its rows and charts were painted. */
type Opening = { readonly ready: number; readonly drawn: number }

/** Drawn is what the next frame finds: the one before it was painted. */
const lookForAll = `globalThis.drawn = new Promise((resolve) => {
  const look = () => {
    const isDrawn = document.querySelectorAll('#request-rows tr').length === ${endpoints} &&
      document.querySelector('#times canvas') !== null
    requestAnimationFrame(isDrawn ? () => resolve(performance.now()) : look)
  }
  requestAnimationFrame(look)
})`

const times = `globalThis.drawn.then((drawn) => {
  const [{ domContentLoadedEventEnd: ready }] = performance.getEntriesByType('navigation')
  return { ready, drawn }
})`

/** In a context of its own, whose cache is empty. */
async function opening(browser: Browser, address: string): Promise<Opening> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 844 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(lookForAll)
    await page.goto(address)
    return await page.evaluate<Opening>(times)
  } finally {
    await context.close()
  }
}

function of(
  limits: Limits,
  { values, about }: { values: readonly number[]; about: string },
): Check {
  const message = `median of ${listOf(values)} ${limits.unit}; ${about}`
  return goal({ ...limits, measured: short(median(values)), message })
}

function listOf(values: readonly number[]): string {
  return values.map(short).join(' ')
}
