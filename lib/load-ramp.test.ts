/** Which ramp the flags of a load script order. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseFlags } from './flags.ts'
import { loadOptions } from './load-options.ts'
import { rampOf } from './load-ramp.ts'
import { loadProfiles } from './load-profiles.ts'
import type { Piece } from './pacer.ts'

const stories: readonly (readonly [line: string, pieces: readonly Piece[]])[] = [
  [
    '--users 10 --spawn-rate 5 --run-time 10s',
    [
      { from: 0, to: 10, durationMs: 2000 },
      { from: 10, to: 10, durationMs: 8000 },
    ],
  ],
  [
    '',
    [
      { from: 0, to: 10, durationMs: 5000 },
      { from: 10, to: 10, durationMs: 115_000 },
    ],
  ],
  ['--arrival-rate 200 --run-time 30s', [{ from: 200, to: 200, durationMs: 30_000 }]],
  [
    '--stages 10s:50,5s:0',
    [
      { from: 0, to: 50, durationMs: 10_000 },
      { from: 50, to: 0, durationMs: 5000 },
    ],
  ],
  ['--arrival-rate 20 --stages 10s:50', [{ from: 20, to: 50, durationMs: 10_000 }]],
]

for (const [line, pieces] of stories) {
  test(`rampOf("${line}")`, () => {
    const args = line.split(' ').filter((word) => word !== '')
    const options = loadOptions(loadProfiles.light)
    const { flags, problems } = parseFlags(options, { args, environment: {} })
    assert.deepEqual(problems, [])
    assert.deepEqual(rampOf(flags), { pieces, first: 0, every: 1 })
  })
}
