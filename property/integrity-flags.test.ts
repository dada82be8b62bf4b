/** Laws of command lines: anything at all is read, or refused in words; the manual tells all of it, and which pipeline is meant is plain. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { texts } from '../lib/arbitraries.ts'
import { commonOptions } from '../lib/common-options.ts'
import * as values from '../lib/flag-values.ts'
import { parseFlags } from '../lib/flags.ts'
import { docComment, manual } from '../lib/manual.ts'
import { parsePolicy } from '../lib/policy.ts'
import { propertiesOf } from '../lib/property.ts'
import { reconcileOptions } from '../lib/reconcile-options.ts'
import { sizeClass } from '../lib/reconciliation-user-classes.ts'
import { chooseStack, unknownVariables } from '../lib/stack-choice.ts'

const property = propertiesOf(import.meta.url)

/** Not of the library's own paths, for which it maps a million code points at each start. */
const urls = fc
  .tuple(fc.webAuthority(), fc.array(texts({ maxPieces: 2 }), { maxLength: 4 }))
  .map(([authority, path]) => ['http:/', authority, ...path.map(encodeURIComponent)].join('/'))

const words = fc.oneof(
  fc.constantFrom(
    '--table',
    '--depth',
    '--rows',
    '--json',
    '--settle',
    '--source',
    '--connections',
    '--apply',
    '--repair',
    '--',
    '-x',
    '--quiet',
    '--seed',
    '--report',
    '--compare',
    '--where',
    '--key',
    '--columns',
  ),
  texts({ maxPieces: 3 }),
  fc.constantFrom('rows', 'counts', '10', '30s', 'postgres://u:p@h/d', 'x.html', '-1', ''),
)

property(
  'flags',
  'any command line at all is read, or refused with a line for each fault that says what was expected',
  {
    arbitrary: fc.array(words, { maxLength: 8 }),
    holds: (args) => {
      const { problems, settings } = parseFlags(
        { ...commonOptions, ...reconcileOptions },
        { args, environment: {} },
      )
      for (const problem of problems)
        assert.match(problem, /expected|unknown|Cannot|meaning|without|given/)
      if (problems.length === 0) assert.equal(typeof settings['json'], 'boolean')
    },
  },
)

property(
  'flag-values',
  'a value is read as it was written, by every kind of flag, or refused in words',
  {
    arbitrary: fc.tuple(
      fc.integer({ min: 1, max: 999_999 }),
      urls,
      texts(),
      fc.integer({ min: 1, max: 65_535 }),
    ),
    holds: ([number, url, text, port]) => {
      assert.equal(values.count()(String(number)), number)
      assert.equal(values.seed()(String(number)), number)
      assert.equal(values.rate()(`${number}.5`), number + 0.5)
      assert.equal(values.duration()(`${number}ms`), number)
      assert.deepEqual(values.sizes()(`${number},${(number % 1000) + 1}k`), [
        number,
        ((number % 1000) + 1) * 1000,
      ])
      assert.equal(values.oneOf(['a', 'b'])('b'), 'b')
      assert.deepEqual(values.brokers()(`one:${port},two:${port}`), [`one:${port}`, `two:${port}`])
      assert.equal(
        values.postgresUrl()(`postgres://me:pw@host:${port}/db`),
        `postgres://me:pw@host:${port}/db`,
      )
      for (const parse of [
        values.count(),
        values.rate(),
        values.duration(),
        values.sizes(),
        values.brokers(),
        values.postgresUrl(),
        values.httpUrls(),
        values.header(),
        values.nonEmpty('text'),
        parsePolicy,
      ]) {
        for (const given of [text, url]) {
          try {
            parse(given)
          } catch (error) {
            assert.equal((error as Error).name, 'UsageError', String(error))
            assert.match((error as Error).message, /expected/)
          }
        }
      }
      assert.deepEqual(parsePolicy(`epsilon(${number})`), { name: 'epsilon', epsilon: number })
      const size = number < 10_000 ? 'small' : number <= 100_000 ? 'medium' : 'large'
      assert.equal(sizeClass(number), size)
    },
  },
)

const name = fc.stringMatching(/^[a-z][a-z-]{0,40}$/)
const sentence = fc
  .array(fc.stringMatching(/^[a-z(),.]{1,14}$/), { minLength: 1, maxLength: 40, size: 'max' })
  .map((list) => list.join(' '))
const options = fc.dictionary(
  name,
  fc.oneof(
    fc.record({ type: fc.constant('boolean' as const), help: sentence }),
    fc.record(
      {
        type: fc.constant('string' as const),
        value: fc.constantFrom('N', 'NAME'),
        help: sentence,
        default: name,
        env: fc.constantFrom('CDC_X'),
        parse: fc.constant(String),
      },
      { requiredKeys: ['type', 'value', 'help', 'parse'] },
    ),
  ),
  { maxKeys: 5 },
)

property(
  'manual',
  'the manual tells the comment of a script and every flag of either table with all that is to be known of it, in lines of 100 at most',
  {
    arbitrary: fc.tuple(options, options, fc.array(sentence, { minLength: 1, maxLength: 3 })),
    labels: { 'a flag': { percent: 50, is: ([own]) => Object.keys(own).length > 0 } },
    holds: ([own, common, comment]) => {
      fc.pre(Object.keys(common).length > 0)
      const source = `/**\n${comment.map((line) => ` * ${line}`).join('\n')}\n */\nconst x = 1 /** no */`
      assert.equal(docComment(source), comment.join('\n'))
      const text = manual(source, { own, common })
      assert.ok(text.startsWith(`${comment.join('\n')}\n\n`))
      const flags = text.slice(comment.join('\n').length)
      assert.ok(flags.split('\n').every((line) => line.length <= 100))
      const told = flags.replaceAll(/\s+/g, ' ')
      for (const [flag, option] of [...Object.entries(own), ...Object.entries(common)]) {
        const notes = option.type === 'boolean' ? [] : [option.default, option.env]
        const known = notes.filter((each) => each !== undefined)
        const value = option.type === 'boolean' ? '' : ` ${option.value}`
        const behind = known.length === 0 ? '' : ` (${known.join(', ')})`
        assert.ok(told.includes(`--${flag}${value} ${option.help}${behind}`), flag)
      }
    },
  },
)

const url = fc.constantFrom('flag' as const, 'environment' as const, 'environment' as const, null)
const someUrls = fc.record({ source: url, target: url, connect: url, brokers: url })
const noUrls = fc.constant({ source: null, target: null, connect: null, brokers: null })

function isEmpty(named: object): boolean {
  return Object.values(named).every((each) => each === null)
}

property(
  'stack-choice',
  'either a pipeline of our own is started or the one of the flags is taken whole, and what was given is never set aside in silence',
  {
    arbitrary: fc.record({
      named: fc.oneof({ weight: 4, arbitrary: someUrls }, { weight: 1, arbitrary: noUrls }),
      stack: fc.constantFrom('flag' as const, 'flag' as const, 'environment' as const, null),
      judges: fc.boolean(),
      sourceAlone: fc.boolean(),
    }),
    labels: { 'nothing given': { percent: 8, is: ({ named }) => isEmpty(named) } },
    holds: ({ named, stack, judges, sourceAlone }) => {
      const given = { ...named, stack }
      const origins = Object.fromEntries(
        Object.entries(given).flatMap(([flag, origin]) =>
          origin === null ? [] : [[flag, origin]],
        ),
      )
      const flags = {
        source: named.source === null ? undefined : 's',
        target: named.target === null ? undefined : 't',
        connect: named.connect === null ? undefined : ['c'],
        brokers: named.brokers === null ? undefined : ['b'],
        stack: stack === null ? undefined : ('embedded' as const),
      }
      const { choice, notices, problems } = chooseStack({ flags, origins, judges, sourceAlone })
      const { stack: chosen, ...taken } = choice
      const { stack: _stack, ...written } = flags
      const nothing = Object.fromEntries(Object.keys(taken).map((each) => [each, undefined]))
      assert.deepEqual(taken, chosen === 'embedded' ? nothing : written)
      const names = Object.values(named).filter((origin) => origin !== null)
      if (chosen === 'embedded') {
        assert.ok(problems.length > 0 || notices.length === names.length)
        assert.ok(stack !== null || (names.length === 0 && !judges))
      } else if (problems.length === 0) {
        assert.ok(named.source !== null || named.target === null)
        assert.ok(named.target !== null || named.source === null || sourceAlone)
        assert.notEqual(stack, 'flag')
        assert.ok(names.length > 0)
      }
    },
  },
)

property(
  'unknown-variables',
  'a variable of ours that nothing reads is told once, with the one that was meant where one letter is missing, and no other is',
  {
    arbitrary: fc.tuple(
      fc.uniqueArray(fc.stringMatching(/^CDC_[A-Z]{6,9}$/), { minLength: 1, maxLength: 5 }),
      fc.uniqueArray(fc.stringMatching(/^[A-Z_]{1,9}$/), { maxLength: 5 }),
      fc.integer({ min: 5, max: 8 }),
    ),
    holds: ([known, others, at]) => {
      const [meant = ''] = known
      const written = meant.slice(0, at) + meant.slice(at + 1)
      const strange = [
        ...others.filter((each) => !known.includes(each)),
        ...(known.includes(written) ? [] : [written]),
      ]
      const environment = Object.fromEntries([...known, ...strange].map((each) => [each, 'x']))
      const lines = unknownVariables(environment, { known })
      const ours = Object.keys(environment).filter(
        (each) => each.startsWith('CDC_') && !known.includes(each),
      )
      assert.deepEqual(
        lines.map((line) => /^Cannot use (\w+):/.exec(line)?.[1]),
        ours,
      )
      const told = lines.find((line) => line.startsWith(`Cannot use ${written}:`))
      if (told !== undefined) assert.match(told, /expected CDC_[A-Z]+ perhaps$/)
    },
  },
)
