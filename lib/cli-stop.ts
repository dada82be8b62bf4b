/** Turns signals, and the loss of the parent, into an orderly end of the script; a second signal kills. */
import { watchParent } from './parent-watch.ts'

export type Stop = Disposable & {
  readonly signal: AbortSignal
  /** 130 or 143 once the script was told to stop, else null. */
  readonly code: () => 130 | 143 | null
}

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const
type StopSignal = keyof typeof codes

/**
 * A terminal sends Ctrl-C to the whole group, and npx and tsx pass it on as well: what arrives within this time is
 * one and the same key press.
 */
const echoMs = 1000

/** Listens until disposed. `told` is called once, with the words for the user. */
export function listenForStop(told: (words: string) => void): Stop {
  const controller = new AbortController()
  let code: 130 | 143 | null = null
  let since = 0
  function stop(by: StopSignal, words: string): void {
    code = codes[by]
    since = performance.now()
    told(words)
    controller.abort(new Error(words))
  }
  function onSignal(name: NodeJS.Signals): void {
    const by: StopSignal = name === 'SIGINT' || name === 'SIGTERM' ? name : 'SIGHUP'
    if (code === null) stop(by, `${by}: stopping; once more to kill`)
    else if (performance.now() - since > echoMs) killSelf(by)
  }
  const names = Object.keys(codes) as StopSignal[]
  for (const name of names) process.on(name, onSignal)
  const parent = watchParent(() => {
    if (code === null) stop('SIGTERM', 'the parent process is gone: stopping')
  })
  function dispose(): void {
    for (const name of names) process.off(name, onSignal)
    parent[Symbol.dispose]()
  }
  return { signal: controller.signal, code: () => code, [Symbol.dispose]: dispose }
}

/** Dies by the signal itself, so that the caller sees the same as from any other program. */
function killSelf(name: StopSignal): void {
  process.removeAllListeners(name)
  process.kill(process.pid, name)
}
