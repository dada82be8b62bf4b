/**
 * The watchdog: a process of its own that notices that the script is gone, `kill -9` included, and removes what it left.
 *
 * Its standard input is a pipe that only the script holds: lines of JSON say what is to be guarded, its end says that
 * the script is gone. What the script has removed itself is found gone.
 */
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'

import { endProcess, endProcessesIn } from './process-end.ts'
import type { ProcessIdentity } from './process-identity.ts'
import type { Guarded } from './watchdog.ts'

type Guard = { readonly identity: ProcessIdentity; readonly signal: NodeJS.Signals }

const folders: string[] = []
const processes: Guard[] = []

/** Reads until the script is gone. A half line is what it wrote last when it was killed. */
async function watch(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.endsWith('}')) continue
    const guarded = JSON.parse(line) as Guarded
    if ('folder' in guarded) folders.push(guarded.folder)
    else processes.push(guarded)
  }
}

/** Clients first, in the reverse of the order in which they were started; then what nobody told us of. */
async function cleanUp(): Promise<void> {
  await Promise.allSettled(
    processes.toReversed().map(async ({ identity, signal }) => await endProcess(identity, signal)),
  )
  // What cannot be removed must not keep the rest from being removed.
  await Promise.allSettled(folders.toReversed().map(removeGuarded))
}

/** How often it is tried: what was just being started when the script was killed shows up late, and makes files meanwhile. */
const attempts = 30

async function removeGuarded(folder: string): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    await endProcessesIn(folder)
    const isRemoved = await removed(folder)
    if (isRemoved && (await endProcessesIn(folder)) === 0) return
  }
}

async function removed(folder: string): Promise<boolean> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 })
    return true
  } catch {
    return false
  }
}

// A stop of the whole session or service reaches us too; our work is still to come then.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.stdout.on('error', () => undefined)
process.stdin.on('error', () => undefined)
process.stdout.write('ready\n')
try {
  await watch()
} finally {
  await cleanUp()
}
