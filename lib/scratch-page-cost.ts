/** What the live page costs in a real Chromium: its seconds drawn one after another, the processor it takes for them, and the heap. */
import type { CDPSession, Page } from 'playwright-core'

import { formatMs } from './format-numbers.js'
import type { ScratchTicks } from './scratch-ui-ticks.ts'

/** In ms. */
export type Cost = { readonly task: number; readonly script: number; readonly layout: number }

/** Asks the page for its cost from now on, as processor time: waiting for it does not count, so that a busy machine is none that is slow. */
export async function openCost(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return session
}

/** What the page has used of the processor until now. */
export async function costOf(session: CDPSession): Promise<Cost> {
  const { metrics } = await session.send('Performance.getMetrics')
  function of(wanted: string): number {
    return 1000 * (metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN)
  }
  return {
    task: of('TaskDuration'),
    script: of('ScriptDuration'),
    layout: of('LayoutDuration') + of('RecalcStyleDuration'),
  }
}

/** What is left when all is collected that nobody uses. */
export async function heapMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}

/** So many seconds more, each when the one before it was drawn, and not before `everyMs` have passed since it began. */
export async function drawSeconds(
  page: Page,
  ui: ScratchTicks,
  { count, everyMs = 0 }: { readonly count: number; readonly everyMs?: number },
): Promise<void> {
  for (let nth = 0; nth < count; nth += 1) {
    const pause = new Promise((resolve) => setTimeout(resolve, everyMs))
    const title = ` p95 ${formatMs(ui.next())} ms`
    await page.evaluate(`new Promise((resolve) => {
      const look = () => document.title.endsWith('${title}') ? resolve() : requestAnimationFrame(look)
      look()
    })`)
    if (everyMs > 0) await pause
  }
}
