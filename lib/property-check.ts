/** Checks one property: kept and found counterexamples first, then fresh examples, then whether these were worth anything. */
import * as fc from 'fast-check'
import type { Arbitrary, IAsyncProperty, Parameters, RunDetails } from 'fast-check'

import { deadline } from './property-deadline.ts'
import { HealthError, health } from './property-health.ts'
import { keep, replay } from './property-replay.ts'
import { labelShares, neverMet, unmet } from './property-labels.ts'
import type { Shares } from './property-labels.ts'
import type { Pace } from './property-deadline.ts'
import type { Checked, CheckSettings, Counterexample, Outcome } from './property-types.ts'

/** How long a failure is shrunk: a law whose example asks a server would be shrunk for minutes. */
const shrinkMsMax = 20_000

/** Never throws for what the law does; the database's own errors are thrown. */
export async function checkProperty<T>(
  checked: Checked<T>,
  settings: CheckSettings,
): Promise<Outcome> {
  const run = createRun(checked, settings)
  const replayed = await replay(checked, settings, (given) => run.check(given))
  if (replayed !== null) return run.outcome(replayed, null)
  const { seed, path } = settings
  const kept = checked.kept ?? []
  const details = await run.check(
    path === undefined
      ? {
          seed,
          numRuns: run.examples + kept.length,
          examples: kept.map((each): [T] => [each]),
        }
      : { seed, path, numRuns: 1, endOnFailure: true },
  )
  if (details.failed && details.counterexample !== null) {
    await keep(checked, settings, details)
    return run.outcome(details, null)
  }
  if (settings.path !== undefined || !settings.profile.explains) return run.outcome(details, null)
  return await run.judged(details)
}

function createRun<T>(checked: Checked<T>, settings: CheckSettings) {
  const { profile, seed } = settings
  const started = performance.now()
  const pace: Pace = { slow: 0 }
  const met = new Set<string>()
  const labels = checked.labels ?? {}
  const examples = Math.max(2, Math.round(profile.examples * (checked.share ?? 1)))
  const state = health<[T]>()
  let ran = 0
  let discarded = 0
  let shares: Shares = {}

  async function holds(example: T): Promise<void> {
    for (const [name, { is }] of Object.entries(labels)) if (is(example)) met.add(name)
    if ((await checked.holds(example)) === false) throw new Error('the law does not hold')
  }

  async function check(
    given: Parameters<[T]>,
    arbitrary: Arbitrary<T> = checked.arbitrary,
  ): Promise<RunDetails<[T]>> {
    const bounded = bound(holds, { settings, isReplay: given.path !== undefined })
    const details = await fc.check(propertyOf(arbitrary, bounded), {
      endOnFailure: !profile.explains,
      plugins: [state.plugin, ...deadlines(checked, settings, pace)],
      ...given,
    })
    ran += details.numRuns
    discarded += details.numSkips
    return details
  }

  /** What the examples were worth, when the law held for all of them. */
  async function judged(details: RunDetails<[T]>): Promise<Outcome> {
    const problem = state.problem({ examples: details.numRuns, discarded: details.numSkips })
    if (problem !== null) return outcome(details, problem)
    const subject = { arbitrary: checked.arbitrary, labels }
    for (const missing of unmet(subject, met)) {
      const more = await check({ seed, numRuns: 1 }, missing.arbitrary).catch((error: unknown) => {
        if (error instanceof HealthError) return neverMet(missing.name, error)
        throw error
      })
      if (more instanceof HealthError) return outcome(details, more.message)
      if (more.failed) return outcome(more, null)
    }
    const { rare, shares: seen } = labelShares(subject, { seed, examples })
    shares = seen
    return outcome(details, rare.length === 0 ? null : `too rarely seen: ${rare.join('; ')}`)
  }

  async function outcome(details: RunDetails<[T]>, sick: string | null): Promise<Outcome> {
    const found = await counterexampleOf(details, holds)
    return {
      examples: ran,
      discarded,
      slow: pace.slow,
      durationMs: performance.now() - started,
      seed: details.seed,
      shares,
      counterexample: found,
      sick: sick ?? (details.failed && found === null ? 'too many examples were discarded' : null),
    }
  }

  return { examples, check, judged, outcome, holds }
}

/**
 * Smaller examples are looked for only so long: then nothing smaller fails, and the smallest so far is told. Behind an example that is
 * replayed and holds, fast-check would try all of its siblings: these are passed over.
 */
function bound<T>(
  holds: (example: T) => Promise<void>,
  { settings, isReplay }: { readonly settings: CheckSettings; readonly isReplay: boolean },
): (example: T) => Promise<void> {
  const { now = () => performance.now() } = settings
  const first: T[] = []
  let failedMs = Number.POSITIVE_INFINITY
  return async (example) => {
    if (now() - failedMs > shrinkMsMax) return
    const hasFailed = Number.isFinite(failedMs)
    if (isReplay && !hasFailed && first.length > 0 && first[0] !== example) return
    if (first.length === 0) first.push(example)
    try {
      await holds(example)
    } catch (error) {
      failedMs = Math.min(failedMs, now())
      throw error
    }
  }
}

function propertyOf<T>(
  arbitrary: Arbitrary<T>,
  holds: (example: T) => Promise<void>,
): IAsyncProperty<[T]> {
  return fc.asyncProperty(arbitrary, holds)
}

function deadlines<T>({ patience = 1 }: Checked<T>, settings: CheckSettings, pace: Pace) {
  const {
    profile: { deadlineMs },
    now = () => performance.now(),
  } = settings
  return Number.isFinite(deadlineMs) ? [deadline<[T]>(deadlineMs * patience, { pace, now })] : []
}

async function counterexampleOf<T>(
  details: RunDetails<[T]>,
  holds: (example: T) => Promise<void>,
): Promise<Counterexample | null> {
  if (!details.failed || details.counterexample === null) return null
  const [example] = details.counterexample
  const literal = fc.stringify(example)
  // What failed for its time alone may never end, and has been run twice already.
  const flaky =
    !isTimed(details.errorInstance) &&
    (await holds(example).then(
      () => true,
      () => false,
    ))
  return {
    literal,
    error: details.errorInstance,
    seed: details.seed,
    path: details.counterexamplePath,
    shrinks: details.numShrinks,
    flaky,
  }
}

function isTimed(error: unknown): boolean {
  return error instanceof Error && error.name === 'DeadlineError'
}
