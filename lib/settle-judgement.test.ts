/** What three reads of a row may be told as, story by story. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { scratchPair } from './scratch-pair.ts'
import { judge } from './settle-judgement.ts'
import type { JudgementOptions, SeenRow } from './settle-judgement.ts'

const columns = [{ name: 'v', type: 'text' }]
const exact = scratchPair({ table: 'judged', columns, key: ['v'] })
const near = scratchPair({
  table: 'judged',
  columns: [{ name: 'v', type: 'float8', policy: { name: 'epsilon', epsilon: 1 } }],
})

/** `old@1`: the value `old` in version 1; `old@1*`: touched; `old@1x3`: three copies. */
function seen(text: string): readonly SeenRow[] {
  return text.split(' ').flatMap((each) => {
    const [, value, version, copies, mark] = /^(\w+)@(\w+?)(?:x(\d+))?(\*)?$/.exec(each) ?? []
    if (value === undefined || version === undefined) return []
    const row = { values: [value], own: [value] }
    return { version, copies: Number(copies ?? 1), isTouched: mark === '*', row }
  })
}

type Story = readonly [
  story: string,
  reads: readonly [before: string, target: string, after: string],
  /** Findings, then whether writers are waited for, then the sightings. */
  told: string,
  options?: Partial<JudgementOptions>,
]

const stories: readonly Story[] = [
  ['the same', ['a@1', 'a@9', 'a@1'], 'equal'],
  ['absent on both sides', ['', '', ''], 'equal'],
  ['what the first read saw', ['a@1', 'a@9', 'b@2'], 'equal'],
  ['what the second read saw', ['a@1', 'b@9', 'b@2'], 'equal'],
  ['deleted in between', ['a@1', '', ''], 'equal'],
  ['inserted in between', ['', 'a@9', 'a@1'], 'equal'],
  ['another version of the same value', ['a@1', 'b@9', 'a@2'], 'moved'],
  ['two changes', ['a@1', 'b@9', 'c@2'], 'moved'],
  ['deleted and inserted, absent on the target', ['a@1', '', 'a@2'], 'moved'],
  ['changed', ['a@1', 'b@9', 'a@1'], 'changed 1, at once, 1'],
  ['missing', ['a@1', '', 'a@1'], 'missing 1, at once, 1'],
  ['changed, and touched', ['a@1', 'b@9', 'a@1*'], 'changed 1, after writers, 1'],
  ['missing, and touched', ['a@1', '', 'a@1*'], 'missing 1, after writers, 1'],
  ['touched before the first read alone', ['a@1*', 'b@9', 'a@1'], 'changed 1, at once, 1'],
  ['extra', ['', 'b@9', ''], 'extra 1, after writers, 2'],
  ['twice on the target', ['a@1', 'a@9x2', 'a@1'], 'extra 1, at once, 1'],
  [
    'a key that is not unique, changed',
    ['a@1', 'b@9', 'a@1'],
    'changed 1, after writers, 2',
    { unique: false },
  ],
  [
    'copies that the target lacks',
    ['a@1x3', 'a@9', 'a@1x3'],
    'missing 2, at once, 1',
    { unique: false },
  ],
  [
    'copies that the source lacks',
    ['a@1', 'a@9x3', 'a@1'],
    'extra 2, after writers, 2',
    { unique: false },
  ],
  ['another number of copies in between', ['a@1x3', 'a@9', 'a@2x2'], 'moved', { unique: false }],
  ['without versions', ['a@0', 'b@0', 'a@0'], 'changed 1, after writers, 3', { versioned: false }],
  ['near', ['1@1', '2@9', '1@1'], 'equal', { pair: near }],
  [
    'near one another, in another order',
    ['1@1 5@2', '5@8 2@9', '1@1 5@2'],
    'equal',
    { pair: near, unique: false },
  ],
  [
    'several that are near or far',
    ['1@1 2@2', '2@8 9@9', '1@1 2@2'],
    'moved',
    { pair: near, unique: false },
  ],
]

for (const [story, reads, told, options] of stories) {
  test(`judge() tells ${story} as ${told}`, () => {
    const [before = [], target = [], after = []] = reads.map(seen)
    const wanted = { pair: exact, unique: true, versioned: true, ...options }
    const judgement = judge({ before, target, after }, wanted)
    if (judgement.name !== 'differs') return assert.equal(judgement.name, told)
    const findings = judgement.findings.map(({ verdict, copies }) => `${verdict} ${copies}`)
    const when = judgement.awaitsWriters ? 'after writers' : 'at once'
    assert.equal(`${findings.join(' ')}, ${when}, ${judgement.sightings}`, told)
  })
}
