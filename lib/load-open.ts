/** The open model: requests released when they are due, however slow the answers, to a fixed number of connections. */

import type { Executor, ExecutorOptions } from './load-closed.ts'
import { Lane } from './load-lane.ts'
import { mix } from './mix.ts'
import { dueInstants, valueAt } from './pacer.ts'
import type { Ramp } from './pacer.ts'
import type { Random } from './random.ts'

/** Beyond so many waiting requests one that comes due is dropped: a target that is gone for an hour must not fill us. */
const waitingMax = 1_000_000
const backOffMaxMs = 200

export function openModel(options: ExecutorOptions & { readonly workers: number }): Executor {
  const { startMs, desk } = options
  let ramp = options.ramp
  let plan = dueInstants(ramp)
  const queue = waitingLine()
  const free = lanes(options, onFree)
  const draw = drawer(options)
  let due = plan.next()
  let timer: NodeJS.Timeout | null = null
  let stopped = false
  let dropped = 0
  let released = 0

  function releaseDue(): void {
    const now = performance.now()
    while (!due.done && startMs + due.value <= now) {
      release(startMs + due.value, now)
      released++
      due = plan.next()
    }
  }

  /** The n-th request is due where the integral is n: what was released is left out by its number. */
  function change(next: Ramp): void {
    if (stopped) return
    ramp = next
    plan = dueInstants({ ...ramp, first: ramp.first + released * ramp.every })
    due = plan.next()
    if (timer !== null) clearTimeout(timer)
    tick()
  }

  function tick(): void {
    releaseDue()
    timer = null
    if (due.done || stopped) return
    const wait = startMs + due.value - performance.now()
    timer = setTimeout(tick, Math.min(2 ** 31 - 1, Math.max(1, Math.ceil(wait))))
  }

  function release(intendedMs: number, releasedMs: number): void {
    const lane = queue.length() === 0 ? free.shift() : undefined
    if (lane !== undefined) start(lane, { intendedMs, releasedMs }, releasedMs)
    else if (queue.length() < waitingMax) queue.push(intendedMs, releasedMs)
    else if (intendedMs >= desk.measuredFromMs) dropped++
  }

  function onFree(lane: Lane): void {
    // A look at the clock after each answer releases what is due before the timer would.
    if (!stopped && !due.done) releaseDue()
    const rate = Math.max(0.001, valueAt(ramp, performance.now() - startMs))
    // The schedule itself bounds how often a target that refuses is asked: a longer pause would only fill the queue.
    const backOff = lane.backOffMs(Math.min(backOffMaxMs, (500 * options.connections) / rate))
    if (backOff > 0) setTimeout(use, backOff, lane)
    else use(lane)
    options.onFree()
  }

  function use(lane: Lane): void {
    const next = queue.shift()
    if (next === undefined) free.push(lane)
    else start(lane, next, performance.now())
  }

  function start(lane: Lane, { intendedMs, releasedMs }: Waiting, startedMs: number): void {
    lane.begin({ endpoint: draw(options.random), intendedMs, releasedMs, startedMs })
  }

  function stop(): void {
    // What was due before the end is released, though late, and so shows as lag.
    releaseDue()
    stopped = true
    if (timer !== null) clearTimeout(timer)
  }

  function end(): { dropped: number } {
    logUnsent(queue, desk)
    return { dropped }
  }

  tick()
  return { users: () => 0, usersMax: () => 0, change, stop, waiting: queue.length, end }
}

/** First in, first out, so that all connections stay warm. */
type FreeLanes = { readonly shift: () => Lane | undefined; readonly push: (lane: Lane) => void }

function lanes(
  options: ExecutorOptions & { readonly workers: number },
  onFree: (lane: Lane) => void,
): FreeLanes {
  const { workload, desk, ramp } = options
  const line = ring<Lane>()
  for (let index = ramp.first; index < options.connections; index += options.workers) {
    const connection = workload.open({ index, random: options.random.fork(index + 1) })
    line.push(new Lane(desk, connection, onFree))
  }
  return line
}

function drawer(options: ExecutorOptions): (random: Random) => number {
  const drawClass = mix(options.classes.map(({ weight }) => weight))
  const drawTask = options.classes.map((entry) => mix(entry.class.weights))
  return (random) => drawTask[drawClass(random)]?.(random) ?? 0
}

function logUnsent(queue: ReturnType<typeof waitingLine>, desk: ExecutorOptions['desk']): void {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (next.intendedMs < desk.measuredFromMs) continue
    const lagUs = Math.round((next.releasedMs - next.intendedMs) * 1000)
    const none = { endedMs: 0, responseUs: 0, serviceUs: 0, bodyBytes: -1, failure: -1 }
    desk.log.add({ ...none, endpoint: 0, outcome: 'unsent', lagUs })
  }
}

type Waiting = { readonly intendedMs: number; readonly releasedMs: number }

function waitingLine(): {
  readonly push: (intendedMs: number, releasedMs: number) => void
  readonly shift: () => Waiting | undefined
  readonly length: () => number
} {
  const line = ring<Waiting>()
  return {
    push: (intendedMs, releasedMs) => line.push({ intendedMs, releasedMs }),
    shift: line.shift,
    length: line.length,
  }
}

/** A queue whose shift costs the same however long it is, unlike that of a long array. */
function ring<Item>(): {
  readonly push: (item: Item) => void
  readonly shift: () => Item | undefined
  readonly length: () => number
} {
  let items: Item[] = []
  let head = 0
  return {
    push: (item) => void items.push(item),
    shift: () => {
      const item = items[head]
      if (item === undefined) return undefined
      head++
      if (head > 1024 && head * 2 > items.length) {
        items = items.slice(head)
        head = 0
      }
      return item
    },
    length: () => items.length - head,
  }
}
