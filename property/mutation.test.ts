/** Laws of mutants: their names, their patches, and the strings that are no words for people. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { UsageError } from '../lib/errors.ts'
import { floors } from '../lib/floors.ts'
import { mutants } from '../lib/mutant-arbitraries.ts'
import { mutantId, mutantIds, withIds } from '../lib/mutant-id.ts'
import type { PlacedMutant } from '../lib/mutant-id.ts'
import { patchOf, smallDiff } from '../lib/mutant-patch.ts'
import { byFile, scoreOf } from '../lib/mutant-score.ts'
import {
  percentWords,
  resultLines,
  scoreWords,
  statuses,
  survivorLines,
} from '../lib/mutant-words.ts'
import { isMutated, mutatedModules } from '../lib/mutated-modules.ts'
import { splitStrings } from '../lib/mutators.ts'
import type { SyntaxNode, SyntaxPath } from '../lib/mutators.ts'
import { propertiesOf } from '../lib/property.ts'

const property = propertiesOf(import.meta.url)

/** Few words, so that mutants alike in every respect come often. */
const placed = fc.record({
  file: fc.constantFrom('lib/one.ts', 'lib/two.ts'),
  line: fc.integer({ min: 1, max: 99 }),
  mutator: fc.constantFrom('NumberLiteral', 'ReturnValue'),
  original: fc.constantFrom('1', 'x'),
  replacement: fc.constantFrom('2', 'y'),
  from: fc.nat(99),
  to: fc.nat(99),
  context: fc.constantFrom('return x + 1', 'x'),
  offset: fc.nat(2),
})
const placedMutants = fc.array(placed, { minLength: 1, maxLength: 12 })

property(
  'ids',
  'no two mutants have one id, which neither lines moved nor mutants of other files nor later ones change',
  {
    arbitrary: fc.tuple(placedMutants, placedMutants, fc.nat(500)),
    labels: {
      'some are alike': {
        percent: 10,
        is: ([list]) => new Set(list.map(keyOf)).size < list.length,
      },
    },
    holds: ([list, others, moved]) => {
      const ids = withIds(list).map(({ id }) => id)
      assert.equal(new Set(ids).size, list.length)
      const down = list.map(({ line, from, ...each }) => ({
        ...each,
        line: line + moved,
        from: from + 40 * moved,
      }))
      const before = others.map((each) => ({ ...each, file: 'lib/another.ts' }))
      const found = withIds([...before, ...down, ...others]).map(({ id }) => id)
      assert.deepEqual(found.slice(before.length, before.length + list.length), ids)
      const beginnings = ids.map((id, at) => id.slice(0, 4 + (at % 7)))
      assert.deepEqual(mutantIds()(beginnings.join(', ')), beginnings)
    },
  },
)

function keyOf({ file, mutator, original, replacement, context, offset }: PlacedMutant): string {
  return [file, mutator, original, replacement, context, offset].join()
}

property('no-id', 'what is no beginning of an id is refused as a mistake of usage', {
  arbitrary: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.stringMatching(/^[0-9a-gA-F\n]{0,14}$/),
  ),
  labels: { 'digits alone': { percent: 5, is: (text) => /^[0-9a-f]+$/.test(text) } },
  holds: (text) => {
    const isId = text.length > 3 && text.length < 11 && !/[^0-9a-f]/.test(text)
    if (isId) assert.equal(mutantId(text), text)
    else assert.throws(() => mutantId(text), UsageError)
  },
})

const lines = fc.array(fc.constantFrom('', 'a', 'if (b) {', '-c', '+d'), { maxLength: 14 })
/** A text of whole lines, and what of it is replaced: no mutant begins with the end of a line. */
const changes = fc
  .tuple(lines, fc.nat(60), fc.nat(20), lines)
  .map(([written, first, length, put]) => {
    const source = `${['x', ...written].join('\n')}\n`
    let from = Math.min(first, source.length - 2)
    while (source[from] === '\n') from -= 1
    const to = Math.min(from + 1 + length, source.length - 1)
    const change = { file: 'lib/x.ts', from, to, replacement: put.join('\n') }
    return { source, change, original: source.slice(from, to) }
  })

property('patch', 'a patch that is applied to the file makes the mutant of it', {
  arbitrary: changes,
  labels: { 'several lines': { percent: 20, is: ({ original }) => original.includes('\n') } },
  holds: ({ source, change }) => {
    const mutated = source.slice(0, change.from) + change.replacement + source.slice(change.to)
    const patch = patchOf(change, source)
    assert.equal(applied(patch, source), mutated)
    assert.ok(patch.endsWith('\n'))
    const small = smallDiff(change, source)
    for (const sign of ['-', '+']) {
      const shown = small.filter((line) => line.startsWith(`${sign} `))
      const all = patch
        .split('\n')
        .slice(3)
        .filter((line) => line.startsWith(sign))
      const [first, last] = [all[0], all.at(-1)].map((line) => `${sign} ${line?.slice(1)}`)
      assert.deepEqual(
        [shown.length, shown[0], shown.at(-1)],
        [Math.min(all.length, 6), first, last],
      )
    }
  },
})

/** As any reader of unified diffs does it: by the numbers in the head of the hunk, checking each line that must be there. */
function applied(patch: string, source: string): string {
  const [, , head = '', ...hunk] = patch.split('\n').slice(0, -1)
  const [start = 0, before = 0, startAfter = 0, after = 0] = head.match(/\d+/g)?.map(Number) ?? []
  const all = source.split('\n')
  const [old, fresh] = [' -', ' +'].map((signs) =>
    hunk.filter((line) => signs.includes(line.slice(0, 1))).map((line) => line.slice(1)),
  )
  assert.deepEqual([start, before, after], [startAfter, old?.length, fresh?.length])
  assert.deepEqual(all.slice(start - 1, start - 1 + before), old)
  return all.toSpliced(start - 1, before, ...(fresh ?? [])).join('\n')
}

const stringNodes = fc.oneof(
  fc.string({ maxLength: 12 }).map((value): SyntaxNode => ({ type: 'StringLiteral', value })),
  fc
    .constantFrom('key', 'two words', '<b>', ' of ')
    .map((value): SyntaxNode => ({ type: 'StringLiteral', value })),
  fc
    .array(fc.constantFrom('a', ' is', 'x y'), { minLength: 1, maxLength: 3 })
    .map((raws): SyntaxNode => ({
      type: 'TemplateLiteral',
      quasis: raws.map((raw) => ({ value: { raw } })),
    })),
  fc.constantFrom('NumericLiteral', 'Identifier').map((type): SyntaxNode => ({ type, value: 1 })),
)
const parents = fc.option(
  fc.oneof(
    fc
      .constantFrom('Error', 'UsageError', 'Map')
      .map((name) => ({ type: 'NewExpression', callee: { type: 'Identifier', name } })),
    fc
      .constantFrom('message', 'help', 'name')
      .map((name) => ({ type: 'ObjectProperty', key: { type: 'Identifier', name } })),
  ),
  { nil: undefined },
)

property(
  'strings',
  'each string is mutated by one of two mutators, as the one would that they were made of, and what is thrown or told by the second',
  {
    arbitrary: fc.tuple(stringNodes, parents),
    labels: { told: { percent: 10, is: ([, parent]) => isTold(parent) } },
    holds: ([node, parent]) => {
      const path: SyntaxPath = { node, ...(parent && { parent }), parentPath: null }
      const made = [{ type: 'StringLiteral', value: '' }]
      const split = splitStrings({ name: 'StringLiteral', mutate: () => made })
      assert.deepEqual(
        split.map(({ name }) => name),
        ['StringLiteral', 'MessageText'],
      )
      const [own, words] = split.map(({ mutate }) => [...mutate(path)])
      assert.deepEqual([...(own ?? []), ...(words ?? [])], made)
      const isText = node.type === 'StringLiteral' || node.type === 'TemplateLiteral'
      if (!isText) assert.deepEqual(words, [])
      else if (isTold(parent) || node['value'] === 'two words') assert.deepEqual(words, made)
      else if (node['value'] === 'key') assert.deepEqual(own, made)
    },
  },
)

function isTold(parent: SyntaxNode | undefined): boolean {
  return /Error|message|help/.test(JSON.stringify(parent ?? ''))
}

property(
  'mutated-modules',
  'a module is mutated where it stands on a lower floor and renders nothing, and once',
  {
    arbitrary: fc.tuple(
      fc.constantFrom(...floors.flatMap(([, names]) => names.trim().split(/\s+/))),
      fc.constantFrom('', 'html-', 'report-', 'scratch-', 'x-'),
    ),
    holds: ([name, before]) => {
      const lower = floors.slice(0, 2).flatMap(([, names]) => names.trim().split(/\s+/))
      const times = mutatedModules().filter((each) => each === name).length
      assert.equal(times, lower.includes(name) && isMutated(name) ? 1 : 0)
      if (before === 'x-') assert.ok(isMutated(before + name))
      else if (before !== '') assert.ok(!isMutated(before + name))
    },
  },
)

property(
  'words',
  'the words of a run tell each count that is not nought, a line of each file, and a block of each survivor',
  {
    arbitrary: fc.tuple(mutants, fc.constantFrom('id0', 'id1')),
    holds: ([list, accepted]) => {
      const score = scoreOf(list)
      const counts = statuses.flatMap((each) => (score[each] > 0 ? [`${score[each]} ${each}`] : []))
      const head =
        score.score === null ? 'nothing was scored' : `score ${percentWords(score.score)}`
      assert.equal(
        scoreWords(score),
        [head, counts.join(', ')]
          .filter((each) => each !== '')
          .join(score.score === null ? ', ' : ': '),
      )
      const rows = resultLines(list)
      assert.equal(new Set(rows.map(({ length }) => length)).size, 1)
      const names = rows.map((row) => row.split(' ')[0] ?? '')
      assert.deepEqual([names.at(0), names.at(-1)], ['file', 'all'])
      const scores = names
        .slice(1, -1)
        .map((file) => scoreOf(list.filter((each) => each.file === file)).score ?? 101)
      assert.deepEqual(
        scores,
        scores.toSorted((one, other) => one - other),
      )
      assert.equal(scores.length, byFile(list).length)
      const blocks = survivorLines(list, {
        sources: { 'lib/a.ts': 'a' },
        reasonOf: (id) => (id === accepted ? 'equal' : undefined),
      })
        .join('\n')
        .split(/\n\n?(?=id)/)
      list.forEach(({ id, coveredBy }, at) => {
        const block = blocks[at] ?? ''
        assert.ok(block.startsWith(`${id}  `))
        assert.equal(block.includes('accepted: equal'), id === accepted)
        assert.equal(block.includes('no test runs it'), coveredBy.length === 0)
        const rest = Number(/and (\d+) more/.exec(block)?.[1] ?? 0)
        assert.equal((block.match(/"a\.test\.ts: /g) ?? []).length + rest, coveredBy.length)
      })
    },
  },
)
