/** Laws of the digest that hashes values by themselves: it tells apart what the plain one does, and rows from rows. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { copyParser } from '../lib/copy-binary.ts'
import { directParts, isHashedAsKept } from '../lib/digest-direct.ts'
import { digestOf, rowHasher } from '../lib/digest.ts'
import { digestSeeds } from '../lib/digest-arbitraries.ts'
import { rowDigest } from '../lib/digest-sql.ts'
import { lookup3 } from '../lib/lookup3.ts'
import { openScratchSession, valuesSql } from '../lib/property-sql.ts'
import { propertiesOf } from '../lib/property.ts'
import { shared } from '../lib/property-given.ts'
import { scratchPair } from '../lib/scratch-pair.ts'
import { builtInTypes, typedRows } from '../lib/value-arbitraries.ts'
import type { RowFields } from '../lib/digest.ts'
import type { TypedRows } from '../lib/value-arbitraries.ts'
import type { TablePair } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)
const given = shared(async () => await openScratchSession('checksum_direct'))
const dear = { given, share: 0.5, patience: 4 }

/** As format_type() prints them, which is what a pair has. */
const printedTypes: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  varchar: 'character varying',
  time: 'time without time zone',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
}

function printedType(type: string): string {
  return printedTypes[type] ?? type
}

function pairOf({ types }: TypedRows): TablePair {
  const columns = types.map((type, index) => ({ name: `c${index}`, type: printedType(type) }))
  return { ...scratchPair({ table: 'x', columns, key: ['c0'] }), keyNullable: false }
}

const someRows = typedRows(builtInTypes)

property(
  'direct-tells-values',
  'direct digests are equal exactly where all values of two rows print the same',
  {
    ...dear,
    arbitrary: fc.tuple(someRows, digestSeeds),
    labels: {
      'a NULL': { percent: 30, is: ([{ rows }]) => rows.some((row) => row.includes(null)) },
      'a type without a function of its own': {
        percent: 20,
        is: ([{ types }]) => types.some((type) => type.endsWith('[]')),
      },
    },
    holds: async ([of, seed], sql) => {
      const digest = rowDigest(pairOf(of), 'source', { seed: String(seed), direct: true })
      const texts = of.types.map((_, index) => `t.c${index}::text`).join(', ')
      const rows = await sql.unsafe(
        `SELECT ${digest} AS digest, to_json(ARRAY[${texts}])::text AS printed FROM (SELECT * FROM ${valuesSql(of)} UNION ALL SELECT * FROM ${valuesSql(of)}) AS t`,
      )
      for (const one of rows) {
        for (const other of rows) {
          assert.equal(one['digest'] === other['digest'], one['printed'] === other['printed'])
        }
      }
    },
  },
)

property(
  'direct-twin',
  "the server's direct digest and the client's agree on every row of every type",
  {
    ...dear,
    arbitrary: fc.tuple(someRows, digestSeeds),
    holds: async ([of, seed], sql) => {
      const digest = rowDigest(pairOf(of), 'source', { seed: String(seed), direct: true })
      const names = of.types.map((_, index) => `t.c${index}`)
      const [oids] = await sql.unsafe(
        `SELECT ${of.types.map((type, index) => `'${type.replace(/\(.*\)/, '')}'::regtype::oid::int8 AS o${index}`).join(', ')}`,
      )
      const types = of.types.map((type, index) => ({
        name: printedType(type),
        oid: Number(oids?.[`o${index}`]),
      }))
      const stream = await sql
        .unsafe(
          `COPY (SELECT ${[...names, digest].join(', ')} FROM ${valuesSql(of)}) TO STDOUT (FORMAT binary)`,
        )
        .readable()
      let rows = 0
      const parser = copyParser((row) => {
        rows += 1
        const expected = row.bytes.readBigInt64BE(row.starts[row.count - 1] ?? 0)
        assert.equal(twin(row, { types, seed }), expected)
      })
      for await (const piece of stream) parser.push(piece as Buffer)
      parser.end()
      assert.equal(rows, of.rows.length)
    },
  },
)

type Twin = {
  readonly types: readonly { readonly name: string; readonly oid: number }[]
  readonly seed: bigint
}

/** 31 · h + hash(value) from value to value, values without a function of their own as one record at the end; then hashed as 8 bytes. */
function twin(row: RowFields, { types, seed }: Twin): bigint {
  let hash = 0n
  const others: number[] = []
  for (const [index, { name }] of types.entries()) {
    if (directParts([{ sql: 'v', type: name }])[0] === 'record_send(ROW(v))') others.push(index)
    else hash = 31n * hash + valueHash(row, index, { name, seed })
  }
  if (others.length > 0) {
    const record = rowHasher({
      types: others.map((index) => types[index]?.oid ?? 0),
      fields: others,
      seed,
    })
    hash = 31n * hash + digestOf(record(row))
  }
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt.asIntN(64, hash))
  return hashOf(bytes, seed)
}

/** Of the bytes that it is sent as; of an integer those that a little-endian server keeps; of NULL 0. */
function valueHash(
  row: RowFields,
  index: number,
  { name, seed }: { readonly name: string; readonly seed: bigint },
): bigint {
  const [start = 0, size = -1] = [row.starts[index], row.sizes[index]]
  if (size < 0) return 0n
  const bytes = row.bytes.subarray(start, start + size)
  if (!/^(?:smallint|integer|date|boolean)$/.test(name)) return hashOf(bytes, seed)
  const kept = Buffer.alloc(4)
  kept.writeInt32LE(bytes.readIntBE(0, size))
  return hashOf(kept, seed)
}

function hashOf(bytes: Buffer, seed: bigint): bigint {
  const hash = lookup3(seed)
  let to = hash.start(bytes.length)
  for (const byte of bytes) {
    if (to >= hash.window.byteLength - 24) to = hash.take(to)
    hash.window.setUint8(to, byte)
    to += 1
  }
  return digestOf(hash.finish(to))
}

property(
  'direct-types',
  'only texts are hashed as a server keeps them, and every value is in one part',
  {
    arbitrary: fc.array(
      fc.constantFrom(...builtInTypes.map(({ type }) => printedType(type)), null),
      { maxLength: 8 },
    ),
    labels: {
      'several without a function': {
        percent: 20,
        is: (types) => types.filter((type) => type === null || type.endsWith('[]')).length > 1,
      },
    },
    holds: (types) => {
      const parts = directParts(types.map((type, index) => ({ sql: `v${index}.`, type })))
      for (const index of types.keys()) {
        assert.equal(parts.join(' ').split(`v${index}.`).length, 2)
      }
      assert.ok(parts.filter((part) => part.startsWith('record_send')).length <= 1)
      for (const type of types) {
        assert.equal(
          type !== null && isHashedAsKept(type),
          type === 'text' || type === 'character varying',
        )
      }
    },
  },
)
