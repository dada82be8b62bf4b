/** Laws of a mutation run: the verdict of each mutant, the score of all, and what a run is held against. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { foundMutant, mutants } from '../lib/mutant-arbitraries.ts'
import { byFile, roundedScore, scoreOf } from '../lib/mutant-score.ts'
import { verdictOf } from '../lib/mutant-verdict.ts'
import { statuses } from '../lib/mutant-words.ts'
import { clockReason, crashReason } from '../lib/mutant.ts'
import type { Mutant } from '../lib/mutant.ts'
import { fallen, moreIgnored, recorded } from '../lib/mutation-baseline.ts'
import { judgeMutants } from '../lib/mutation-gate.ts'
import { parityDifferences } from '../lib/mutation-parity.ts'
import { propertiesOf } from '../lib/property.ts'

const property = propertiesOf(import.meta.url)

/** Words of Stryker's, and some that it has not. */
const said =
  'Killed Survived NoCoverage Timeout Ignored RuntimeError CompileError Pending killed '.split(' ')
const tested = fc.record(
  {
    kind: fc.constant('tested' as const),
    id: fc.constant(foundMutant.id),
    status: fc.constantFrom(...said),
    statusReason: fc.option(
      fc.constantFrom(
        'Hit limit reached (12/10)',
        'suspicious: it passed again',
        'Ignored because of excluded mutation',
        'ECONNRESET',
      ),
    ),
    killedBy: fc.array(fc.constantFrom('a.test.ts::one', 'a.test.ts::two'), { maxLength: 2 }),
    coveredBy: fc.array(fc.constantFrom('a.test.ts::one', 'a.test.ts::two'), { maxLength: 2 }),
  },
  { noNullPrototype: true },
)

property(
  'verdict',
  'only a test that failed or a limit of hits kills a mutant, and what has no verdict says why',
  {
    arbitrary: tested,
    labels: {
      'by the clock': {
        percent: 3,
        is: ({ status, statusReason }) =>
          status === 'Timeout' && statusReason?.startsWith('Hit') !== true,
      },
    },
    holds: (told) => {
      const { status, statusReason, killedBy, coveredBy } = told
      const verdict = verdictOf(foundMutant, told)
      const isHit = status === 'Timeout' && statusReason?.startsWith('Hit limit') === true
      assert.equal(verdict?.status === 'killed', status === 'Killed' || isHit)
      assert.equal(verdict?.status === 'survived', status === 'Survived')
      assert.equal(verdict === null, ['Pending', 'killed', ''].includes(status))
      if (verdict === null) return
      const { status: _status, killedBy: by, coveredBy: ran, reason, ...same } = verdict
      assert.deepEqual([same, ran], [foundMutant, coveredBy])
      assert.equal(by, status === 'Killed' ? (killedBy[0] ?? null) : null)
      if (['timeout', 'suspicious', 'ignored'].includes(verdict.status)) assert.ok(reason)
      assert.equal(reason?.startsWith(clockReason) === true, verdict.status === 'timeout')
    },
  },
)

property(
  'score',
  'a score is what was killed of what was decided, and that of all files is their scores taken together',
  {
    arbitrary: mutants,
    labels: { 'several files': { percent: 40, is: (list) => byFile(list).length > 1 } },
    holds: (list) => {
      const score = scoreOf(list)
      const files = byFile(list)
      assert.deepEqual(
        files.map(([file]) => file),
        [...new Set(list.map(({ file }) => file))].toSorted(),
      )
      assert.ok(files.every(([file, own]) => own.every((each) => each.file === file)))
      for (const each of statuses) {
        assert.equal(score[each], list.filter(({ status: was }) => was === each).length)
        assert.equal(
          score[each],
          files.reduce((sum, [, own]) => sum + scoreOf(own)[each], 0),
        )
      }
      const decided = list.filter(({ status }) => /killed|survived|uncovered/.test(status))
      if (decided.length === 0) assert.equal(score.score, null)
      else assert.equal(score.score, (100 * score.killed) / decided.length)
      const missed = scoreOf([...list, { status: 'survived' }])
      assert.ok((missed.score ?? 0) <= (score.score ?? 100))
      const tried = list.length - score.ignored + 1
      assert.equal(missed.killedPercent, (100 * score.killed) / tried)
      const told = roundedScore(score)
      for (const name of ['score', 'killedPercent', 'survivedPercent'] as const) {
        const [exact, short] = [score[name], told[name]]
        assert.ok(exact === null ? short === null : Math.abs((short ?? NaN) - exact) <= 0.05 + 1e-9)
        assert.match(String(short), /^(?:null|\d+(?:\.\d)?)$/)
      }
    },
  },
)

property(
  'baseline',
  'what was recorded of a run holds for it and for a better one, and not for a worse one',
  {
    arbitrary: fc.tuple(mutants, mutants),
    labels: {
      'a file fell': {
        percent: 10,
        is: ([before, now]) => fallen(recorded({}, before), now).length > 0,
      },
    },
    holds: ([before, now]) => {
      const known = recorded({}, before)
      assert.deepEqual([fallen(known, before), moreIgnored(known, before)], [[], []])
      assert.deepEqual(recorded(known, before), known)
      const next = recorded(known, now)
      assert.deepEqual(
        Object.keys(next),
        [...new Set([...Object.keys(known), ...Object.keys(recorded({}, now))])].toSorted(),
      )
      assert.deepEqual({ ...known, ...recorded({}, now) }, next)
      function filesOf(wrong: readonly string[]): readonly (string | undefined)[] {
        return wrong.map((text) => text.split(' ')[0])
      }
      const own = byFile(now).map(([file, list]) => ({ file, is: scoreOf(list), was: known[file] }))
      const below = own.filter(({ is, was }) => is.score !== null && is.score < (was?.score ?? 0))
      const more = own.filter(({ is, was }) => was !== undefined && is.ignored > was.ignored)
      const [fell, grew] = [below, more].map((all) => all.map(({ file }) => file))
      assert.deepEqual(
        [fallen, moreIgnored].map((told) => filesOf(told(known, now))),
        [fell, grew],
      )
      const better = before.map((each): Mutant => ({ ...each, status: 'killed' }))
      assert.deepEqual(fallen(known, better), [])
    },
  },
)

const killed = {
  ...foundMutant,
  status: 'killed',
  killedBy: 'a.test.ts::one',
  reason: null,
} as const
const plain: Mutant = { ...killed, coveredBy: [] }
const accepted = [{ id: 'id0', file: 'lib/a.ts', mutant: '', reason: '' }]

function survivors(list: readonly Mutant[]): readonly string[] {
  return list.flatMap(({ id, status }) => (/survived|uncovered/.test(status) ? [id] : []))
}

/** Runs that come to a limit exactly: 80 % scored, 85 % killed, 10 % survived. */
const atLimits = fc.constantFrom([4, 5], [17, 20], [9, 10]).map(([noticed = 0, all = 0]) =>
  Array.from({ length: all }, (_, at): Mutant => ({
    ...plain,
    status: at < noticed ? 'killed' : 'survived',
  })),
)

property(
  'gate',
  'each limit of a run is held by itself, whatever the order of its mutants, and files tried in part are held against no record',
  {
    arbitrary: fc.tuple(
      fc.oneof(mutants, mutants, atLimits),
      fc.boolean(),
      fc.subarray(['lib/a.ts', 'lib/b.ts']),
    ),
    labels: {
      'something was scored': { percent: 50, is: ([list]) => scoreOf(list).score !== null },
    },
    holds: ([list, complete, partial]) => {
      const baseline = recorded({}, [plain])
      const turned = list.toReversed()
      const [verdicts, others] = [list, turned].map((all) =>
        judgeMutants({ complete, partial, mutants: all }, { baseline, accepted }).map(
          ({ verdict }) => verdict,
        ),
      )
      assert.deepEqual(others, verdicts)
      const { score, killedPercent, survivedPercent } = scoreOf(list)
      const whole = list.filter(({ file }) => !partial.includes(file))
      const wanted = [
        complete ? true : null,
        score !== null,
        score === null ? null : score > 80,
        killedPercent === null ? null : killedPercent > 85,
        survivedPercent === null ? null : survivedPercent < 10,
        !list.some(({ reason }) => reason?.startsWith(crashReason)),
        list.every(
          (each) =>
            each.status !== 'killed' ||
            each.killedBy !== null ||
            each.reason?.startsWith('Hit limit'),
        ),
        moreIgnored(baseline, whole).length === 0,
        fallen(baseline, whole).length === 0,
        whole.every(({ file }) => file !== 'lib/a.ts') || survivors(whole).includes('id0'),
      ]
      assert.deepEqual(
        verdicts,
        wanted.map((holds) => (holds === null ? 'unknown' : holds ? 'pass' : 'fail')),
      )
    },
  },
)

property(
  'parity',
  'two runners that decided alike differ in nothing, and each mutant that one of them alone tried is told',
  {
    arbitrary: fc.tuple(mutants, mutants, fc.nat(14)),
    labels: {
      'they differ': {
        percent: 30,
        is: ([list, others]) => parityDifferences(list, others).length > 0,
      },
    },
    holds: ([list, others, tried]) => {
      const decided = list.filter(
        (each) => each.status !== 'suspicious' && each.status !== 'ignored',
      )
      assert.deepEqual(parityDifferences(decided, decided.toReversed()), [])
      const [one, other] = [decided, others.filter((each) => each.status !== 'suspicious')]
      const [there, back] = [parityDifferences(one, other), parityDifferences(other, one)]
      assert.deepEqual(there.map(({ id }) => id).toSorted(), back.map(({ id }) => id).toSorted())
      const alone = parityDifferences(decided.slice(0, tried), decided)
      assert.deepEqual(
        alone.map(({ id, ours }) => [id, ours]),
        decided.slice(tried).map(({ id }) => [id, null]),
      )
      for (const { id, ours, oracle } of there) {
        const [mine, theirs] = [one, other].map((all) => all.find((each) => each.id === id))
        assert.deepEqual(
          [ours === null, oracle === null],
          [mine === undefined, theirs === undefined],
        )
        if (mine !== undefined) assert.ok(ours?.startsWith(`${mine.status} (${mine.file}:1 M b`))
      }
    },
  },
)
