/** Holds what a test may do to the process that runs it: an exit, timers left behind, errors that nobody catches, promises that never settle. */

export type Guard = {
  /** Calls `run` and resolves to what was wrong: what it threw, or what happened beside it; null where nothing was. */
  readonly watch: (run: () => Promise<void>) => Promise<unknown>
  /** What happened outside of a watch, as when a module is loaded. */
  readonly happened: () => unknown
  /** Stops the timers that are left, waits for what is on its way, and takes all back. */
  readonly release: () => Promise<void>
}

type Handle = { ref?: () => void; unref?: () => void; hasRef?: () => boolean }

const timerNames = ['setTimeout', 'setInterval', 'setImmediate'] as const
const real = { setTimeout, setInterval, setImmediate, clearTimeout, clearImmediate }

/** While it holds, `beforeExit` means what it means in a process of the test's own: the loop ran dry, and the promise is still pending. */
export function guardProcess(): Guard {
  const started = new Set<NodeJS.Timeout | NodeJS.Immediate>()
  const wrong: { error: unknown }[] = []
  let giveUp: ((error: unknown) => void) | null = null
  function onStray(error: unknown): void {
    wrong.push({ error: error ?? new Error('rejected with nothing') })
  }
  function onIdle(): void {
    giveUp?.(new Error('the promise of the test is still pending, and nothing is left to wait for'))
  }
  const takeBack = [
    trackTimers(started),
    replaceExit(() => onStray(new Error('the process was to exit'))),
    listen({ uncaughtException: onStray, unhandledRejection: onStray, beforeExit: onIdle }),
    letGoOfHandles(),
  ]
  return {
    watch: async (run) => {
      wrong.length = 0
      const idle = new Promise((resolve) => (giveUp = resolve))
      const error = await Promise.race([settled(run), idle])
      giveUp = null
      return error ?? wrong[0]?.error ?? null
    },
    happened: () => wrong[0]?.error ?? null,
    release: async () => {
      for (const timer of started) {
        real.clearTimeout(timer as NodeJS.Timeout)
        real.clearImmediate(timer as NodeJS.Immediate)
      }
      // What is rejected in this turn of the loop is told in the next: it must not befall whoever comes after.
      await new Promise((resolve) => real.setImmediate(resolve))
      for (const undo of takeBack.toReversed()) undo()
    },
  }
}

async function settled(run: () => Promise<void>): Promise<unknown> {
  try {
    await run()
    return null
  } catch (error) {
    return error ?? new Error('threw nothing')
  }
}

function trackTimers(started: Set<NodeJS.Timeout | NodeJS.Immediate>): () => void {
  for (const name of timerNames) {
    const start = real[name] as (...given: unknown[]) => NodeJS.Timeout
    function tracked(...given: unknown[]): NodeJS.Timeout {
      const timer = start(...given)
      started.add(timer)
      return timer
    }
    Reflect.set(globalThis, name, Object.assign(tracked, real[name]))
  }
  return () => {
    for (const name of timerNames) Reflect.set(globalThis, name, real[name])
  }
}

/** It must end the test that calls it, so it throws; and it is remembered, for whoever catches what it throws. */
function replaceExit(note: () => void): () => void {
  const exit = Reflect.get(process, 'exit')
  Reflect.set(process, 'exit', () => {
    note()
    throw new Error('the process was to exit')
  })
  return () => void Reflect.set(process, 'exit', exit)
}

function listen(listeners: Readonly<Record<string, (error: unknown) => void>>): () => void {
  for (const [name, listener] of Object.entries(listeners)) process.on(name, listener)
  return () => {
    for (const [name, listener] of Object.entries(listeners)) process.off(name, listener)
  }
}

/** What keeps this process alive is ours: the loop of a test runs dry in spite of it. */
function letGoOfHandles(): () => void {
  const { _getActiveHandles: active } = process as unknown as { _getActiveHandles: () => Handle[] }
  const handles: Handle[] = active.call(process).filter((handle) => handle.hasRef?.() !== false)
  for (const handle of handles) handle.unref?.()
  process.channel?.unref()
  return () => {
    for (const handle of handles) handle.ref?.()
    process.channel?.ref()
  }
}
