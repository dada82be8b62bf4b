/**
 * Gate: judges the last mutation run.
 *
 * The score (killed of killed, survived and uncovered) must be over 80 %, the killed over 85 % and the survived under 10 % of all but the
 * ignored. It fails too where nothing was scored, where a test run crashed, where a timeout by the clock was counted as a
 * kill, where more mutants are ignored than was recorded, where a file fell below its recorded score, and where an accepted
 * survivor survives no more.
 *
 * The records are fixtures/mutation-baseline.json and fixtures/mutation-accepted.json.
 *
 * Usage: npx tsx mutation/gate.ts [options]
 */
import { script } from '../lib/cli.ts'
import type { Options } from '../lib/flags.ts'

export const options = {
  record: {
    type: 'boolean',
    help: 'write what the files of this run reached into the baseline, and hold them against that',
  },
} as const satisfies Options

await script(import.meta, options, async ({ flags }) => {
  const { readRecord } = await import('../lib/mutation-record.ts')
  const { readAccepted, readBaseline, writeBaseline } = await import('../lib/mutation-fixtures.ts')
  const { recorded } = await import('../lib/mutation-baseline.ts')
  const { judgeMutants } = await import('../lib/mutation-gate.ts')
  const { roundedScore, scoreOf } = await import('../lib/mutant-score.ts')
  const run = await readRecord()
  if (flags.record) {
    const whole = run.mutants.filter(({ file }) => !run.partial.includes(file))
    await writeBaseline(recorded(await readBaseline(), run.complete ? whole : []))
  }
  const [baseline, accepted] = [await readBaseline(), await readAccepted()]
  return {
    checks: judgeMutants(run, { baseline, accepted }),
    environment: { stack: null, mutated: run.scope, mutatedAt: run.startedAt },
    score: roundedScore(scoreOf(run.mutants)),
  }
})
