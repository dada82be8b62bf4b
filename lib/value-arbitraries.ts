/** Values of PostgreSQL's types as the texts that they are written as: bounds, specials, and everything between. */
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'

import { sqlTexts } from './arbitraries.ts'

/** A type by the name that a cast takes, and texts that it reads. */
export type ValueType = { readonly type: string; readonly values: Arbitrary<string> }

function integers(bits: bigint): Arbitrary<string> {
  const max = 2n ** (bits - 1n) - 1n
  return fc
    .oneof(
      { weight: 1, arbitrary: fc.constantFrom(-max - 1n, max, 0n, -1n) },
      { weight: 3, arbitrary: fc.bigInt({ min: -max - 1n, max }) },
    )
    .map(String)
}

const digits = fc.tuple(
  fc.constantFrom('', '-'),
  fc.bigInt({ min: 0n, max: 10n ** 40n }),
  fc.stringMatching(/^\d{0,20}$/),
)
const numerics = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.constantFrom('NaN', 'Infinity', '-Infinity', '0', '0.00', '1.0', '1.00', '1e100'),
  },
  {
    weight: 3,
    arbitrary: digits.map(
      ([sign, whole, part]) => `${sign}${whole}${part === '' ? '' : `.${part}`}`,
    ),
  },
)

function floats(arbitrary: Arbitrary<number>): Arbitrary<string> {
  return fc
    .oneof(
      { weight: 1, arbitrary: fc.constantFrom(-0, NaN, Infinity, -Infinity) },
      { weight: 4, arbitrary },
    )
    .map((value) => (Object.is(value, -0) ? '-0' : String(value)))
}

function padded(value: number, width = 2): string {
  return String(value).padStart(width, '0')
}

/** A year, month and day, with the era behind where there is one. */
function dates(yearMax: number): Arbitrary<{ date: string; era: string }> {
  return fc
    .tuple(
      fc.oneof(fc.integer({ min: 1, max: 4700 }), fc.integer({ min: 1, max: yearMax })),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
      fc.boolean(),
    )
    .map(([year, month, day, isBefore]) => ({
      date: `${padded(year, 4)}-${padded(month)}-${padded(day)}`,
      era: isBefore && year < 4700 ? ' BC' : '',
    }))
}

const clocks = fc
  .tuple(
    fc.nat(23),
    fc.nat(59),
    fc.nat(59),
    fc.oneof(fc.constantFrom(0, 1, 999_999), fc.nat(999_999)),
  )
  .map(
    ([hour, minute, second, micros]) =>
      `${padded(hour)}:${padded(minute)}:${padded(second)}.${padded(micros, 6)}`,
  )
const zones = fc
  .tuple(fc.constantFrom('+', '-'), fc.nat(15), fc.nat(59))
  .map(([sign, hour, minute]) => `${sign}${padded(hour)}:${padded(minute)}`)
const infinities = fc.constantFrom('infinity', '-infinity')

function moments(zone: Arbitrary<string>): Arbitrary<string> {
  return fc.oneof(
    { weight: 1, arbitrary: infinities },
    {
      weight: 4,
      arbitrary: fc
        .tuple(dates(294_000), clocks, zone)
        .map(([{ date, era }, clock, of]) => `${date} ${clock}${of}${era}`),
    },
  )
}

const bytes = fc
  .uint8Array({ maxLength: 40 })
  .map((value) => `\\x${Buffer.from(value).toString('hex')}`)
const intervals = fc
  .tuple(
    fc.integer({ min: -9999, max: 9999 }),
    fc.integer({ min: -999, max: 999 }),
    fc.integer({ min: -99_999, max: 99_999 }),
    clocks,
  )
  .map(([years, months, days, clock]) => `${years} years ${months} mons ${days} days ${clock}`)
const json = fc
  .json({ depthSize: 'small', stringUnit: 'grapheme' })
  .map((text) => text.replaceAll('\\u0000', ''))

/** An array of values with NULLs among them, written as PostgreSQL reads it. */
function arrays(of: Arbitrary<string>): Arbitrary<string> {
  return fc.array(fc.option(of, { freq: 4 }), { maxLength: 5 }).map((elements) => {
    const texts = elements.map((each) =>
      each === null ? 'NULL' : `"${each.replace(/["\\]/g, '\\$&')}"`,
    )
    return `{${texts.join(',')}}`
  })
}

/** A range of whole numbers: empty, open on either side, bounds included or not. */
const ranges = fc.oneof(
  { weight: 1, arbitrary: fc.constant('empty') },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('[', '('),
        fc.option(fc.integer({ min: -1000, max: 1000 })),
        fc.option(fc.nat(1000)),
        fc.constantFrom(']', ')'),
      )
      .map(
        ([open, low, more, close]) =>
          `${open}${low ?? ''},${more === null ? '' : (low ?? 0) + more}${close}`,
      ),
  },
)

/** Built-in types whose values two servers have in common, bit by bit. */
export const builtInTypes: readonly ValueType[] = [
  { type: 'int2', values: integers(16n) },
  { type: 'int4', values: integers(32n) },
  { type: 'int8', values: integers(64n) },
  { type: 'numeric', values: numerics },
  {
    type: 'numeric(12,2)',
    values: fc
      .tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.nat(99))
      .map(([whole, part]) => `${whole}.${padded(part)}`),
  },
  { type: 'float4', values: floats(fc.float()) },
  { type: 'float8', values: floats(fc.double()) },
  { type: 'bool', values: fc.constantFrom('t', 'f') },
  { type: 'text', values: sqlTexts() },
  { type: 'varchar', values: sqlTexts({ maxPieces: 3 }) },
  { type: 'bpchar', values: sqlTexts({ maxPieces: 3 }) },
  { type: 'bytea', values: bytes },
  {
    type: 'date',
    values: fc.oneof(
      { weight: 1, arbitrary: infinities },
      { weight: 4, arbitrary: dates(5_874_000).map(({ date, era }) => `${date}${era}`) },
    ),
  },
  { type: 'time', values: fc.oneof(clocks, fc.constant('24:00:00')) },
  { type: 'timetz', values: fc.tuple(clocks, zones).map(([clock, zone]) => `${clock}${zone}`) },
  { type: 'timestamp', values: moments(fc.constant('')) },
  { type: 'timestamptz', values: moments(zones) },
  { type: 'interval', values: intervals },
  { type: 'uuid', values: fc.uuid() },
  { type: 'json', values: json },
  { type: 'jsonb', values: json },
  {
    type: 'inet',
    values: fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, bits]) => `${address}/${bits}`),
    ),
  },
  { type: 'macaddr', values: fc.stringMatching(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/) },
  { type: 'bit(8)', values: fc.stringMatching(/^[01]{8}$/) },
  { type: 'varbit', values: fc.stringMatching(/^[01]{0,20}$/) },
  { type: 'int4range', values: ranges },
  { type: 'numrange', values: ranges },
  { type: 'int4[]', values: arrays(integers(32n)) },
  { type: 'text[]', values: arrays(sqlTexts({ maxPieces: 3 })) },
  { type: 'numeric[]', values: arrays(numerics) },
  { type: 'int4[]', values: fc.constantFrom('{{1,2},{3,NULL}}', '[2:3]={1,2}', '{}') },
]

/** Made by `ownTypesSql`, in a schema of their own: their oids are another on each server. */
export const ownTypes: readonly ValueType[] = [
  { type: 'kinds.mood', values: fc.constantFrom('sad', 'ok', "it's", 'Ü') },
  { type: 'kinds.positive', values: fc.integer({ min: 1, max: 2 ** 31 - 1 }).map(String) },
  {
    type: 'kinds.price',
    values: fc
      .tuple(fc.constantFrom('EUR', '', `"a,b"`), fc.option(numerics))
      .map(([currency, amount]) => `(${currency},${amount ?? ''})`),
  },
  { type: 'kinds.mood[]', values: arrays(fc.constantFrom('sad', 'ok')) },
]

export const ownTypesSql = `
  CREATE SCHEMA kinds;
  CREATE TYPE kinds.mood AS ENUM ('sad', 'ok', 'it''s', 'Ü');
  CREATE DOMAIN kinds.positive AS int4 CHECK (VALUE > 0);
  CREATE TYPE kinds.price AS (currency text, amount numeric)`

/** Columns of these types, 1 to `columnsMax`, and rows of them; null is NULL. */
export type TypedRows = {
  readonly types: readonly string[]
  readonly rows: readonly (readonly (string | null)[])[]
}

export function typedRows(
  types: readonly ValueType[],
  {
    columnsMax = 5,
    rowsMax = 12,
  }: { readonly columnsMax?: number; readonly rowsMax?: number } = {},
): Arbitrary<TypedRows> {
  return fc
    .array(fc.constantFrom(...types), { minLength: 1, maxLength: columnsMax })
    .chain((columns) =>
      fc.record(
        {
          types: fc.constant(columns.map(({ type }) => type)),
          rows: fc.array(fc.tuple(...columns.map(({ values }) => fc.option(values, { freq: 6 }))), {
            minLength: 1,
            maxLength: rowsMax,
          }),
        },
        { noNullPrototype: true },
      ),
    )
}
