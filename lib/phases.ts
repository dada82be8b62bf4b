/** The phases of a run: stretches of its ramp by their names, the drain behind them, and what was answered in each. */
import type { Exchange } from './exchange-log.ts'
import { Histogram } from './histogram.ts'
import { inMs } from './latency.ts'
import { lengthMs } from './pacer.ts'
import type { Piece, Ramp } from './pacer.ts'
import type { Phase } from './phase.ts'

/** A phase goes on until the next one begins: ms of the measured time. */
export type PhaseStart = { readonly name: string; readonly fromMs: number }

export type PhaseRecord = {
  readonly take: (exchange: Exchange) => void
  /** From `atMs` on the run goes to another value, which is held then. */
  readonly change: (to: Piece, atMs: number) => void
  /** Nothing more is started: what is in flight is drained. */
  readonly stop: (atMs: number) => void
  /** All that have begun by then; none where the run is of one stretch only. */
  readonly read: (untilMs: number) => readonly Phase[]
}

export type PhasesOf = { readonly model: 'closed' | 'open'; readonly warmUpMs: number }

const warmUp = 'warm-up'
const drain = 'drain'

/** A shorter stretch is a jump, and belongs to what comes after it. */
const stretchMinMs = 500
/** A drain of less is what the last requests took, and no phase of a run that has no other. */
const drainMinMs = 1000
/** More than anybody reads: what is changed after so many goes on in the last of them. */
const phasesMax = 30

/** The stretches of a ramp that begins with the warm-up, as far as they are measured. */
export function rampPhases(ramp: Ramp, { model, warmUpMs }: PhasesOf): readonly PhaseStart[] {
  let fromMs = -warmUpMs
  const starts: PhaseStart[] = []
  const pieces = joined(ramp.pieces)
  for (const [index, piece] of pieces.entries()) {
    const toMs = fromMs + piece.durationMs
    // Of a stretch that the warm-up leaves hardly anything of, that belongs to the next.
    const isCut = fromMs < 0 && toMs < stretchMinMs && index < pieces.length - 1
    if (toMs > 0 && !isCut) {
      const name = isClimb(pieces, model) ? climbName(piece) : nameOf(piece, model)
      starts.push({ name, fromMs: starts.length === 0 ? 0 : fromMs })
    }
    fromMs = toMs
  }
  return starts
}

/** Pieces at one value are one stretch, and what is too short to be one is a part of the next. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const all: Piece[] = []
  for (const piece of pieces) {
    const before = all.at(-1)
    const durationMs = piece.durationMs + (before?.durationMs ?? 0)
    const isSame = before?.to === piece.from && before.from === before.to && isLevel(piece)
    if (before !== undefined && isSame) all[all.length - 1] = { ...piece, durationMs }
    else if (before !== undefined && before.durationMs < stretchMinMs) {
      all[all.length - 1] = { ...piece, durationMs }
    } else all.push(piece)
  }
  return all
}

function isLevel({ from, to }: Piece): boolean {
  return from === to
}

/** Users come one after the other, and stay. */
function isClimb([first, second, ...more]: readonly Piece[], model: PhasesOf['model']): boolean {
  const isUp = first !== undefined && first.from === 0 && first.to > 0
  return model === 'closed' && isUp && second?.from === second?.to && more.length === 0
}

function climbName(piece: Piece): string {
  return isLevel(piece) ? 'steady' : 'ramp up'
}

function nameOf(piece: Piece, model: PhasesOf['model']): string {
  const { from, to } = piece
  const value = Number(to.toPrecision(3))
  const what = model === 'open' ? `${value}/s` : `${value} ${value === 1 ? 'user' : 'users'}`
  if (isLevel(piece)) return `hold ${what}`
  return from < to ? `to ${what}` : `down to ${what}`
}

type Counted = PhaseStart & { ok: number; failed: number; readonly times: Histogram }

export function createPhases(ramp: Ramp, of: PhasesOf): PhaseRecord {
  const endMs = lengthMs(ramp) - of.warmUpMs
  let phases: readonly Counted[] = [...rampPhases(ramp, of), drainFrom(endMs)].map(counted)

  function take({ endedMs, outcome, responseUs }: Exchange): void {
    if (outcome === 'unsent' || outcome === 'interrupted') return
    const phase = phases.findLast(({ fromMs }) => fromMs <= endedMs) ?? phases[0]
    if (phase === undefined) return
    if (outcome === 'ok') phase.ok++
    else phase.failed++
    if (outcome !== 'failed') phase.times.record(responseUs)
  }

  function change(to: Piece, atMs: number): void {
    const before = until(atMs)
    if (before.length >= phasesMax || atMs >= endMs) return
    const isLong = to.durationMs >= stretchMinMs && !isLevel(to)
    const heldMs = isLong ? atMs + to.durationMs : atMs
    const held = { name: nameOf({ ...to, from: to.to }, of.model), fromMs: heldMs }
    const starts = [
      ...(isLong ? [{ name: nameOf(to, of.model), fromMs: atMs }] : []),
      ...(heldMs < endMs ? [held] : []),
    ]
    phases = [...before, ...[...starts, drainFrom(endMs)].map(counted)]
  }

  function stop(atMs: number): void {
    if (atMs < endMs) phases = [...until(atMs), counted(drainFrom(atMs))]
  }

  function until(atMs: number): readonly Counted[] {
    return phases.filter(({ fromMs }) => fromMs < atMs)
  }

  function read(untilMs: number): readonly Phase[] {
    const begun = until(untilMs).map((phase, index, all) => {
      return told(phase, all[index + 1]?.fromMs ?? untilMs)
    })
    const shown = begun.filter(isShown)
    if (shown.length < 2) return []
    return of.warmUpMs > 0 ? [warmUpPhase(of.warmUpMs), ...shown] : shown
  }

  return { take, change, stop, read }
}

function drainFrom(fromMs: number): PhaseStart {
  return { name: drain, fromMs }
}

function counted(start: PhaseStart): Counted {
  return { ...start, ok: 0, failed: 0, times: new Histogram() }
}

function told({ name, fromMs, ok, failed, times }: Counted, toMs: number): Phase {
  const [p50 = null, p95 = null, p99 = null] = times.percentiles([50, 95, 99]).map(inMs)
  return { name, from: seconds(fromMs), to: seconds(toMs), ok, failed, p50, p95, p99 }
}

/** Most runs are drained within some ms. */
function isShown({ name, from, to }: Phase): boolean {
  return name !== drain || (to - from) * 1000 >= drainMinMs
}

/** What was asked in it is in no statistic. */
function warmUpPhase(ms: number): Phase {
  const none = { ok: null, failed: null, p50: null, p95: null, p99: null }
  return { name: warmUp, from: -seconds(ms), to: 0, ...none }
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000
}
