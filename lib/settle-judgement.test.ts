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
  ['far, and nothing near', ['1@1', '9@9', '1@1'], 'changed 1, at once, 1', { pair: near }],
  [
    'several that the target lacks, of which none is near',
    ['1@1 5@2', '', '1@1 5@2'],
    'missing 1 missing 1, at once, 1',
    { pair: near, unique: false },
  ],
  [
    'several that the target has too many, of which none is near',
    ['', '1@8 5@9', ''],
    'extra 1 extra 1, after writers, 2',
    { pair: near, unique: false },
  ],
  [
    'several of a key, one of them changed',
    ['a@1 b@2', 'a@8 c@9', 'a@1 b@2'],
    'missing 1 extra 1, after writers, 2',
    { unique: false },
  ],
  [
    'copies of a row in place of one',
    ['a@1', 'b@9x2', 'a@1'],
    'missing 1 extra 2, after writers, 2',
    { unique: false },
  ],
  [
    'one row in place of copies',
    ['a@1x2', 'b@9', 'a@1x2'],
    'missing 2 extra 1, after writers, 2',
    { unique: false },
  ],
  ['two rows in place of one', ['a@1', 'b@8 c@9', 'a@1'], 'missing 1 extra 1 extra 1, at once, 1'],
  [
    'one row in place of two',
    ['a@1 b@2', 'c@9', 'a@1 b@2'],
    'missing 1 missing 1 extra 1, after writers, 2',
  ],
  ['fewer copies of one version', ['a@1x3', 'b@9', 'a@1x2'], 'moved', { unique: false }],
  [
    'the same rows in another order',
    ['a@1 b@2', 'a@9', 'b@2 a@1'],
    'missing 1, at once, 1',
    { unique: false },
  ],
  [
    'missing, without versions',
    ['a@0', '', 'a@0'],
    'missing 1, after writers, 3',
    { versioned: false },
  ],
  [
    'one of several touched',
    ['a@1 b@2', 'a@9', 'a@1* b@2'],
    'missing 1, after writers, 1',
    { unique: false },
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

function judged(before: string, target: string, after: string) {
  const options = { pair: exact, unique: false, versioned: true }
  const judgement = judge(
    { before: seen(before), target: seen(target), after: seen(after) },
    options,
  )
  assert.equal(judgement.name, 'differs')
  return judgement.name === 'differs' ? judgement : assert.fail()
}

test('judge() tells the rows of either side', () => {
  const [old] = seen('old@1')
  const [other] = seen('other@9')
  assert.ok(old !== undefined && other !== undefined)
  const told: readonly (readonly [...Parameters<typeof judged>, findings: readonly object[]])[] = [
    ['old@1', '', 'old@1', [{ verdict: 'missing', source: old.row, target: null, copies: 1 }]],
    ['', 'other@9', '', [{ verdict: 'extra', source: null, target: other.row, copies: 1 }]],
    [
      'old@1',
      'other@9',
      'old@1',
      [{ verdict: 'changed', source: old.row, target: other.row, copies: 1 }],
    ],
  ]
  for (const [before, target, after, findings] of told) {
    assert.deepEqual(judged(before, target, after).findings, findings)
  }
})

test('judge() says what was seen, so that the same text means the same rows', () => {
  function text(...reads: Parameters<typeof judged>): string {
    return judged(...reads).seen
  }
  const first = text('a@1 b@2', 'c@9', 'a@1 b@2')
  assert.equal(text('b@2 a@1', 'c@9', 'b@2 a@1'), first)
  for (const [source, target] of [
    ['a@1 b@3', 'c@9'],
    ['a@1 x@2', 'c@9'],
    ['a@1x2 b@2', 'c@9'],
    ['a@1 b@2', 'c@8'],
    ['a@1 b@2', 'x@9'],
    ['a@1 b@2', 'c@9x2'],
    ['a@1', 'b@2 c@9'],
    ['a@1 b@2 c@9', ''],
  ] as const) {
    assert.notEqual(text(source, target, source), first)
  }
})
