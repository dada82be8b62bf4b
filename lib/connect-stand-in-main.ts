/**
 * The process of the stand-in. It takes one line of JSON, its settings, from its standard input, writes one line of JSON, its URLs,
 * when it is ready, and ends when that input is closed or on SIGTERM.
 */
import { once } from 'node:events'
import { createInterface } from 'node:readline'

import { messageOf } from './errors.ts'
import { startConnectStandIn } from './connect-stand-in.ts'
import type { StandInSettings } from './connect-stand-in.ts'

const lines = createInterface({ input: process.stdin })
const ended = Promise.race([once(lines, 'close'), once(process, 'SIGTERM')]).then(() => null)
const first = once(lines, 'line').then(([line]) => String(line))

async function serve(line: string): Promise<void> {
  // Only the one who started us writes here.
  const standIn = await startConnectStandIn(JSON.parse(line) as StandInSettings)
  try {
    if ((await Promise.race([standIn.ready, ended])) === null) return
    const urls = { connect: standIn.connect, counts: standIn.counts }
    process.stdout.write(`${JSON.stringify(urls)}\n`)
    await ended
  } finally {
    await standIn[Symbol.asyncDispose]()
  }
}

try {
  const line = await Promise.race([first, ended])
  if (line !== null) await serve(line)
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
} finally {
  process.stdin.destroy()
}
