/** A generator thread: loads the workload, runs its share of the load, and tells the main thread of each request. */

import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { UnreachableError, UsageError } from './errors.ts'
import { exchangeLog } from './exchange-log.ts'
import { watchLoop } from './generator-health.ts'
import { closedModel } from './load-closed.ts'
import type { Executor } from './load-closed.ts'
import type { Desk } from './load-lane.ts'
import { sharedNow } from './load-messages.ts'
import type { FromWorker, ToWorker, WorkerEnd, WorkerOrder } from './load-messages.ts'
import { openModel } from './load-open.ts'
import { loadWorkload } from './own-workload.ts'
import { lengthMs, share } from './pacer.ts'
import type { Ramp } from './pacer.ts'
import { random } from './random.ts'
import { withShares } from './users.ts'
import type { Gauge, Workload } from './users.ts'

/** A workload that cannot stop must not hold up the result. */
const stopMaxMs = 2000

const port = parentPort
if (port === null) throw new Error('load-worker-main.ts runs as a thread of the load engine')
const order = workerData.order as WorkerOrder
const log = exchangeLog((batch) => tell({ kind: 'batch', ...batch }, [batch.records.buffer]))
const commands: {
  go?: (atMs: number) => void
  stop?: (drainMs: number) => void
  change?: (ramp: Ramp) => void
} = {}
port.on('message', obey)
await run().catch(explain)
port.close()

function tell(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer)
}

function obey(message: ToWorker): void {
  if (message.kind === 'recycle') log.recycle(message.records)
  else if (message.kind === 'go') commands.go?.(message.atMs)
  else if (message.kind === 'change') commands.change?.(message.ramp)
  else commands.stop?.(message.drainMs)
}

/** An error keeps its class across threads only so; what is a bug of ours ends the thread, and is told by that. */
function explain(thrown: unknown): void {
  const isUsage = thrown instanceof UsageError
  if (!isUsage && !(thrown instanceof UnreachableError)) throw thrown
  tell({ kind: 'failed', why: isUsage ? 'usage' : 'unreachable', message: thrown.message })
}

async function run(): Promise<void> {
  const start = await loadWorkload(order.workload)
  const { worker, workers } = order
  const workload = await start(order.workload.settings, { worker, workers })
  let end: WorkerEnd | null = null
  try {
    const classes = chosenClasses(workload)
    const going = new Promise<number>((resolve) => (commands.go = resolve))
    const { model } = order
    tell({ kind: 'ready', endpoints: withShares(workload.endpoints, { classes, model }) })
    const startMs = (await going) - sharedNow() + performance.now()
    await until(startMs)
    end = await generate({ workload, classes, startMs })
  } finally {
    await Promise.race([workload.stop(), sleep(stopMaxMs, undefined, { ref: false })])
  }
  // Told last: the main thread ends this one when it hears it.
  tell({ kind: 'end', ...end })
}

type Classes = Parameters<typeof closedModel>[0]['classes']

function chosenClasses(workload: Workload): Classes {
  const { classes, defaultClass } = workload
  const wanted =
    order.userClasses.length > 0 ? order.userClasses : [{ name: defaultClass, weight: 1 }]
  return wanted.map(({ name, weight }) => {
    const found = classes[name]
    if (found !== undefined) return { class: found, weight }
    const known = Object.keys(classes).join(', ')
    throw new UsageError(`Cannot use user class "${name}": this workload has ${known}`)
  })
}

async function generate(options: {
  workload: Workload
  classes: Classes
  startMs: number
}): Promise<WorkerEnd> {
  const measuredFromMs = options.startMs + order.warmUpMs
  const desk: Desk = {
    log,
    measuredFromMs,
    requestTimeoutMs: order.requestTimeoutMs,
    lanes: new Set(),
    sentInAll: 0,
    sweep: null,
  }
  const loop = watchLoop()
  const idle = { check: () => {} }
  const { worker, workers } = order
  const ramp = share(order.ramp, { worker, workers })
  const shared = { ...options, desk, ramp, connections: order.connections, workers }
  const chance = random(order.seed).fork(order.model === 'closed' ? 0 : worker)
  const started = { ...shared, random: chance, onFree: () => idle.check() }
  const { gauge } = options.workload
  gauge?.start(measuredFromMs)
  const executor = order.model === 'closed' ? closedModel(started) : openModel(started)
  commands.change = (whole) => executor.change(share(whole, { worker, workers }))
  const ticks = startTicks(measuredFromMs, { executor, desk, gauge, reset: loop.reset })
  const { drainMs, stoppedMs } = await endOfRun(options.startMs + lengthMs(ramp))
  const usersAtStop = executor.users()
  const inFlightAtStop = busyIn(desk)
  executor.stop()
  gauge?.stop()
  await drained({ desk, executor, idle, drainMs })
  // The queue first: a lane that is interrupted must find nothing more to send.
  const { dropped } = executor.end()
  for (const lane of desk.lanes) lane.interrupt()
  const loopDelayMs = ticks.stop()
  const delay = loop.stop()
  if (desk.sweep !== null) clearTimeout(desk.sweep)
  for (const lane of desk.lanes) lane.close()
  log.flush()
  const atStop = { usersAtStop, inFlightAtStop }
  const counts = { sentInAll: desk.sentInAll, dropped, usersMax: executor.usersMax(), ...atStop }
  const stopped = Math.round((stoppedMs - measuredFromMs) * 1000) / 1000
  const delays = { eventLoopDelayMs: delay, loopDelayMs }
  return { ...counts, ...delays, stoppedMs: stopped, gauged: gauge?.take() }
}

/** At each full second of the measured time: what has ended goes over, with the users who are there. `stop` has the event loop since then. */
function startTicks(
  measuredFromMs: number,
  watched: { executor: Executor; desk: Desk; gauge: Gauge | undefined; reset: () => void },
): { stop: () => number | null } {
  let second = 0
  const loop = watchLoop()
  let timer = atTime(measuredFromMs, tick)
  function tick(): void {
    const loopDelayMs = loop.lap()
    if (second === 0) watched.reset()
    else {
      log.flush()
      const gauged = watched.gauge?.take()
      const inFlight = busyIn(watched.desk)
      const { sentInAll } = watched.desk
      const users = watched.executor.users()
      tell({ kind: 'tick', second, users, inFlight, sentInAll, loopDelayMs, gauged })
    }
    second++
    timer = atTime(measuredFromMs + second * 1000, tick)
  }
  function stop(): number | null {
    timer.clear()
    return loop.stop().p99
  }
  return { stop }
}

function busyIn({ lanes }: Desk): number {
  let busy = 0
  for (const lane of lanes) if (lane.busy) busy++
  return busy
}

async function endOfRun(endMs: number): Promise<{ drainMs: number; stoppedMs: number }> {
  return new Promise((resolve) => {
    const timer = atTime(endMs, () => resolve({ drainMs: order.stopTimeoutMs, stoppedMs: endMs }))
    commands.stop = (drainMs) => {
      timer.clear()
      resolve({ drainMs, stoppedMs: Math.min(endMs, performance.now()) })
    }
  })
}

/** Resolves when nothing is in flight and nothing waits, or when the time for that is over. */
async function drained(options: {
  desk: Desk
  executor: Executor
  idle: { check: () => void }
  drainMs: number
}): Promise<void> {
  const { desk, executor, idle, drainMs } = options
  return new Promise((resolve) => {
    let timer = setTimeout(() => resolve(), drainMs)
    // Told to stop while it drains, it drains no longer than that.
    commands.stop = (shorterMs) => {
      clearTimeout(timer)
      timer = setTimeout(() => resolve(), Math.min(shorterMs, drainMs))
    }
    idle.check = () => {
      if (executor.waiting() > 0 || busyIn(desk) > 0) return
      clearTimeout(timer)
      resolve()
    }
    idle.check()
  })
}

async function until(ms: number): Promise<void> {
  await new Promise<void>((resolve) => atTime(ms, resolve))
}

/** A timer for a time of `performance.now()`, never early, and however far off (one of Node's reaches 24 days). */
function atTime(ms: number, act: () => void): { clear: () => void } {
  function arm(): NodeJS.Timeout {
    const wait = Math.max(0, Math.ceil(ms - performance.now()))
    return setTimeout(check, Math.min(2 ** 31 - 1, wait))
  }
  function check(): void {
    if (performance.now() < ms) timer = arm()
    else act()
  }
  let timer = arm()
  return { clear: () => clearTimeout(timer) }
}
