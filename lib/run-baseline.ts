/** Holds a load run against its baseline, runs three more where one looks worse, and keeps the run for later. */
import { readHeld, saveRun } from './baseline-file.ts'
import { fingerprintOf } from './baseline-fingerprint.ts'
import { baselineChecks, holdAgainst } from './baseline-result.ts'
import { baselineRun } from './baseline-runs.ts'
import { confirmingRuns } from './baseline.ts'
import { environmentOf, withoutOwnHome } from './cli-result.ts'
import { messageOf } from './errors.ts'
import type { BaselineResult } from './baseline-result.ts'
import type { BaselineRun } from './baseline-runs.ts'
import type { LoadFlags } from './load-options.ts'
import type { Check, Findings } from './result.ts'
import type { StackChoice } from './stack-choice.ts'

export type BaselineGiven = {
  readonly flags: Pick<LoadFlags, 'baseline' | 'save-baseline' | 'baseline-required' | 'no-rerun'> &
    Pick<LoadFlags, 'abort-on-fail' | 'stages' | 'run-time'>
  readonly settings: Readonly<Record<string, unknown>>
  readonly stack: Pick<StackChoice, 'stack'>
  readonly signal: AbortSignal
  /** Writes a line that stays. */
  readonly note: (text: string) => void
}

/** Loads once, and up to three times more; the findings are those of the first, with what the baseline says of it. */
export async function heldAgainstBaseline(
  given: BaselineGiven,
  load: () => Promise<Findings>,
): Promise<Findings> {
  const { flags, signal } = given
  const found = await load()
  if (flags.baseline === undefined && flags['save-baseline'] === undefined) return found
  const run = signal.aborted ? null : wholeRun(given, found)
  if (run === null) {
    given.note('the run is not whole and valid: neither held against a baseline nor saved')
    return found
  }
  const baseline = await heldResult(given, { run, load })
  const checks = [
    ...found.checks,
    ...(baseline === null
      ? []
      : baselineChecks(baseline, { required: flags['baseline-required'] })),
    ...(await saved(given, { run, baseline })),
  ]
  return { ...found, checks, ...(baseline === null ? {} : { baseline }) }
}

/** Null where the run has no verdict, or was given up before its end. */
function wholeRun({ flags, stack, ...given }: BaselineGiven, found: Findings): BaselineRun | null {
  const wholeMs =
    flags.stages?.reduce((sum, { durationMs }) => sum + durationMs, 0) ?? flags['run-time']
  const measuredMs = (found.load?.measuredSeconds ?? 0) * 1000
  if (flags['abort-on-fail'] && measuredMs < wholeMs - 1) return null
  const environment = environmentOf(stack.stack, found)
  // As a saved Result has them, or it would be another load.
  const settings = withoutOwnHome(given.settings)
  const startedAt = new Date(Date.now() - measuredMs).toISOString()
  return baselineRun(found, { startedAt, fingerprint: fingerprintOf({ settings, environment }) })
}

async function heldResult(
  given: BaselineGiven,
  { run, load }: { run: BaselineRun; load: () => Promise<Findings> },
): Promise<BaselineResult | null> {
  const { flags, signal, note } = given
  if (flags.baseline === undefined) return null
  const baseline = readHeld(flags)
  const first = holdAgainst(baseline, { runs: [run] })
  if (first.verdict !== 'suspect' || flags['no-rerun']) return first
  const worse = first.metrics.filter(({ verdict }) => verdict === 'suspect')
  note(
    `${worse.map(({ metric }) => metric).join(', ')} worse than the baseline: running three times more`,
  )
  const again: BaselineRun[] = []
  for (let nth = 0; nth < confirmingRuns && !signal.aborted; nth++) {
    const fresh = wholeRun(given, await load())
    if (fresh === null || signal.aborted) break
    again.push(fresh)
  }
  return holdAgainst(baseline, { runs: [run], again })
}

/** A run that got worse is no measure for the next one. */
async function saved(
  { flags, note }: BaselineGiven,
  { run, baseline }: { run: BaselineRun; baseline: BaselineResult | null },
): Promise<readonly Check[]> {
  const path = flags['save-baseline']
  if (path === undefined) return []
  const worse = ['regressed', 'one-sided', 'suspect'].find((each) => each === baseline?.verdict)
  if (worse !== undefined) {
    note(`not saved to "${path}": ${worse} beside the baseline`)
    return []
  }
  try {
    await saveRun(path, run)
    return []
  } catch (error) {
    return [{ name: 'baseline saved', verdict: 'unknown', message: messageOf(error) }]
  }
}
