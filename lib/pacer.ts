/** When load is due: a piecewise linear value over time (users, or requests a second), and the instants it gives. */

/** One straight piece, from `from` to `to` in `durationMs`. */
export type Piece = { readonly from: number; readonly to: number; readonly durationMs: number }

/**
 * Values over time: users, or requests a second. After the last piece its end value holds. A share of a ramp is every
 * `every`-th instant of it from the `first`-th on, so that the shares are together exactly the whole.
 */
export type Ramp = {
  readonly pieces: readonly Piece[]
  readonly first: number
  readonly every: number
}

/** From the first user at 0 on, `spawnRate` more each second, up to `users`; then these until the run time is over. */
export function ramp(options: {
  readonly users: number
  readonly spawnRate: number
  readonly runTimeMs: number
}): Ramp {
  const { users, spawnRate, runTimeMs } = options
  const climbMs = Math.min((users / spawnRate) * 1000, runTimeMs)
  const top = climbMs < runTimeMs ? users : (spawnRate * runTimeMs) / 1000
  return whole([
    { from: 0, to: top, durationMs: climbMs },
    { from: top, to: top, durationMs: runTimeMs - climbMs },
  ])
}

/** One stage after the other, each linear from where the last one ended to its target. */
export function stages(options: {
  readonly from: number
  readonly stages: readonly { readonly durationMs: number; readonly target: number }[]
}): Ramp {
  let from = options.from
  return whole(
    options.stages.map(({ durationMs, target }) => {
      const piece = { from, to: target, durationMs }
      from = target
      return piece
    }),
  )
}

/** The same rate all the time. */
export function constant(options: { readonly rate: number; readonly runTimeMs: number }): Ramp {
  return whole([{ from: options.rate, to: options.rate, durationMs: options.runTimeMs }])
}

function whole(pieces: readonly Piece[]): Ramp {
  return { pieces: pieces.filter(lasts), first: 0, every: 1 }
}

function lasts({ durationMs }: Piece): boolean {
  return durationMs > 0
}

/** The part of worker number `worker` (from 0) of `workers`: 1000/s by 3 workers is 1000/s, 500 users are 500. */
export function share(of: Ramp, part: { readonly worker: number; readonly workers: number }): Ramp {
  return { ...of, first: of.first + part.worker * of.every, every: of.every * part.workers }
}

/** How long the pieces last together, in ms. */
export function lengthMs(of: Ramp): number {
  return of.pieces.reduce((sum, piece) => sum + piece.durationMs, 0)
}

/** The same pieces, the last value held until `totalMs`: a warm-up lengthens the ramp so. */
export function held(of: Ramp, totalMs: number): Ramp {
  const left = totalMs - lengthMs(of)
  const end = of.pieces.at(-1)?.to ?? 0
  if (left <= 0) return of
  return { ...of, pieces: [...of.pieces, { from: end, to: end, durationMs: left }] }
}

/**
 * The same up to `atMs`; from there linear to `value` in `overMs` (0: at once), and that held to the old end. Where the
 * end comes first, it goes as far as it gets.
 */
export function changed(
  of: Ramp,
  change: { readonly atMs: number; readonly value: number; readonly overMs: number },
): Ramp {
  const endMs = lengthMs(of)
  const atMs = Math.max(0, change.atMs)
  const overMs = Math.min(change.overMs, endMs - atMs)
  const from = valueAt(of, atMs)
  const part = change.overMs > 0 ? overMs / change.overMs : 1
  const to = from + (change.value - from) * part
  const after = [
    { from, to, durationMs: overMs },
    { from: to, to, durationMs: endMs - atMs - overMs },
  ]
  return { ...of, pieces: [...piecesUntil(of, atMs), ...after.filter(lasts)] }
}

function piecesUntil(of: Ramp, ms: number): Piece[] {
  let left = ms
  const before: Piece[] = []
  for (const piece of of.pieces) {
    if (left <= 0) break
    const durationMs = Math.min(left, piece.durationMs)
    const to = piece.from + ((piece.to - piece.from) * durationMs) / piece.durationMs
    before.push({ ...piece, to, durationMs })
    left -= piece.durationMs
  }
  return before
}

/** The value of the whole (not of a share) at a time. */
export function valueAt(of: Ramp, ms: number): number {
  let left = Math.max(0, ms)
  for (const piece of of.pieces) {
    if (left < piece.durationMs) {
      return piece.from + ((piece.to - piece.from) * left) / piece.durationMs
    }
    left -= piece.durationMs
  }
  return of.pieces.at(-1)?.to ?? 0
}

/** The greatest value of the whole that is reached, to the end of the pieces. */
export function peak(of: Ramp): number {
  return of.pieces.reduce((top, piece) => Math.max(top, piece.from, piece.to), 0)
}

/** The area under the whole from 0 to `ms`, in value × seconds: of a rate, the requests due. Exact. */
export function integral(of: Ramp, ms: number): number {
  let left = Math.max(0, ms)
  let area = 0
  for (const piece of of.pieces) {
    const length = Math.min(left, piece.durationMs)
    const end = piece.from + ((piece.to - piece.from) * length) / piece.durationMs
    area += ((piece.from + end) / 2) * (length / 1000)
    left -= length
    if (left <= 0) return area
  }
  return area + (of.pieces.at(-1)?.to ?? 0) * (left / 1000)
}

/** How many instants of this share are due before `ms`. The n-th of the whole is due where the integral is n. */
export function dueBefore(of: Ramp, ms: number): number {
  // A sum of floats may come out a hair above a whole number; that hair is no request.
  const all = Math.ceil(integral(of, ms) - 1e-6)
  return Math.max(0, Math.ceil((all - of.first) / of.every))
}

/** The instants, in ms, at which this share's requests are due, in order; they end with the pieces. */
export function* dueInstants(of: Ramp): Generator<number> {
  let startMs = 0
  let area = 0
  let next = of.first
  for (const piece of of.pieces) {
    const seconds = piece.durationMs / 1000
    const end = area + ((piece.from + piece.to) / 2) * seconds
    while (next < end - 1e-6) {
      yield startMs + timeOfArea(piece, Math.max(0, next - area)) * 1000
      next += of.every
    }
    area = end
    startMs += piece.durationMs
  }
}

/** Seconds into the piece after which `area` lies under it: the stable root of the quadratic. */
function timeOfArea(piece: Piece, area: number): number {
  const slope = (piece.to - piece.from) / (piece.durationMs / 1000)
  const root = Math.sqrt(Math.max(0, piece.from * piece.from + 2 * slope * area))
  return area === 0 ? 0 : (2 * area) / (piece.from + root)
}

/** User number `user` (from 0, counted over the whole) comes or goes. */
export type Turn = {
  readonly atMs: number
  readonly user: number
  readonly change: 'spawn' | 'stop'
}

/** The instants at which this share's users come and go, in order. User n is there while the value is above n. */
export function* turns(of: Ramp): Generator<Turn> {
  let startMs = 0
  let value = 0
  for (const piece of of.pieces) {
    // A first value above 0 is a jump.
    yield* crossings(of, { piece: { from: value, to: piece.from, durationMs: 0 }, startMs })
    yield* crossings(of, { piece, startMs })
    value = piece.to
    startMs += piece.durationMs
  }
}

function* crossings(
  of: Ramp,
  at: { readonly piece: Piece; readonly startMs: number },
): Generator<Turn> {
  const { from, to, durationMs } = at.piece
  const up = to > from
  const [low, high] = up ? [from, to] : [to, from]
  // The users of this share whose number n satisfies low ≤ n < high, to within the hair of a float.
  const lowest = Math.max(0, Math.ceil((low - 1e-9 - of.first) / of.every))
  const beyond = Math.max(lowest, Math.ceil((high - 1e-9 - of.first) / of.every))
  for (let step = 0; step < beyond - lowest; step++) {
    const user = of.first + (up ? lowest + step : beyond - 1 - step) * of.every
    const part = Math.min(1, Math.max(0, (user - from) / (to - from)))
    yield { atMs: at.startMs + part * durationMs, user, change: up ? 'spawn' : 'stop' }
  }
}
