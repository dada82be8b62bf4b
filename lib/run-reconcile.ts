/** Runs a reconciliation for a script: opens what is compared, judges what was found, and mends it where that was asked for. */
import { UsageError } from './errors.ts'
import { mendChecks, reconcileChecks } from './reconcile-checks.ts'
import { reconcileSettings } from './reconcile-settings.ts'
import { reconcile } from './reconcile.ts'
import { keepHeapSmall } from './small-heap.ts'
import type { EarlierResult } from './earlier-result.ts'
import type { Progress } from './progress.ts'
import type { ReconcileFlags } from './reconcile-options.ts'
import type { ReconcileRun, Reconciled } from './reconcile.ts'
import type { Check, Findings } from './result.ts'
import type { StackChoice } from './stack-choice.ts'
import type { Both, ListedDifference } from './table.ts'

export type ReconcileScript = {
  readonly flags: ReconcileFlags
  readonly seed: number
  readonly stack: StackChoice
  readonly signal: AbortSignal
  readonly progress: Progress
  readonly rows: (difference: ListedDifference) => Promise<void>
}

/** @throws UsageError, UnreachableError */
export async function runReconcile(script: ReconcileScript): Promise<Findings> {
  const { flags, seed, signal, progress, rows } = script
  keepHeapSmall()
  const recheck = flags.recheck === undefined ? null : await earlier(flags.recheck)
  const settings = reconcileSettings(flags, { seed, recheck })
  await using pipeline = await openPipeline(script)
  const run = { urls: pipeline.urls, settings, signal, progress, rows }
  if (flags.repair === undefined) return findingsOf(await reconcile(run), [])
  return mended(run, { path: flags.repair, apply: flags.apply })
}

/** Compares, writes the repair, and where it is applied compares again: then that is the answer. */
async function mended(
  run: ReconcileRun,
  { path, apply }: { readonly path: string; readonly apply: boolean },
): Promise<Findings> {
  const { signal, progress } = run
  // Loaded where it is used: most compares mend nothing, and cron pays for every module.
  const { openRepair } = await import('./reconcile-repair.ts')
  await using repair = await openRepair({ path, ...run.urls, signal })
  const found = await reconcile({
    ...run,
    // What is mended is in the repair; the rows of the reports are those that are left.
    ...(apply && { rows: async () => undefined }),
    onDifference: async (pair, difference) => {
      if (difference.kind !== 'unresolved') await repair.add(pair, difference)
    },
  })
  if (signal.aborted) return findingsOf(found, [notWritten])
  progress(`writing ${path}`)
  const written = await repair.finish()
  if (!apply) return findingsOf(found, mendChecks({ path, found, written, applied: null }))
  progress(`applying ${path}`)
  const { applyRepair } = await import('./reconcile-apply.ts')
  const applied = await applyRepair({ path, target: run.urls.target, signal })
  return findingsOf(await reconcile(run), mendChecks({ path, found, written, applied }))
}

const notWritten: Check = {
  name: 'repair written',
  verdict: 'unknown',
  message: 'stopped before it was written',
}

function findingsOf(found: Reconciled, more: readonly Check[]): Findings {
  return {
    checks: [...reconcileChecks(found), ...found.checks, ...more],
    tables: found.tables,
    environment: {
      ...found.versions,
      ...(found.notes.length > 0 && { notes: found.notes }),
    },
  }
}

async function earlier(path: string): Promise<EarlierResult> {
  const { readEarlierResult } = await import('./earlier-result.ts')
  return await readEarlierResult(path)
}

async function openPipeline({
  stack,
  signal,
  progress,
  seed,
}: ReconcileScript): Promise<AsyncDisposable & { readonly urls: Both<string> }> {
  if (stack.stack === 'yours') {
    const { source, target } = stack
    if (source === undefined || target === undefined) {
      throw new UsageError('Cannot compare without two databases: expected --source and --target')
    }
    return { urls: { source, target }, [Symbol.asyncDispose]: async () => undefined }
  }
  const { startEmbeddedStack } = await import('./stack.ts')
  const started = await startEmbeddedStack({ signal, progress, seed })
  const urls = { source: started.source, target: started.target }
  return { urls, [Symbol.asyncDispose]: async () => started[Symbol.asyncDispose]() }
}
