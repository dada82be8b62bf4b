/** What is mutated: all modules of the two lower floors, but for what renders reports or only serves tests. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { floors } from './floors.ts'
import { isMutated, mutatedModules } from './mutated-modules.ts'

const rendered = /^(report|html|markdown|prom|chart|scratch|sample)-/
const tables = ['text', 'tables', 'requests', 'check', 'capacity', 'baseline', 'faults']
const apart = new Set(['verdict-line', 'floors', ...tables.map((name) => `table-${name}`)])

function modulesOf(names: readonly string[]): readonly string[] {
  const wanted = floors.filter(([floor]) => names.includes(floor))
  return wanted.flatMap(([, modules]) => modules.trim().split(/\s+/))
}

test('mutatedModules() are those of the ground and the pure floor that are no renderers and no parts of tests', () => {
  const expected = modulesOf(['ground', 'pure']).filter(
    (name) => !rendered.test(name) && !apart.has(name),
  )
  assert.deepEqual(mutatedModules(), expected)
  for (const name of ['quote', 'table-pairs', 'mutant-words'])
    assert.ok(mutatedModules().includes(name), name)
})

test('isMutated() leaves out by the whole name, or by what it begins with', () => {
  for (const name of ['report-csv', 'html-page', 'scratch-table', 'table-text', 'verdict-line']) {
    assert.equal(isMutated(name), false, name)
  }
  for (const name of [
    'report',
    'run-report-all',
    'own-table-text',
    'table-texts',
    'table-pairs',
    'floors-plan',
  ]) {
    assert.equal(isMutated(name), true, name)
  }
})
