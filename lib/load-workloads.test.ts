/** Which workloads there are, and which flags, URLs and limits go with each. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { test } from 'node:test'

import {
  factsOf,
  userClassHelp,
  workloadFlags,
  workloadNames,
  workloadsWith,
} from './load-workloads.ts'
import { parseWorkload } from './parse-workload.ts'
import { UsageError } from './errors.ts'

test('each workload has the thresholds, flags and URLs of its own', () => {
  const facts = workloadNames.map((name) => {
    const { thresholds, flags, needs } = factsOf({ name, file: null })
    return [name, thresholds, flags, needs]
  })
  assert.deepEqual(facts, [
    [
      'connect',
      ['p99<1000ms', 'p95<500ms', 'failure-rate<=1%', 'throughput>=10'],
      ['connections', 'header', 'ca', 'insecure'],
      ['connect'],
    ],
    [
      'database',
      ['failure-rate<=1%', 'pool-utilization<80%'],
      ['pool', 'sizes', 'tables'],
      ['source'],
    ],
    [
      'reconciliation',
      ['failure-rate<=0%'],
      ['connections', 'sizes', 'tables'],
      ['source', 'target'],
    ],
  ])
  assert.deepEqual(factsOf({ name: null, file: '/mine.ts' }), {
    userClasses: null,
    thresholds: ['failure-rate<=1%'],
    flags: ['connections'],
    needs: [],
  })
})

test('workloadsWith() names the workloads that take a flag', () => {
  assert.deepEqual(
    workloadFlags.map((flag) => [flag, ...workloadsWith(flag)]),
    [
      ['connections', 'connect', 'reconciliation'],
      ['header', 'connect'],
      ['ca', 'connect'],
      ['insecure', 'connect'],
      ['pool', 'database'],
      ['sizes', 'database', 'reconciliation'],
      ['tables', 'database', 'reconciliation'],
    ],
  )
})

test('userClassHelp() has the classes of each workload, the default first', () => {
  const parts = userClassHelp().split('; ')
  assert.deepEqual(
    parts.map((part) => part.split(': ')[0]),
    workloadNames,
  )
  assert.match(parts[2] ?? '', /^reconciliation: ReconciliationUser, SmallTableUser, /)
})

test('parseWorkload() takes a name, or the path of a module that is there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cdc-testbench-workload-'))
  try {
    for (const name of workloadNames) assert.deepEqual(parseWorkload(name), { name, file: null })
    for (const name of ['mine.ts', 'mine.js', 'mine.mts', 'mine.cjs']) {
      const file = join(folder, name)
      writeFileSync(file, '')
      assert.deepEqual(parseWorkload(file), { name: null, file })
      const near = relative('.', file)
      assert.deepEqual(parseWorkload(near.startsWith('.') ? near : `./${near}`), {
        name: null,
        file,
      })
    }
    const lost = join(folder, 'lost.ts')
    assert.throws(
      () => parseWorkload(lost),
      new UsageError(`there is no file ${lost}, expected a module that exports users or start()`),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('parseWorkload() refuses what is neither a name nor the path of a module', () => {
  const message = 'unknown workload, expected connect, database, reconciliation or ./FILE.ts'
  for (const text of [
    '',
    'kafka',
    'mine.ts',
    'x/mine.ts',
    '.../mine.ts',
    './mine',
    './mine.tsx',
    './mine.py',
    './minets',
    './mine.ats',
  ]) {
    assert.throws(() => parseWorkload(text), new UsageError(message), text)
  }
})
