/** Laws of what is told of laws and of mutants: none is left out, what is wrong comes first, and foreign text stays text. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { texts } from '../lib/arbitraries.ts'
import { formatCount } from '../lib/format-numbers.js'
import { renderMutants } from '../lib/html-mutants.ts'
import { mutants } from '../lib/mutant-arbitraries.ts'
import { statuses } from '../lib/mutant-words.ts'
import {
  propertyCells,
  propertyCheckName,
  propertyColumns,
  propertyLines,
  propertyRows,
  propertySentence,
} from '../lib/property-words.js'
import { propertiesOf } from '../lib/property.ts'
import { markup } from '../lib/result-arbitraries.ts'
import { resultOf } from '../lib/live-arbitraries.ts'
import { visibleText } from '../lib/visible-text.js'
import type { PropertyResult } from '../lib/property-result.ts'

const property = propertiesOf(import.meta.url)

const word = fc.oneof(fc.constantFrom('load/ramp', 'x'), texts({ maxPieces: 2 }))
const law: fc.Arbitrary<PropertyResult> = fc.record(
  {
    id: word,
    file: fc.constant('property/load.test.ts'),
    name: word,
    verdict: fc.constantFrom('pass' as const, 'fail' as const, 'unknown' as const),
    examples: fc.nat(5000),
    discarded: fc.nat(50),
    slow: fc.nat(5),
    durationMs: fc.nat(90_000),
    labels: fc.constant({}),
    counterexample: fc.option(word),
    message: fc.option(
      fc.array(word, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
    ),
    seed: fc.constant(1),
    path: fc.constant(null),
    replay: fc.constant('npx tsx property/run.ts --replay=x'),
  },
  { noNullPrototype: true },
)

property(
  'laws-in-order',
  'laws are told each once: those that do not hold, then those not checked, each in the order of their checks',
  {
    arbitrary: fc.array(law, { maxLength: 6 }),
    labels: {
      'of each kind': {
        percent: 20,
        is: (list) => new Set(list.map(({ verdict }) => verdict)).size === 3,
      },
    },
    holds: (properties) => {
      const result = resultOf(
        { endpoints: [], tallies: [], seconds: 1 },
        { bucketSeconds: 1, points: [] },
      )
      const rows = propertyRows({ ...result, properties })
      const expected = (['fail', 'unknown', 'pass'] as const).flatMap((verdict) =>
        properties.filter((each) => each.verdict === verdict),
      )
      assert.deepEqual(rows, expected)
      assert.deepEqual(propertyRows(result), [])
    },
  },
)

property(
  'laws-in-words',
  'of a law its name is told, of one that does not hold what it does not hold for and how to run it again',
  {
    arbitrary: law,
    holds: (each) => {
      const { id, name, verdict, counterexample, message, replay, examples, discarded, slow } = each
      const cells = propertyCells(each)
      assert.deepEqual(cells.slice(0, 4), [
        visibleText(id),
        ...[examples, discarded, slow].map(formatCount),
      ])
      assert.equal(cells.length, propertyColumns.length)
      assert.equal(propertyCheckName(each), id)
      const sentence = propertySentence(each)
      assert.equal(
        sentence.endsWith(`(${replay})`),
        verdict === 'fail' || (verdict === 'pass' && name.endsWith(`(${replay})`)),
      )
      assert.ok(
        verdict === 'unknown' ? sentence.endsWith(name) : sentence.startsWith(name),
        sentence,
      )
      assert.equal(verdict === 'pass', sentence === name)
      if (verdict === 'fail' && counterexample !== null)
        assert.ok(sentence.includes(`not for ${counterexample} (`), sentence)
      const lines = propertyLines(each)
      assert.equal(lines.join('\n'), `${id}: ${message ?? sentence}`)
      assert.equal(lines.length, (message ?? '').split('\n').length)
    },
  },
)

const source = `const a = ${markup}\n`

property(
  'mutant-page',
  'each mutant is on the page once, with its change as text, and each file with its counts',
  {
    arbitrary: fc.tuple(mutants, texts(), fc.boolean()),
    labels: {
      'several files': {
        percent: 30,
        is: ([list]) => new Set(list.map(({ file }) => file)).size > 1,
      },
    },
    holds: ([list, text, complete]) => {
      const replacement = `${text}${markup}`
      const planted = list.map((each) => ({
        ...each,
        replacement,
        reason: each.reason ?? replacement,
      }))
      const files = [...new Set(list.map(({ file }) => file))].toSorted()
      const html = renderMutants({
        startedAt: '2026-01-15T09:30:00.000Z',
        complete,
        scope: 'all',
        partial: [],
        sources: Object.fromEntries(files.map((file) => [file, source])),
        mutants: planted,
      })
      assert.ok(!html.includes('<b onclick'), 'no markup of a mutant is markup of the page')
      const ids = [...html.matchAll(/<code>([^<]*)<\/code> line/g)].map(([, id = '']) => id)
      assert.deepEqual(ids.toSorted(), list.map(({ id }) => id).toSorted())
      const tags = [...html.matchAll(/<(\/?)(section|details|pre|div|table)\b/g)].map(
        ([, end, tag]) => `${end}${tag}`,
      )
      assert.equal(tags.filter((tag) => tag.startsWith('/')).length * 2, tags.length)
      const rows = [
        ...html.matchAll(/<tr><td><a href="#([^"]*)">[^<]*<\/a><td>[^<]*((?:<td>\d+)*)/g),
      ]
      assert.deepEqual(
        rows.map(([, file]) => file),
        files,
      )
      for (const [, file, counts = ''] of rows) {
        const own = list.filter((each) => each.file === file)
        const expected = statuses.map(
          (status) => `<td>${own.filter((each) => each.status === status).length}`,
        )
        assert.equal(counts, expected.join(''), file)
        assert.ok(html.includes(`<section id="${file}">`), file)
      }
      assert.equal(html.includes('cut short'), !complete)
    },
  },
)
