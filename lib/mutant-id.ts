/** Names mutants by what they change, not by where or when: an id is the same in every run, and after edits of other lines. */
import { createHash } from 'node:crypto'

import { UsageError } from './errors.ts'
import type { FoundMutant } from './mutant.ts'

/** A mutant's place in the text of its file, before it has a name. */
export type PlacedMutant = Omit<FoundMutant, 'id'> & {
  /** The whole lines that it stands in, without the blanks around. */
  readonly context: string
  /** How far into them it begins: one line may hold the same thing twice. */
  readonly offset: number
}

const digits = 10

/** Gives ids to the mutants of a run. Those that are alike in every respect are told apart by their order in the file. */
export function withIds(mutants: readonly PlacedMutant[]): FoundMutant[] {
  const seen = new Map<string, number>()
  return mutants.map(({ context, offset, ...mutant }) => {
    const { file, mutator, original, replacement } = mutant
    const key = JSON.stringify([file, mutator, context, offset, original, replacement])
    const ordinal = seen.get(key) ?? 0
    seen.set(key, ordinal + 1)
    return { ...mutant, id: hashOf(`${key}${ordinal}`) }
  })
}

/** The kind of a flag that takes ids, or their beginnings, with commas between. */
export function mutantIds(): (text: string) => readonly string[] {
  return (text) => text.split(',').map((part) => mutantId(part.trim()))
}

/** @throws UsageError where it can be no id. */
export function mutantId(text: string): string {
  if (/^[0-9a-f]{4,10}$/.test(text)) return text
  throw new UsageError(`"${text}" is none, expected 4 to ${digits} of the digits 0-9 and a-f`)
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits)
}
