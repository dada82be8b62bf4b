/** What the frame adds to what was found: where it was run. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { environmentOf, resultAtStart, resultOf } from './cli-result.ts'
import { resultSchema } from './result.ts'

const facts = {
  name: 'load/light',
  stack: 'embedded',
  settings: {},
  seed: 1,
  startedAt: new Date(0),
  args: [],
}

test('environmentOf() names the machine and the commit of a checkout, and main has the last word', () => {
  const found = environmentOf('embedded', { checks: [], environment: { node: 'v1', extra: 'x' } })
  const { memoryMiB, cpus, commit, ...others } = found
  assert.ok(Number.isInteger(memoryMiB) && Number(memoryMiB) > 100, String(memoryMiB))
  assert.ok(Number(cpus) >= 1)
  assert.deepEqual([others['stack'], others['node'], others['extra']], ['embedded', 'v1', 'x'])
  const isCheckout = existsSync(new URL('../.git', import.meta.url))
  assert.equal(/^[0-9a-f]{40,64}$/.test(String(commit)), isCheckout)
})

test('a Result names the home of nobody, and its command still runs', () => {
  const path = join(homedir(), 'light.html')
  const args = ['--report', path, `--report=${path}`]
  const result = resultAtStart({ ...facts, settings: { report: [path] }, args })
  assert.deepEqual(result.settings['report'], ['~/light.html'])
  assert.equal(
    result.command,
    'npx tsx load/light.ts --report ~/light.html --report="$HOME"/light.html --seed 1',
  )
})

test('messages of a Result have paths from the folder of the run on, or from its home', () => {
  const [here, there] = [join(process.cwd(), 'runs/old.json'), join(homedir(), 'old.json')]
  const checks = [{ name: 'x', verdict: 'unknown', message: `${here}, ${there}` }] as const
  const failure = {
    method: 'GET',
    name: join(process.cwd(), 'x'),
    kind: 'status',
    count: 1,
    firstAt: '',
    lastAt: '',
  } as const
  const findings = { checks, failures: [{ ...failure, message: here, sample: there }] } as const
  const result = resultOf(facts, findings, { durationMs: 1, stopCode: null, failureCode: null })
  assert.equal(result.checks[0]?.message, 'runs/old.json, ~/old.json')
  const [shown] = result.failures ?? []
  assert.deepEqual([shown?.message, shown?.sample], ['runs/old.json', '~/old.json'])
  assert.equal(shown?.name, failure.name, 'what a server is asked for is no path of ours')
})

test('a Result says its format', () => {
  assert.equal(resultAtStart(facts).schema, resultSchema)
})
