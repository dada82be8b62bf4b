/** Counterexamples of bugs that were mended, worth running for ever: `fixtures/counterexamples/`, one file a file of properties. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

import { fromJson } from './json-value.ts'

export type KeptExample = {
  readonly property: string
  /** As `toJson` writes it. */
  readonly value: unknown
  /** Which bug it was. */
  readonly why: string
}

/** All kept examples of a file of properties, given by its path. */
export function keptOfFile(path: string): readonly KeptExample[] {
  const folder = join(dirname(path), '../fixtures/counterexamples')
  const file = join(folder, `${basename(path, '.test.ts')}.json`)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KeptExample[]) : []
}

/** The values that this property is always run with. */
export function keptExamples(path: string, property: string): readonly unknown[] {
  return keptOfFile(path)
    .filter((kept) => kept.property === property)
    .map(({ value }) => fromJson(value))
}
