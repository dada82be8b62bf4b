/** Laws of command lines: anything at all is read, or refused in words. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { texts } from '../lib/arbitraries.ts'
import { commonOptions } from '../lib/common-options.ts'
import * as values from '../lib/flag-values.ts'
import { parseFlags } from '../lib/flags.ts'
import { parsePolicy } from '../lib/policy.ts'
import { propertiesOf } from '../lib/property.ts'
import { reconcileOptions } from '../lib/reconcile-options.ts'
import { sizeClass } from '../lib/reconciliation-user-classes.ts'

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
