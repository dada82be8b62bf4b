/** What is told of a property that does not hold: the law, the shrunk counterexample, the error, and the line that replays it. */
import { AssertionError } from 'node:assert'

import { messageOf } from './errors.ts'
import type { Counterexample, Outcome } from './property-types.ts'

export type Failing = { readonly id: string; readonly law: string; readonly outcome: Outcome }

/** Many lines; empty where the property holds. */
export function propertyMessage({ id, law, outcome }: Failing): string {
  const { counterexample: found, sick, examples } = outcome
  if (found !== null) {
    return [
      `${law}: this does not hold, after ${examples} ${examples === 1 ? 'example' : 'examples'} and ${found.shrinks} shrinks`,
      `Counterexample: ${found.literal}`,
      `Error: ${errorText(found.error)}`,
      ...(found.flaky
        ? ['Run once more it passed: something that is not generated has a say.']
        : []),
      `Replay: ${replayCommand(id, found)}`,
    ].join('\n')
  }
  return sick === null
    ? ''
    : [
        `${law}: cannot be judged by its examples`,
        sick,
        `Replay: ${replayCommand(id, outcome)}`,
      ].join('\n')
}

/** With the place in the file of properties, for an assertion without words of its own says nothing else. */
function errorText(error: unknown): string {
  const { message, place } = { message: messageOf(error), place: placeOf(error) }
  const isBare =
    error instanceof AssertionError && error.generatedMessage && error.operator === '=='
  const said = isBare ? 'what was asserted is not true' : message
  return place === null ? said : `${said}\n  at ${place}`
}

function placeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  return /property\/[\w-]+\.test\.ts:\d+:\d+/.exec(error.stack ?? '')?.[0] ?? null
}

/** What runs the property from this seed, and where there is a path, the one example alone. */
export function replayCommand(
  id: string,
  { seed, path = null }: Pick<Counterexample, 'seed'> & { readonly path?: string | null },
): string {
  return `npx tsx property/run.ts --replay ${id}@${seed}${path === null ? '' : `:${path}`}`
}

export type Replay = {
  readonly id: string
  readonly seed: number | null
  readonly path: string | null
}

/** `file/slug`, `file/slug@seed` or `file/slug@seed:path`; null where it is none of these. */
export function parseReplay(text: string): Replay | null {
  const found = /^([\w-]+\/[\w-]+)(?:@(-?\d{1,10})(?::([\d:]+))?)?$/.exec(text)
  const [, id, seed, path] = found ?? []
  if (id === undefined) return null
  return { id, seed: seed === undefined ? null : Number(seed), path: path ?? null }
}
