/** The closed model: users that come and go by the ramp, each with one request at a time and pauses between them. */

import { Lane } from './load-lane.ts'
import type { Desk } from './load-lane.ts'
import { assign, mix } from './mix.ts'
import { peak, turns } from './pacer.ts'
import type { Ramp, Turn } from './pacer.ts'
import type { Random } from './random.ts'
import { thinkMs } from './users.ts'
import type { UserClass, Workload } from './users.ts'

/** What runs in a generator thread: told to stop, it starts nothing more; what is in flight is the thread's to end. */
export type Executor = {
  readonly users: () => number
  readonly usersMax: () => number
  /** Goes on by another ramp of this thread, which is the same up to about now. */
  readonly change: (ramp: Ramp) => void
  readonly stop: () => void
  /** Requests that wait for a connection. */
  readonly waiting: () => number
  /** Logs what was released and never sent as unsent; tells how many were due and never released. */
  readonly end: () => { readonly dropped: number }
}

export type ExecutorOptions = {
  readonly desk: Desk
  readonly workload: Workload
  /** This thread's share. */
  readonly ramp: Ramp
  readonly startMs: number
  readonly classes: readonly { readonly class: UserClass; readonly weight: number }[]
  readonly random: Random
  readonly connections: number
  /** Called when a lane came free. */
  readonly onFree: () => void
}

/** Most that a user leaves a target alone that refuses connections. */
const backOffMaxMs = 1000

type User = {
  readonly lane: Lane
  readonly class: UserClass
  readonly draw: (random: Random) => number
  readonly random: Random
  done: number
  /** False: it ends after its current request. */
  wanted: boolean
  pause: NodeJS.Timeout | null
}

export function closedModel(options: ExecutorOptions): Executor {
  const users = new Map<number, User>()
  const newUser = userMaker(options)
  let stopped = false
  let most = 0

  function spawn(number: number, atMs: number): void {
    const present = users.get(number)
    if (present !== undefined) {
      present.wanted = true
      return
    }
    const user = newUser(number, (endedMs) => next(number, user, endedMs))
    users.set(number, user)
    most = Math.max(most, users.size)
    ask(user, atMs)
  }

  function dismiss(number: number): void {
    const user = users.get(number)
    if (user === undefined) return
    user.wanted = false
    if (!user.lane.busy) retire(number, user)
  }

  function next(number: number, user: User, endedMs: number): void {
    user.done++
    if (stopped || !user.wanted) retire(number, user)
    else pauseThenAsk(user, endedMs)
    options.onFree()
  }

  function retire(number: number, user: User): void {
    if (user.pause !== null) clearTimeout(user.pause)
    users.delete(number)
    user.lane.close()
  }

  /** Whoever should be there now is, and nobody else, whether a turn of the old ramp came first or not. */
  function change(ramp: Ramp): void {
    if (stopped) return
    const now = performance.now()
    const wanted = taking.follow(turns(ramp), now - options.startMs)
    for (const number of users.keys()) if (!wanted.has(number)) dismiss(number)
    for (const number of wanted) spawn(number, now)
  }

  function stop(): void {
    stopped = true
    taking.stop()
    for (const [number, user] of users) if (!user.lane.busy) retire(number, user)
  }

  const taking = takeTurns(options, { spawn, dismiss })
  return {
    users: () => users.size,
    usersMax: () => most,
    change,
    stop,
    waiting: () => 0,
    end: () => ({ dropped: 0 }),
  }
}

function pauseThenAsk(user: User, endedMs: number): void {
  const backOff = user.lane.backOffMs(backOffMaxMs)
  const pauseMs = backOff + thinkMs(user.class.think, user.done, user.random)
  if (pauseMs === 0) {
    ask(user, endedMs)
    return
  }
  user.pause = setTimeout(() => {
    user.pause = null
    ask(user, endedMs + pauseMs)
  }, pauseMs)
}

/** A timer of Node may come up to a millisecond early; then the pause ends when it comes. */
function ask(user: User, dueMs: number): void {
  const now = performance.now()
  const endpoint = user.draw(user.random)
  user.lane.begin({
    endpoint,
    intendedMs: Math.min(dueMs, now),
    releasedMs: now,
    startedMs: now,
  })
}

type Turns = {
  /** Takes the turns of another plan from `ms` on; returned are those who are there by then. */
  readonly follow: (plan: Generator<Turn>, ms: number) => ReadonlySet<number>
  readonly stop: () => void
}

/** Lets users come and go when it is their turn. */
function takeTurns(
  options: ExecutorOptions,
  change: { spawn: (user: number, atMs: number) => void; dismiss: (user: number) => void },
): Turns {
  let plan = turns(options.ramp)
  let timer: NodeJS.Timeout | undefined
  let turn = plan.next()
  function take(): void {
    while (!turn.done && options.startMs + turn.value.atMs <= performance.now()) {
      const atMs = options.startMs + turn.value.atMs
      if (turn.value.change === 'spawn') change.spawn(turn.value.user, atMs)
      else change.dismiss(turn.value.user)
      turn = plan.next()
    }
    if (turn.done) return
    const waitMs = options.startMs + turn.value.atMs - performance.now()
    timer = setTimeout(take, Math.min(2 ** 31 - 1, Math.max(1, Math.ceil(waitMs))))
  }
  function follow(next: Generator<Turn>, ms: number): ReadonlySet<number> {
    clearTimeout(timer)
    const present = new Set<number>()
    plan = next
    for (turn = plan.next(); !turn.done && turn.value.atMs <= ms; turn = plan.next()) {
      if (turn.value.change === 'spawn') present.add(turn.value.user)
      else present.delete(turn.value.user)
    }
    timer = setTimeout(take, 1)
    return present
  }
  take()
  return { follow, stop: () => clearTimeout(timer) }
}

/** Classes are dealt over all users of the run, so that every thread knows the class of its own. */
function userMaker(
  options: ExecutorOptions,
): (number: number, onFree: (endedMs: number) => void) => User {
  const { desk, workload, classes } = options
  const weights = classes.map(({ weight }) => weight)
  const dealt = assign(weights, Math.max(1, Math.ceil(peak(options.ramp))))
  const draws = classes.map((entry) => mix(entry.class.weights))
  return (number, onFree) => {
    // More users than were planned come only where somebody changes the run: they are dealt in the same way.
    const chosen = dealt[number % dealt.length] ?? 0
    const random = options.random.fork(number)
    const connection = workload.open({ index: number, random: random.fork(0) })
    const entry = classes[chosen]
    const draw = draws[chosen]
    if (entry === undefined || draw === undefined) throw new Error(`No class for user ${number}`)
    const lane = new Lane(desk, connection, (_lane, endedMs) => onFree(endedMs))
    return { lane, class: entry.class, draw, random, done: 0, wanted: true, pause: null }
  }
}
