/** Tells of a run of Stryker, message by message, whoever started it; and leaves out of the plan what was not asked for. */
import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'

import { withIds } from './mutant-id.ts'
import type { StrykerMessage } from './mutant.ts'
import type { PlacedMutant } from './mutant-id.ts'
import type { MutantTestPlan } from '@stryker-mutator/api/core'
import type { Reporter } from '@stryker-mutator/api/report'

/** Paths of what changed: mutants in these files, and mutants that these tests cover. */
export type Since = { readonly files: readonly string[]; readonly tests: readonly string[] }

export type Selection = {
  /** Ids; null is all. */
  readonly only: readonly string[] | null
  /** Ids, or their beginnings: these are left out and told. */
  readonly skip: readonly string[]
  readonly since: Since | null
}

/** A mutant that is left out because others were asked for is not part of the run at all. */
export const notAsked = 'not asked for'

export function strykerReporter(
  selection: Selection,
  send: (message: StrykerMessage) => void,
): Reporter {
  const idOf = new Map<string, string>()
  return {
    onMutationTestingPlanReady({ mutantPlans }) {
      const found = withIds(mutantPlans.map(({ mutant }) => placeOf(mutant)))
      mutantPlans.forEach((plan, index) => {
        const mutant = found[index]
        if (mutant === undefined) return
        idOf.set(plan.mutant.id, mutant.id)
        const given = { id: mutant.id, file: mutant.file, coveredBy: plan.mutant.coveredBy ?? [] }
        const reason = reasonToSkip(given, selection)
        if (reason !== null) leaveOut(plan, reason)
      })
      send({ kind: 'plan', mutants: found })
    },
    onMutantTested({ id, status, statusReason = null, killedBy = [], coveredBy = [] }) {
      send({ kind: 'tested', id: idOf.get(id) ?? id, status, statusReason, killedBy, coveredBy })
    },
  }
}

type Chosen = {
  readonly id: string
  readonly file: string
  /** Ids of tests, which begin with the path of their file. */
  readonly coveredBy: readonly string[]
}

/** Why a mutant is not tried, or null where it is. */
export function reasonToSkip(
  { id, file, coveredBy }: Chosen,
  { only, skip, since }: Selection,
): string | null {
  if (only !== null && !only.includes(id)) return notAsked
  if (since !== null && !since.files.includes(file) && !coveredBy.some(isChanged)) return notAsked
  return skip.some((each) => id.startsWith(each)) ? 'skipped by --skip-mutants' : null

  function isChanged(test: string): boolean {
    return since?.tests.some((path) => test.startsWith(`${path}::`)) === true
  }
}

/** Stryker tells of the plan before it follows it; an early result is never run. */
function leaveOut(plan: MutantTestPlan, statusReason: string): void {
  Object.assign(plan, { plan: 'EarlyResult' })
  Object.assign(plan.mutant, { status: 'Ignored', statusReason })
}

const sources = new Map<string, string>()

function placeOf({
  fileName,
  mutatorName,
  replacement,
  location: { start, end },
}: MutantTestPlan['mutant']): PlacedMutant {
  const source = sources.get(fileName) ?? readFileSync(fileName, 'utf8')
  sources.set(fileName, source)
  const lines = source.split('\n')
  const from = offsetOf(lines, start)
  const to = offsetOf(lines, end)
  const whole = lines.slice(start.line, end.line + 1).join('\n')
  return {
    file: relative(process.cwd(), fileName).split(sep).join('/'),
    // Stryker counts lines from 0 here, people from 1.
    line: start.line + 1,
    mutator: mutatorName,
    original: source.slice(from, to),
    replacement,
    from,
    to,
    context: whole.trim(),
    offset: start.column - (whole.length - whole.trimStart().length),
  }
}

type Position = { readonly line: number; readonly column: number }

function offsetOf(lines: readonly string[], { line, column }: Position): number {
  return lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, column)
}
