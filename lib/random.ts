/** A seeded source of chance: the same seed gives the same run, and no two streams go in lockstep. */

export type Random = {
  /** A number from 0, included, to 1, excluded. */
  readonly next: () => number
  /** An integer from 0 to `count` − 1. */
  readonly below: (count: number) => number
  /** A number from `min`, included, to `max`, excluded. */
  readonly between: (min: number, max: number) => number
  /** A source of its own for a part of the run: the same for the same stream, whatever was drawn here. */
  readonly fork: (stream: number) => Random
}

/**
 * Chance from a seed of 0 to 2^53 − 1. The generator is sfc32 (Chris Doty-Humphrey, PractRand), fed by splitmix32.
 * @example random(42).below(6) // always the same throw of a die
 */
export function random(seed: number): Random {
  return fromWords(mixedWords([seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0]))
}

function fromWords(words: Words): Random {
  const next = sfc32(words)
  return {
    next,
    below: (count) => Math.floor(next() * count),
    between: (min, max) => min + next() * (max - min),
    fork: (stream) =>
      fromWords(mixedWords([...words, stream >>> 0, Math.floor(stream / 2 ** 32) >>> 0])),
  }
}

type Words = readonly [number, number, number, number]

/** Four well-mixed words from any number of poor ones: seeds that differ by 1 must not give streams that look alike. */
function mixedWords(poor: readonly number[]): Words {
  let state = 0x9e3779b9
  for (const word of poor) state = splitmix32(state ^ word)
  const words = [1, 2, 3, 4].map((step) => splitmix32((state + Math.imul(step, 0x9e3779b9)) | 0))
  return [words[0] ?? 0, words[1] ?? 0, words[2] ?? 0, words[3] ?? 0]
}

function splitmix32(word: number): number {
  let mixed = (word + 0x9e3779b9) | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

function sfc32(words: Words): () => number {
  let [first, second, third, counter] = words
  function next(): number {
    const sum = (((first + second) | 0) + counter) | 0
    counter = (counter + 1) | 0
    first = second ^ (second >>> 9)
    second = (third + (third << 3)) | 0
    third = (((third << 21) | (third >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let warmUp = 0; warmUp < 12; warmUp++) next()
  return next
}
