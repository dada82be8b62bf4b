/** A process that runs files of properties one after another: loading the harness anew for each would take longer than most of them. */
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Readable } from 'node:stream'

import { endProcess } from './process-end.ts'
import { lastLines, nodeArguments, startProcess } from './process.ts'
import { settlesWithin } from './wait.ts'
import type { ProfileName } from './property-profile.ts'
import type { PropertyResult } from './property-result.ts'

/** A loop that never ends cannot be told from a slow machine before this. */
const fileLimitMs = 30 * 60_000

export type PropertyProcessOptions = {
  readonly profile: ProfileName
  readonly seed: number
  /** The one property to run, with or without seed and path. */
  readonly replay: string | undefined
  readonly signal: AbortSignal
  readonly tell: (result: PropertyResult) => void
}

/** One line to the process. */
export type FileOrder = {
  /** The whole path of the file. */
  readonly path: string
  /** The URL of a server for its databases; null: it starts its own. */
  readonly server: string | null
}

/** Its answer, after a line for each law. */
export type FileEnded = {
  /** Why the file could not be loaded to its end, or what it was checked with could not be closed. */
  readonly problem: string | null
}

export type FileRun = {
  readonly properties: readonly PropertyResult[]
  /** Why it did not come to its end; null: it did. */
  readonly problem: string | null
}

export type PropertyProcess = {
  /** One file at a time. */
  readonly run: (order: FileOrder) => Promise<FileRun>
  /** False when it has ended by itself: the file that it ran then has told so. */
  readonly isRunning: () => boolean
  /** Lets it end: node's own TAP stream of all files, and how it ended, such as `exit code 0`. */
  readonly end: () => Promise<{
    readonly tap: string
    readonly stderr: string
    readonly ended: string
  }>
}

/** A law may go on for minutes: not where nobody reads on. */
const orphan = new URL('orphan-main.ts', import.meta.url)
const main = new URL('property-main.ts', import.meta.url)

export async function startPropertyProcess({
  profile,
  seed,
  replay,
  signal,
  tell,
}: PropertyProcessOptions): Promise<PropertyProcess> {
  const { child, exited, identity } = await startProcess(process.execPath, {
    args: ['--test-reporter=tap', ...nodeArguments(main).toSpliced(-1, 0, '--import', orphan.href)],
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: {
      ...withoutTestContext(process.env),
      CDC_PROFILE: profile,
      CDC_SEED: String(seed),
      PROPERTY_RECORDS_FD: '3',
      ...(replay === undefined ? {} : { PROPERTY_REPLAY: replay }),
    },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  })
  const text = { tap: '', stderr: '' }
  child.stdout?.on('data', (chunk) => (text.tap += String(chunk)))
  child.stderr?.on('data', (chunk) => (text.stderr += String(chunk)))
  // A process that is gone is told by its end.
  child.stdin?.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let running = true
  void exited.then(() => (running = false))
  let properties: PropertyResult[] = []
  const answers = new EventEmitter<{ ended: [string | null] }>()
  createInterface({ input: (child.stdio[3] ?? process.stdin) as Readable }).on('line', (line) => {
    const record = JSON.parse(line) as PropertyResult | FileEnded
    if ('problem' in record) {
      answers.emit('ended', record.problem)
      return
    }
    properties.push(record)
    tell(record)
  })
  function stop(): void {
    void endProcess(identity, 'SIGTERM')
  }
  signal.addEventListener('abort', stop, { once: true })
  void closed.then(() => signal.removeEventListener('abort', stop))

  async function within(what: Promise<string | null>): Promise<string | null> {
    const gone = closed.then(async () => `${await exited}: ${lastLines(text.stderr || text.tap)}`)
    const first = Promise.race([what, gone])
    if (await settlesWithin(first, fileLimitMs)) return await first
    await endProcess(identity, 'SIGKILL')
    running = false
    return `no end within ${fileLimitMs / 60_000} minutes`
  }

  return {
    isRunning: () => running,
    run: async (order) => {
      properties = []
      const answer = once(answers, 'ended').then(([problem]) => problem as string | null)
      child.stdin?.write(`${JSON.stringify(order)}\n`)
      return { problem: await within(answer), properties }
    },
    end: async () => {
      child.stdin?.end()
      const problem = await within(closed.then(() => null))
      return { ...text, ended: problem ?? (await exited) }
    },
  }
}

/** Within a test of node's own a child would tell its parent in a form that is no TAP. */
function withoutTestContext({
  NODE_TEST_CONTEXT: _context,
  ...rest
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return rest
}
