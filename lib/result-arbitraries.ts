/** Results with generated texts in every place where a text of somebody else stands. */
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'

import { texts } from './arbitraries.ts'
import { sampleNames, sampleResult } from './sample-result.ts'
import type { Result } from './result.ts'

/** Markup that would be there if a text were not escaped; nothing of ours prints it. */
export const markup = '<b onclick=planted>'

/** What is a word of ours, a moment, or a number as text, under whatever name it stands. */
const ours =
  /^(?:pass|fail|unknown|equal|different|missing|extra|changed|unresolved|unsupported|skipped|rows|checksums|counts|closed|open|status|timeout|refused|reset|tls|body|sql|loss|corruption|duplication|order|benign|detected|missed|false-alarm|clean|not-run|embedded|yours|[<>=]{1,2}|[\d.:TZ+-]*)$/

/** Keys of records whose texts are words of ours whatever they say. */
const fixed = new Set([
  'verdict',
  'startedAt',
  'firstAt',
  'lastAt',
  'comparison',
  'kind',
  'depth',
  'model',
  'unit',
  'script',
  'stack',
  'sha256',
])

export type Planted = {
  readonly sample: (typeof sampleNames)[number]
  readonly texts: readonly string[]
}

/** Texts, each with markup in it, that take the place of those of a sample, one after the other. */
export const plantedTexts: Arbitrary<Planted> = fc.record(
  {
    sample: fc.constantFrom(...sampleNames),
    texts: fc.array(
      fc
        .tuple(texts(), fc.constantFrom('', markup), texts({ maxPieces: 3 }))
        .map((parts) => parts.join('')),
      { minLength: 1, maxLength: 8 },
    ),
  },
  { noNullPrototype: true },
)

/** The sample with the texts planted. `front` is put before each. */
export async function resultWith({ sample, texts: list }: Planted, front = ''): Promise<Result> {
  let turn = 0
  function planted(value: unknown, key: string): unknown {
    if (typeof value === 'string') {
      if (fixed.has(key) || ours.test(value)) return value
      return front + (list[turn++ % list.length] ?? '')
    }
    if (Array.isArray(value)) return value.map((each) => planted(each, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, planted(each, name)]),
    )
  }
  return planted(await sampleResult(sample), '') as Result
}
