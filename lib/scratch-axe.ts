/** Looks for what those cannot use who do not see a page or cannot point at it. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

import type { Page } from 'playwright-core'

type AxeRule = { readonly id: string; readonly nodes: readonly { readonly html: string }[] }

let source: Promise<string> | undefined

/** One line a broken rule, with the first element that breaks it. */
export async function violations(page: Page): Promise<string[]> {
  source ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  if (!(await page.evaluate<boolean>(`'axe' in globalThis`))) await page.evaluate(await source)
  const found = await page.evaluate<AxeRule[]>(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
