/** Every exported function of the pure floor runs in a law: who adds one adds a law, or says here why there is none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { keptOfFile } from './kept-examples.ts'
import { lawsOf, pathOfPropertyFile, propertyFiles } from './property-files.ts'
import { exportedFunctions, functionsRun } from './run-functions.ts'

/** Modules of which some function runs in no law, and what holds them instead. */
const withoutLaw: Readonly<Record<string, string>> = {
  ...named('they need a browser: report-page-browser.test.ts and ui-*.test.ts hold them', [
    'report-page-marks report-page-connection report-page-form report-page-shape report-page-dialogs report-page-download',
    'report-page-start report-page-patch report-page-look report-page-legend report-page-plot report-page-lines report-page-times report-page-bars',
    'report-page-charts report-page-tables report-page-controls report-page-limits report-page-heat report-page-pulse report-page-drawer report-page-bands report-page-trends report-page-endpoint report-page-recent report-page-shown report-page-place report-page-keys report-page-live-charts live-events',
  ]),
  ...named('they are parts of tests, which do not run in laws', [
    'scratch-selection scratch-findings',
  ]),
}

function named(why: string, lines: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(lines.flatMap((line) => line.split(' ')).map((name) => [name, why]))
}

test('each exported function of the pure floor runs in a law, or stands in the list of those that do not', async () => {
  // Histories of the pipeline are long, and run nothing pure that the others do not.
  const run = await functionsRun(propertyFiles().filter((file) => file !== 'pipeline'))
  const missing = exportedFunctions('pure').filter((name) => !run.has(name))
  const modules = new Set(missing.map((name) => name.split('.')[0] ?? ''))
  assert.deepEqual(
    missing.filter((name) => !((name.split('.')[0] ?? '') in withoutLaw)),
    [],
  )
  const stale = Object.keys(withoutLaw).filter((name) => !modules.has(name))
  assert.deepEqual(stale, [], 'all their functions run by now: they leave the list')
})

test('laws have names of their own, and there are at least sixty of them', () => {
  const laws = propertyFiles().flatMap(lawsOf)
  assert.equal(new Set(laws).size, laws.length)
  assert.ok(laws.length >= 60, String(laws.length))
})

test('every kept counterexample is of a law that is there', () => {
  for (const file of propertyFiles()) {
    const laws = lawsOf(file)
    for (const { property } of keptOfFile(pathOfPropertyFile(file))) {
      assert.ok(laws.includes(property), property)
    }
  }
})
