/** Everything in one run: part after part, each with a report of its own beside the one of all. */
import { basename, dirname, extname, join } from 'node:path'

import { partOrder } from './all-parts.ts'
import { mergedFindings } from './merge-results.ts'
import { runPart } from './run-part.ts'
import type { AllSettings, PartName } from './all-parts.ts'
import type { Merged } from './merge-results.ts'
import type { Progress } from './progress.ts'
import type { Check, Findings } from './result.ts'

export type AllRun = AllSettings & {
  readonly parts: readonly PartName[]
  /** Where the report of all goes: that of each `.html` has a neighbour for each part. */
  readonly reports: readonly string[]
  readonly signal: AbortSignal
  readonly progress: Progress
  readonly note: (text: string) => void
}

/** A part that was stopped, or left no Result, is no pass. */
export async function runAll(run: AllRun): Promise<Findings> {
  const merged: Merged[] = []
  const open: Check[] = []
  const waiting = [...run.parts]
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    if (run.signal.aborted) {
      open.push(notRun(name))
      continue
    }
    const order = partOrder(name, run)
    run.note(`${order.script}${order.args.map((word) => ` ${word}`).join('')}`)
    const reports = neighbours(run.reports, name)
    const { signal, progress } = run
    const end = await runPart(order, { reports, signal, progress })
    if ('ended' in end) {
      open.push({ name: `${order.script}: ran`, verdict: 'unknown', message: end.ended })
      continue
    }
    const [report] = reports
    merged.push({ result: end.result, report: report === undefined ? null : basename(report) })
    // Where nothing that can be mutated has changed, there is nothing to judge.
    if (name === 'mutation' && (end.result.mutants ?? []).length > 0) waiting.unshift('gate')
  }
  const findings = mergedFindings(merged)
  return { ...findings, checks: [...findings.checks, ...open], environment: { stack: null } }
}

function notRun(name: PartName): Check {
  return { name: `${name}: ran`, verdict: 'unknown', message: 'stopped before it was begun' }
}

/** `all.html` and `load` are `all-load.html`. */
function neighbours(reports: readonly string[], name: PartName): readonly string[] {
  return reports
    .filter((path) => extname(path).toLowerCase() === '.html')
    .map((path) => join(dirname(path), `${basename(path, extname(path))}-${name}${extname(path)}`))
}
