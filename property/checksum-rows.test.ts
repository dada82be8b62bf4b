/** Laws of the sum of direct digests: which values stand in one row is told by it, though columns are hashed one by one. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { digestSeeds } from '../lib/digest-arbitraries.ts'
import { rowDigest } from '../lib/digest-sql.ts'
import { openScratchSession } from '../lib/property-sql.ts'
import { propertiesOf } from '../lib/property.ts'
import { shared } from '../lib/property-given.ts'
import { scratchPair } from '../lib/scratch-pair.ts'
import { tableNamed } from '../lib/scratch-table.ts'

const property = propertiesOf(import.meta.url)
const given = shared(async () => await openScratchSession('checksum_rows'))
const dear = { given, share: 0.5, patience: 4 }

type Keyed = {
  readonly type: string
  readonly hash: 'int' | 'uuid' | 'text'
  readonly keys: readonly [string, string]
}

/** Two bigints that PostgreSQL's own hash takes for one: it folds the upper half into the lower one. */
const foldedAlike = fc
  .tuple(fc.nat({ max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 2 ** 30 }))
  .map(
    ([low, high]) =>
      [String(low), String((BigInt(high) << 32n) | BigInt((low ^ high) >>> 0))] as const,
  )

function two(values: fc.Arbitrary<string>): fc.Arbitrary<readonly [string, string]> {
  return fc
    .uniqueArray(values, { minLength: 2, maxLength: 2 })
    .map(([one = '', other = '']) => [one, other])
}

const keyed: fc.Arbitrary<Keyed> = fc.oneof(
  ...[
    { type: 'integer', hash: 'int', keys: two(fc.integer().map(String)) },
    {
      type: 'bigint',
      hash: 'int',
      keys: two(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
    },
    { type: 'bigint', hash: 'int', keys: foldedAlike },
    { type: 'uuid', hash: 'uuid', keys: two(fc.uuid()) },
    { type: 'text', hash: 'text', keys: two(fc.string({ unit: 'grapheme-ascii' })) },
  ].map(({ type, hash, keys }) =>
    keys.map((of) => ({ type, hash: hash as Keyed['hash'], keys: of })),
  ),
)

property(
  'direct-rows',
  'the sum of direct digests tells which values stand in one row, whether or not its key seeds it',
  {
    ...dear,
    arbitrary: fc.tuple(keyed, two(fc.string({ unit: 'grapheme-ascii' })), digestSeeds),
    labels: { 'folded alike': { percent: 5, is: ([{ keys }]) => isFoldedAlike(keys) } },
    holds: async ([{ type, hash, keys }, [a, b], seed], sql) => {
      const unique = { name: 'x', primary: true, columns: ['k'], nullable: false }
      const columns = [
        { name: 'k', type, hash },
        { name: 'v', type: 'text' },
      ]
      const pair = scratchPair({ table: 'x', key: ['k'], columns })
      const table = tableNamed('public', 'x', { columns: ['k integer not null'], keys: [unique] })
      for (const of of [pair, { ...pair, source: table, target: table }]) {
        const digest = rowDigest(of, 'source', { seed: String(seed), direct: true })
        async function sumOf(texts: readonly string[]): Promise<unknown> {
          const [row] = await sql.unsafe(
            `SELECT sum(${digest})::text AS sum FROM (SELECT k::${type}, v FROM unnest($1::text[], $2::text[]) AS given (k, v)) AS t`,
            [[...keys], [...texts]],
          )
          return row?.['sum']
        }
        assert.notEqual(await sumOf([a, b]), await sumOf([b, a]))
        // Even where nothing but the key tells two rows apart.
        const [alone] = await sql.unsafe(
          `SELECT count(DISTINCT ${digest})::int AS digests FROM (SELECT k::${type}, NULL::text AS v FROM unnest($1::text[]) AS given (k)) AS t`,
          [[...keys]],
        )
        assert.equal(alone?.['digests'], 2)
      }
    },
  },
)

function isFoldedAlike(keys: readonly string[]): boolean {
  const [one, other] = keys.map((key) => (/^-?\d+$/.test(key) ? folded(BigInt(key)) : null))
  return one !== null && one === other
}

function folded(key: bigint): bigint {
  const [low, high] = [BigInt.asUintN(32, key), BigInt.asUintN(32, key >> 32n)]
  return low ^ (key >= 0n ? high : BigInt.asUintN(32, ~high))
}
