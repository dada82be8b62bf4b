/** What the command line of the live page asks for and the page would refuse is told before it is served. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { commonOptions } from './common-options.ts'
import { parseFlags } from './flags.ts'
import { chooseStack } from './stack-choice.ts'
import { uiOptions } from './ui-options.ts'
import { uiScript } from './ui-script.ts'
import type { Script } from './cli.ts'
import type { UiOptions } from './ui-options.ts'

type Flags = Parameters<NonNullable<Script<UiOptions>['crossCheck']>>[0]['flags']

function problemsOf(line: string): readonly string[] {
  const args = line.split(' ').filter((word) => word !== '')
  const options = { ...commonOptions, ...uiOptions }
  const { flags, origins, problems } = parseFlags(options, { args, environment: {} })
  assert.deepEqual(problems, [])
  const given = { flags: flags as unknown as Flags, origins }
  const { choice } = chooseStack({ ...given, judges: false, sourceAlone: true })
  return uiScript.crossCheck?.({ ...given, words: [], stack: choice }) ?? []
}

const lines: readonly (readonly [line: string, problem: string])[] = [
  [
    '--users 2000',
    'Cannot use --users: 2000 users at the peak, expected at most 1000 (--users-max)',
  ],
  [
    '--users-max 5 --users 6',
    'Cannot use --users: 6 users at the peak, expected at most 5 (--users-max)',
  ],
  [
    '--stages 1m:10,5m:1001',
    'Cannot use --stages: 1001 users at the peak, expected at most 1000 (--users-max)',
  ],
]

for (const [line, problem] of lines) {
  test(`load/ui ${line} is a usage error that names both flags`, () => {
    assert.deepEqual(problemsOf(line), [problem])
  })
}

test('what the page may start, and what can still be filled in on it, is none', () => {
  for (const line of ['', '--users 1000', '--users-max 5', '--users-max 5 --arrival-rate 900'])
    assert.deepEqual(problemsOf(line), [], line)
})
