/** Runs files of properties one after another in one process, each when a line of stdin names it, and says when it has ended. */
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

import { messageOf } from './errors.ts'
import { closeByHand, closeShared } from './property-given.ts'
import { lawsEnded, recordsVariable } from './property.ts'
import { forgetSecrets } from './redact.ts'
import { serverVariable } from './property-server.ts'
import type { FileEnded, FileOrder } from './property-process.ts'

async function run({ path, server }: FileOrder): Promise<string | null> {
  if (server !== null) process.env[serverVariable] = server
  try {
    await import(pathToFileURL(path).href)
    return null
  } catch (error) {
    return messageOf(error)
  } finally {
    // Those that were stated before it failed are tests all the same.
    await lawsEnded()
    await closeShared()
    forgetSecrets()
  }
}

async function answer(line: string): Promise<void> {
  const ended: FileEnded = {
    problem: await run(JSON.parse(line) as FileOrder).catch((error: unknown) => messageOf(error)),
  }
  writeSync(Number(process.env[recordsVariable]), `${JSON.stringify(ended)}\n`)
}

closeByHand()
createInterface({ input: process.stdin }).on('line', (line) => void answer(line))
