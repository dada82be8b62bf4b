/** The files of properties and the ids of their laws, as a flag may name them. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { UsageError } from './errors.ts'
import { parseReplay } from './property-message.ts'

const folder = fileURLToPath(new URL('../property/', import.meta.url))

/** The names of the files of properties, without `.test.ts`. */
export function propertyFiles(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -'.test.ts'.length))
    .toSorted()
}

export function pathOfPropertyFile(file: string): string {
  return join(folder, `${file}.test.ts`)
}

/** What its laws are checked with: a pair of databases, which takes longest, a session of one, or nothing. */
export function worldOf(file: string): 'pair' | 'session' | null {
  const text = readFileSync(pathOfPropertyFile(file), 'utf8')
  if (/\bopenPropertyPair\b/.test(text)) return 'pair'
  return /\bopenScratchSession\b/.test(text) ? 'session' : null
}

/** The ids of the laws that a file states. */
export function lawsOf(file: string): readonly string[] {
  const text = readFileSync(pathOfPropertyFile(file), 'utf8')
  return [...text.matchAll(/^property(?:<[^(]*>)?\(\s*'([\w-]+)'/gm)].map(
    ([, slug]) => `${file}/${slug}`,
  )
}

/**
 * The files that a name means: `load`, `load.test.ts` or `property/load.test.ts`; `checksum` also means `checksum-sql`, which
 * holds the laws of checksums that need a server.
 *
 * @throws UsageError where there is none.
 */
export function parsePropertyFile(name: string): readonly string[] {
  const files = propertyFiles()
  const stem = name.replace(/^(?:\.\/)?property\//, '').replace(/\.test\.ts$/, '')
  const found = files.filter(
    (file) => file === stem || (name === stem && file.startsWith(`${stem}-`)),
  )
  if (found.length > 0) return found
  throw new UsageError(`expected a file of property/: ${files.join(', ')}`)
}

/** The file of the law that is to be run alone, and what the flag said. @throws UsageError where there is no such law. */
export function parsePropertyReplay(text: string): {
  readonly text: string
  readonly file: string
} {
  const replay = parseReplay(text)
  if (replay === null) {
    throw new UsageError('expected FILE/LAW, FILE/LAW@SEED or FILE/LAW@SEED:PATH')
  }
  const [file = ''] = replay.id.split('/')
  if (!propertyFiles().includes(file)) {
    throw new UsageError(`expected a law of one of ${propertyFiles().join(', ')}`)
  }
  const laws = lawsOf(file)
  if (laws.includes(replay.id)) return { text, file }
  throw new UsageError(`expected one of ${laws.join(', ')}`)
}
