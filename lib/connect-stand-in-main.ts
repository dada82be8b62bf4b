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
const [line] = (await once(lines, 'line')) as [string]
const ended = Promise.race([once(lines, 'close'), once(process, 'SIGTERM')])

try {
  // Only the one who started us writes here.
  const standIn = await startConnectStandIn(JSON.parse(line) as StandInSettings)
  try {
    const ready = await Promise.race([standIn.ready.then(() => true), ended.then(() => false)])
    if (ready) {
      process.stdout.write(
        `${JSON.stringify({ connect: standIn.connect, counts: standIn.counts })}\n`,
      )
      await ended
    }
  } finally {
    await standIn[Symbol.asyncDispose]()
  }
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
}
process.stdin.destroy()
