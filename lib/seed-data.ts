/** Makes and fills the tables of fixtures/schema.sql: the same rows for the same seed, made by the server itself. */
import { readFile } from 'node:fs/promises'

import { inTransaction } from './transaction.ts'
import type { Sql } from './postgres.ts'

export type SeedOptions = {
  /** 0 to 2^53 − 1. */
  readonly seed: number
  /** Orders and order lines come to about three times as many, payments to as many. */
  readonly customers: number
}

/** The functions of chance, of a row and of what is drawn for it: never random(), which gives other rows each time. */
const helpers = `
CREATE FUNCTION pg_temp.chance(seed bigint, id bigint, what text) RETURNS double precision IMMUTABLE LANGUAGE sql AS
$$ SELECT (hashtextextended(what || ':' || id, seed) & 9007199254740991) / 9007199254740992.0::double precision $$;
CREATE FUNCTION pg_temp.below(seed bigint, id bigint, what text, n integer) RETURNS integer IMMUTABLE LANGUAGE sql AS
$$ SELECT floor(pg_temp.chance(seed, id, what) * n)::integer $$;
CREATE FUNCTION pg_temp.pick(seed bigint, id bigint, what text, list text[]) RETURNS text IMMUTABLE LANGUAGE sql AS
$$ SELECT list[1 + pg_temp.below(seed, id, what, cardinality(list))] $$;
`

/** Makes the tables of the shop and of all types in the schema `public`. */
export async function makeSchema(sql: Sql): Promise<void> {
  await sql.unsafe(await fixture('schema.sql'))
}

/** Fills the empty tables of the shop and the table of all types, in one transaction. */
export async function seedData(sql: Sql, { seed, customers }: SeedOptions): Promise<void> {
  await inTransaction(sql, '', async (transaction) => {
    await transaction.unsafe(helpers)
    await seedCustomers(transaction, { seed, customers })
    await seedOrders(transaction, { seed, customers })
    await seedPayments(transaction, seed)
    await transaction.unsafe(await fixture('every-type.sql'))
    await seedEveryType(transaction, seed)
    await transaction.unsafe(`
      SELECT setval(pg_get_serial_sequence('public.customers', 'id'), (SELECT max(id) FROM public.customers)),
             setval(pg_get_serial_sequence('public.orders', 'id'), (SELECT max(id) FROM public.orders))`)
  })
}

type Transaction = Pick<Sql, 'unsafe'>

async function seedCustomers(
  transaction: Transaction,
  { seed, customers }: SeedOptions,
): Promise<void> {
  await transaction.unsafe(
    `INSERT INTO public.customers (id, email, name, country, marketing, note, created_at)
     SELECT id, 'customer' || id || '@example.com',
       pg_temp.pick($1, id, 'given', '{Ada,Grace,Edgar,Barbara,Jürgen,Łukasz,Nadia,Søren,美咲,Anaïs}') || ' '
         || pg_temp.pick($1, id, 'family', '{Lovelace,Hopper,Codd,Liskov,Müller,Nowak,O''Brien,Sørensen,佐藤,García}'),
       pg_temp.pick($1, id, 'country', '{DE,FR,GB,JP,PL,US}'),
       pg_temp.chance($1, id, 'marketing') < 0.3,
       CASE WHEN pg_temp.chance($1, id, 'noted') < 0.2
         THEN pg_temp.pick($1, id, 'note', ARRAY['', 'calls back', E'two\\nlines', 'quote " and \\ backslash', '🛒']) END,
       timestamptz '2025-01-01 00:00:00+00' + pg_temp.chance($1, id, 'since') * interval '300 days'
     FROM generate_series(1, $2::bigint) AS id`,
    [String(seed), customers],
  )
}

async function seedOrders(
  transaction: Transaction,
  { seed, customers }: SeedOptions,
): Promise<void> {
  await transaction.unsafe(
    `CREATE TEMPORARY TABLE new_lines ON COMMIT DROP AS
     SELECT id AS order_id, line_number,
       pg_temp.pick($1, id * 8 + line_number, 'product', '{lamp,desk,chair,cable,mug,screen,keyboard}') AS product,
       1 + pg_temp.below($1, id * 8 + line_number, 'quantity', 5) AS quantity,
       (pg_temp.below($1, id * 8 + line_number, 'price', 50000) / 100.0)::numeric(10, 2) AS unit_price
     FROM generate_series(1, $2::bigint) AS id,
       generate_series(1, 1 + pg_temp.below($1, id, 'lines', 2)) AS line_number`,
    [String(seed), customers * 2],
  )
  await transaction.unsafe(
    `INSERT INTO public.orders (id, customer_id, status, total, comment, ordered_at)
     SELECT id, 1 + pg_temp.below($1, id, 'customer', $2::integer),
       pg_temp.pick($1, id, 'status', '{new,paid,paid,shipped,shipped,returned,cancelled}')::public.order_status,
       total,
       CASE WHEN pg_temp.chance($1, id, 'commented') < 0.1 THEN 'leave it at the door' END,
       timestamptz '2025-11-01 00:00:00+00' + pg_temp.chance($1, id, 'ordered') * interval '60 days'
     FROM (SELECT order_id AS id, sum(quantity * unit_price) AS total FROM new_lines GROUP BY order_id) AS sums`,
    [String(seed), customers],
  )
  await transaction.unsafe('INSERT INTO public.order_lines SELECT * FROM new_lines')
}

async function seedPayments(transaction: Transaction, seed: number): Promise<void> {
  await transaction.unsafe(
    `INSERT INTO public.payments (id, order_id, amount, currency, method, details, paid_at)
     SELECT ${uuidOf('id')}, id, total, 'EUR',
       pg_temp.pick($1, id, 'method', '{card,transfer,voucher}'),
       jsonb_build_object('attempt', 1 + pg_temp.below($1, id, 'attempt', 3), 'items', jsonb_build_array(id, total)),
       ordered_at + interval '1 hour'
     FROM public.orders WHERE status IN ('paid', 'shipped', 'returned')`,
    [String(seed)],
  )
}

/** A hundred rows of chance beside the special ones, which are the same for every seed. */
async function seedEveryType(transaction: Transaction, seed: number): Promise<void> {
  await transaction.unsafe(
    `INSERT INTO public.every_type (id, a_smallint, a_bigint, a_numeric, a_double, a_boolean, a_text, a_bytea, a_timestamptz, a_uuid, an_integer_array)
     SELECT id, pg_temp.below($1, id, 'smallint', 65536) - 32768, hashint8extended(id, $1),
       (hashint8extended(id, $1) / 1e9)::numeric, pg_temp.chance($1, id, 'double'), pg_temp.chance($1, id, 'boolean') < 0.5,
       repeat(chr(945 + pg_temp.below($1, id, 'letter', 24)), pg_temp.below($1, id, 'length', 50)),
       int8send(hashint8extended(id, $1)),
       timestamptz '2000-01-01 00:00:00+00' + pg_temp.chance($1, id, 'instant') * interval '9000 days',
       ${uuidOf('id')}, ARRAY[id, pg_temp.below($1, id, 'element', 1000)]
     FROM generate_series(101, 200) AS id`,
    [String(seed)],
  )
}

/** A uuid from two hashes; not from md5, which servers in FIPS mode refuse. */
function uuidOf(id: string): string {
  return `encode(int8send(hashint8extended(${id}, $1)) || int8send(hashint8extended(-${id}, $1)), 'hex')::uuid`
}

async function fixture(name: string): Promise<string> {
  return await readFile(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')
}
