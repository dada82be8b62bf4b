/** A whole mutation run: Stryker over the chosen modules, then once more, alone, over what only the clock ended. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'

import { formatShare, formatSpan } from './format-numbers.js'
import { scoreOf } from './mutant-score.ts'
import { verdictOf } from './mutant-verdict.ts'
import { runStryker } from './stryker-process.ts'
import { notAsked } from './stryker-reporter.ts'
import type { FoundMutant, Mutant, StrykerMessage } from './mutant.ts'
import type { MutationScope } from './mutation-scope.ts'
import type { Progress } from './progress.ts'
import type { StrykerRun } from './stryker-process.ts'

export type MutationSettings = {
  readonly scope: MutationScope
  /** Ids, or their beginnings, of mutants that are left out. */
  readonly skip: readonly string[]
  readonly concurrency: number
  readonly timeoutFactor: number
  readonly runner: StrykerRun['runner']
  readonly signal: AbortSignal
  readonly progress: Progress
}

export type MutationFindings = {
  readonly mutants: readonly Mutant[]
  /** Mutants without a verdict: the run was cut short. */
  readonly open: number
  /** Files of which only some mutants were asked for. */
  readonly partial: readonly string[]
  readonly sources: Readonly<Record<string, string>>
  /** How long the mutants themselves took, in the first pass. */
  readonly mutantsMs: number
}

const timeoutMs = 5000

/** A machine that is busy with other things ends no mutant that is alone and has this many times as long. */
const patience = 4

/** @throws Error where Stryker fails, as when a test fails without any mutant. */
export async function runMutants(settings: MutationSettings): Promise<MutationFindings> {
  const { scope, signal } = settings
  const ledger = newLedger(settings.progress)
  const sources = await readSources(scope)
  await pass(settings, { ledger, only: null, factor: 1 })
  const mutantsMs = ledger.spentMs()
  const partial = ledger.partial()
  const late = ledger.mutants().filter(({ status }) => status === 'timeout')
  if (late.length > 0 && !signal.aborted) {
    settings.progress(`${late.length} mutants ended by the clock: trying each alone`)
    await pass(settings, { ledger, only: late, factor: patience })
  }
  return { mutants: ledger.mutants(), open: ledger.open(), partial, sources, mutantsMs }
}

async function readSources({ project, files }: MutationScope): Promise<Record<string, string>> {
  const texts = await Promise.all(
    files.map(async (file) => [file, await readFile(join(project, file), 'utf8')] as const),
  )
  return Object.fromEntries(texts)
}

type Ledger = ReturnType<typeof newLedger>

async function pass(
  { scope, skip, concurrency, timeoutFactor, runner, signal }: MutationSettings,
  { ledger, only, factor }: { ledger: Ledger; only: readonly Mutant[] | null; factor: number },
): Promise<void> {
  const mutate = only === null ? scope.files : [...new Set(only.map(({ file }) => file))]
  if (mutate.length === 0) return
  await runStryker({
    project: scope.project,
    mutate,
    testFiles: scope.testsOf(mutate),
    selection: { skip, only: only?.map(({ id }) => id) ?? null, since: scope.since },
    runner,
    concurrency: only === null ? concurrency : 1,
    timeoutFactor: timeoutFactor * factor,
    timeoutMs: timeoutMs * factor,
    signal,
    onMessage: ledger.note,
  })
}

/** Keeps the last verdict of each mutant, and tells how far the run is. */
function newLedger(progress: Progress) {
  const found = new Map<string, FoundMutant>()
  const tested = new Map<string, Mutant>()
  const partial = new Set<string>()
  let startedAt = performance.now()
  let lastAt = startedAt
  /** Those that no test runs come first and take no time: they say nothing of the time that is left. */
  let atOnce = 0

  function note(message: StrykerMessage): void {
    lastAt = performance.now()
    if (message.kind === 'plan') {
      startedAt = lastAt
      for (const mutant of message.mutants) if (!tested.has(mutant.id)) found.set(mutant.id, mutant)
      return
    }
    const mutant = found.get(message.id)
    if (mutant === undefined || isNotAsked(message)) {
      // Of what an earlier pass decided, a later one that was about others says nothing.
      if (mutant === undefined || tested.has(message.id)) return
      found.delete(message.id)
      partial.add(mutant.file)
      return
    }
    const verdict = verdictOf(mutant, message)
    if (verdict === null) return
    tested.set(mutant.id, verdict)
    if (verdict.status === 'uncovered' || verdict.status === 'ignored') atOnce += 1
    tell()
  }

  function tell(): void {
    const { score } = scoreOf([...tested.values()])
    const left = found.size - tested.size
    const etaMs = (left * (lastAt - startedAt)) / Math.max(1, tested.size - atOnce)
    progress(
      `${tested.size} of ${found.size} mutants, score ${formatShare(score === null ? null : score / 100)}, ${left === 0 ? 'ending' : `${formatSpan(etaMs)} left`}`,
    )
  }

  return {
    note,
    mutants: (): Mutant[] => [...found.keys()].flatMap((id) => tested.get(id) ?? []),
    open: (): number => found.size - tested.size,
    partial: (): string[] => [...partial].sort(),
    spentMs: (): number => lastAt - startedAt,
  }
}

function isNotAsked(message: StrykerMessage): boolean {
  return message.kind === 'tested' && message.statusReason === notAsked
}
