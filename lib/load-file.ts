/** A workload of one's own, loaded from its file: its `start` gets the URLs of the stack. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'

import { openLoadStack } from './load-stack.ts'
import type { LoadFlags } from './load-options.ts'
import type { OwnSettings } from './load-messages.ts'
import type { LoadRun, LoadSubject } from './load-subject.ts'

export async function openFileLoad(
  run: LoadRun<Pick<LoadFlags, 'connections'>>,
  file: string,
): Promise<LoadSubject> {
  const stack = await openLoadStack(run)
  const settings: OwnSettings = {
    source: stack.source,
    target: stack.target,
    connect: stack.connect,
  }
  return {
    workload: { module: pathToFileURL(file).href, settings, own: true },
    connections: run.flags.connections,
    environment: await contentOf(file),
    requestsBefore: 0,
    countRequests: null,
    [Symbol.asyncDispose]: async () => await stack[Symbol.asyncDispose](),
  }
}

/** What it imports cannot be known: an edit there is not seen. Where it cannot be read, its threads tell why. */
async function contentOf(file: string): Promise<Readonly<Record<string, string>>> {
  try {
    const hash = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    return { workload: `sha256 ${hash.slice(0, 16)}, without its imports` }
  } catch {
    return {}
  }
}
