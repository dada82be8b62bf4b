/** What becomes of a suspect: it is settled, or tried again later, or its time is up. */
import type { Finding, Judgement } from './settle-judgement.ts'
import type { PrintedRow } from './row-text.ts'
import type { Suspect } from './settle-reader.ts'

/**
 * What came of a suspect: one of these, or, where several rows share its key or its group, one for each row that one side has more
 * of. The rows are those that the proof saw, those of an unresolved one what was seen last; null: none was.
 */
export type Settled = {
  readonly key: readonly string[]
  readonly isGroup: boolean
  readonly verdict: 'equal' | 'missing' | 'extra' | 'changed' | 'unresolved'
  /** Why it is unresolved; `by waiting`, `by digest` where a difference is not proven; else null. */
  readonly reason: string | null
  readonly source: PrintedRow | null
  readonly target: PrintedRow | null
  /** How many of this row one side has more than the other. */
  readonly copies: number
}

type Pair = { readonly source: PrintedRow | null; readonly target: PrintedRow | null }

/** A suspect that is not settled yet. */
export type OpenSuspect = {
  readonly suspect: Suspect
  readonly endMs: number
  dueMs: number
  attempts: number
  /** What the last attempts that said something have seen alike, one after the other, and how many they were. */
  seen: string | null
  sightings: number
  last: Pair
}

/** What settles a suspect, or null: it is to be tried again. */
export type Outcome = readonly Settled[] | null

const backoff = { firstMs: 20, mostMs: 2000 }

export function openSuspect(suspect: Suspect, forMs: number): OpenSuspect {
  const nowMs = performance.now()
  return {
    suspect,
    endMs: nowMs + forMs,
    dueMs: nowMs,
    attempts: 0,
    seen: null,
    sightings: 0,
    last: { source: null, target: null },
  }
}

/** `how`: what a difference is told to be found by, where that is no proof. */
export function outcomeOf(open: OpenSuspect, judgement: Judgement, how: string | null): Outcome {
  if (judgement.name === 'equal') return [settledAs(open, { verdict: 'equal', reason: null })]
  if (judgement.name === 'moved') {
    forget(open)
    return tryAgain(open, 'the source changed it each time that it was read')
  }
  open.sightings = open.seen === judgement.seen ? open.sightings + 1 : 1
  open.seen = judgement.seen
  if (open.sightings < judgement.sightings) {
    return tryAgain(open, 'a difference was not seen often enough in the time')
  }
  const findings = judgement.findings.flatMap((finding) =>
    open.suspect.isGroup === true ? sidesOf(finding) : [finding],
  )
  return findings.map((finding) => ({
    ...settledAs(open, { verdict: finding.verdict, reason: how }),
    ...finding,
  }))
}

/** Without a key nothing says that a row of one side is another one of the other side. */
function sidesOf({ verdict, source, target, copies }: Finding): readonly Finding[] {
  if (verdict !== 'changed') return [{ verdict, source, target, copies }]
  return [
    { verdict: 'missing', source, target: null, copies },
    { verdict: 'extra', source: null, target, copies },
  ]
}

/** The next attempt must not count as one after the last. */
export function forget(open: OpenSuspect): void {
  open.seen = null
  open.sightings = 0
}

/** Pauses grow, and differ between rows that began together; `why` is told where no time is left. */
export function tryAgain(open: OpenSuspect, why: string): Outcome {
  const pauseMs = Math.min(backoff.mostMs, backoff.firstMs * 2 ** open.attempts)
  open.dueMs = performance.now() + pauseMs * (0.5 + Math.random())
  open.attempts += 1
  return open.dueMs < open.endMs ? null : unresolved(open, why)
}

export function unresolved(open: OpenSuspect, why: string): readonly Settled[] {
  return [settledAs(open, { verdict: 'unresolved', reason: why })]
}

function settledAs(
  { suspect, last }: OpenSuspect,
  told: Pick<Settled, 'verdict' | 'reason'>,
): Settled {
  return { key: suspect.key, isGroup: suspect.isGroup ?? false, ...told, ...last, copies: 1 }
}
