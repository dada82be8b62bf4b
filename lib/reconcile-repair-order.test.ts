/** Repairs that have to mind foreign keys and unique values: in an order that works, or told why there is none. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { openRepairBench } from './scratch-repair-bench.ts'
import type { RepairBench } from './scratch-repair-bench.ts'

let bench: RepairBench

before(async () => {
  bench = await openRepairBench()
})

after(async () => await bench[Symbol.asyncDispose]())

const shop = await readFile(new URL('../fixtures/schema.sql', import.meta.url), 'utf8')

const id = ['id']

test('a repair keeps the foreign keys of the shop, whatever the order of the differences', async () => {
  const customers = `INSERT INTO customers (id, email, name, country) SELECT i, 'c' || i, 'n', 'DE' FROM generate_series(1, 9) i;`
  const orders = `INSERT INTO orders (id, customer_id, total) SELECT i, 1 + i % 9, i FROM generate_series(1, 20) i;`
  const lines = `INSERT INTO order_lines SELECT i, n, 'p', 1, 1 FROM generate_series(1, 20) i, generate_series(1, 3) n;`
  const payments = `INSERT INTO payments SELECT gen_random_uuid(), i, 1, 'EUR', 'card', '{}', now() FROM generate_series(1, 20) i;`
  await bench.isRepaired({
    both: `${shop}; ${customers}`,
    source: `DELETE FROM customers WHERE id > 5; INSERT INTO customers (id, email, name, country) VALUES (100, 'c7', 'new', 'FR');
      INSERT INTO orders (id, customer_id, total) VALUES (1, 100, 1), (2, 1, 2), (200, 100, 3);
      INSERT INTO order_lines VALUES (1, 1, 'p', 1, 1), (200, 1, 'q', 2, 2), (200, 2, 'r', 2, 2);
      INSERT INTO payments VALUES ('6f9619ff-8b86-d011-b42d-00c04fc964ff', 200, 1, 'EUR', 'card', '{"a": 1}', '2025-01-01')`,
    target: orders + lines + payments,
    tables: [
      { table: 'payments', key: ['id'] },
      { table: 'order_lines', key: ['order_id', 'line_number'] },
      { table: 'orders', key: ['id'] },
      { table: 'customers', key: ['id'] },
    ],
  })
})

test('a repair inserts parents of the table itself before their children, and deletes them after', async () => {
  await bench.isRepaired({
    both: 'CREATE TABLE node (id int PRIMARY KEY, parent int REFERENCES node)',
    source: 'INSERT INTO node VALUES (5, NULL), (3, 5), (1, 3), (2, 2), (9, 1)',
    target: 'INSERT INTO node VALUES (10, NULL), (11, 10), (12, 11), (7, 7), (9, 12)',
    tables: [{ table: 'node', key: id }],
  })
})

const ring = `CREATE TABLE team (id int PRIMARY KEY, lead int);
  CREATE TABLE person (id int PRIMARY KEY, team int NOT NULL REFERENCES team);`

const ringTables = [
  { table: 'team', key: id },
  { table: 'person', key: id },
]

test('a repair sets the nullable reference of a circle of inserts later', async () => {
  const { text } = await bench.isRepaired({
    both: `${ring} ALTER TABLE team ADD FOREIGN KEY (lead) REFERENCES person`,
    source: `INSERT INTO team VALUES (1, NULL); INSERT INTO person VALUES (7, 1); UPDATE team SET lead = 7`,
    tables: ringTables,
  })
  assert.match(
    text,
    /UPDATE "public"."team" AS t SET "lead" = '7' WHERE t."id" = '1' AND t."lead" IS NULL;/,
  )
})

test('a repair deletes a circle of references', async () => {
  await bench.isRepaired({
    both: `${ring} ALTER TABLE team ADD FOREIGN KEY (lead) REFERENCES person`,
    target: `INSERT INTO team VALUES (1, NULL); INSERT INTO person VALUES (7, 1); UPDATE team SET lead = 7`,
    tables: ringTables,
  })
})

test('a repair leaves a circle of deferrable references to the end of the transaction', async () => {
  await bench.isRepaired({
    both: `${ring} ALTER TABLE team ALTER lead SET NOT NULL, ADD FOREIGN KEY (lead) REFERENCES person DEFERRABLE`,
    source: `BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO team VALUES (1, 7); INSERT INTO person VALUES (7, 1); COMMIT`,
    target: `BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO team VALUES (2, 8); INSERT INTO person VALUES (8, 2); COMMIT`,
    tables: ringTables,
  })
})

test('a repair says which rows wait for each other where no reference may be NULL, and repairs the rest', async () => {
  const circle = `ALTER TABLE team ALTER lead SET NOT NULL, ADD FOREIGN KEY (lead) REFERENCES person NOT VALID`
  const { cannotRepair, outcome } = await bench.repaired({
    both: ring,
    source: `INSERT INTO team VALUES (1, 7), (5, 5); INSERT INTO person VALUES (7, 1), (5, 5)`,
    target: `INSERT INTO team VALUES (5, 6); INSERT INTO person VALUES (5, 5); ${circle}`,
    tables: ringTables,
  })
  assert.equal(outcome.failure, null)
  assert.deepEqual(cannotRepair.map(({ table }) => table).toSorted(), [
    'public.person',
    'public.team',
  ])
  assert.match(cannotRepair[0]?.reason ?? '', /wait for each other under \w+, and none of them/)
  assert.ok(outcome.rows > 0)
})

const swaps: readonly (readonly [type: string, values: readonly string[]])[] = [
  ['text NOT NULL', ['x', 'y', 'z']],
  ['varchar(8) NOT NULL', ['x', 'y', 'z']],
  ['text', ['x', 'y', 'z']],
  ['int NOT NULL', ['1', '2', '2147483647']],
  ['smallint NOT NULL', ['1', '2', '32760']],
  ['numeric(4,2) NOT NULL', ['1.00', '2.00', '9.00']],
  [
    'uuid NOT NULL',
    [
      '6f9619ff-8b86-d011-b42d-00c04fc964ff',
      '6f9619ff-8b86-d011-b42d-00c04fc964fe',
      '6f9619ff-8b86-d011-b42d-00c04fc964fd',
    ],
  ],
  ['bytea NOT NULL', ['\\x00', '\\x01', '\\x02']],
  ['date NOT NULL', ['2025-01-01', '2025-01-02', '2025-01-03']],
  ['timestamptz NOT NULL', ['2025-01-01', '2025-01-02', '2025-01-03']],
  // No value can be made: the row is deleted and made anew.
  ['char(1) NOT NULL', ['x', 'y', 'z']],
  ['inet NOT NULL', ['1.1.1.1', '1.1.1.2', '1.1.1.3']],
]

test('a repair breaks circles of unique values of two and of three rows', async () => {
  const tables = swaps.map(
    ([type], at) => `CREATE TABLE swap_${at} (id int PRIMARY KEY, v ${type} UNIQUE, w text)`,
  )
  function rows(order: readonly number[]): string {
    return swaps
      .map(([, values], at) => {
        const list = order.map((place, row) => `(${row}, '${values[place]}', '${row}')`)
        return `INSERT INTO swap_${at} VALUES ${list.join(', ')}`
      })
      .join(';')
  }
  const names = swaps.map((_, at) => ({ table: `swap_${at}`, key: id }))
  await bench.isRepaired({
    both: tables.join(';'),
    source: rows([0, 1, 2]),
    target: rows([1, 0, 2]),
    tables: names,
  })
  await bench.isRepaired({
    both: tables.join(';'),
    source: rows([0, 1, 2]),
    target: rows([2, 0, 1]),
    tables: names,
  })
})

test('a repair orders chains of unique values, and uses values that deletes free', async () => {
  const { text } = await bench.isRepaired({
    both: 'CREATE TABLE place (id int PRIMARY KEY, position int NOT NULL UNIQUE)',
    source:
      'INSERT INTO place SELECT i, i + 1 FROM generate_series(1, 50) i; INSERT INTO place VALUES (60, 1)',
    target:
      'INSERT INTO place SELECT i, i FROM generate_series(1, 50) i; INSERT INTO place VALUES (99, 51)',
    tables: [{ table: 'place', key: id }],
  })
  assert.equal(text.match(/^(?:UPDATE|INSERT|DELETE)/gm)?.length, 52)
})

test('a repair moves a parent out of the way whose unique value its successor takes', async () => {
  const users =
    'CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL UNIQUE); CREATE TABLE visit (id int PRIMARY KEY, who int REFERENCES users)'
  await bench.isRepaired({
    both: users,
    source: `INSERT INTO users VALUES (2, 'x'); INSERT INTO visit VALUES (1, 2)`,
    target: `INSERT INTO users VALUES (1, 'x'); INSERT INTO visit VALUES (1, 1)`,
    tables: [
      { table: 'users', key: id },
      { table: 'visit', key: id },
    ],
  })
})

test('a repair exchanges primary keys where another key tells the rows apart', async () => {
  await bench.isRepaired({
    both: 'CREATE TABLE thing (id int PRIMARY KEY, code text NOT NULL UNIQUE)',
    source: `INSERT INTO thing VALUES (1, 'a'), (2, 'b')`,
    target: `INSERT INTO thing VALUES (2, 'a'), (1, 'b')`,
    tables: [{ table: 'thing', key: ['code'] }],
  })
})

test('a repair orders chains of unique values of an expression, and breaks circles of them', async () => {
  const users = `CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, gone bool NOT NULL DEFAULT false);
    CREATE UNIQUE INDEX users_email ON users (lower(email), (id % 1)) WHERE NOT gone`
  const { text } = await bench.isRepaired({
    both: users,
    source: `INSERT INTO users SELECT i, 'U' || i + 1 FROM generate_series(1, 50) i; INSERT INTO users VALUES (60, 'u1'), (70, 'A'), (71, 'b'), (72, 'c')`,
    target: `INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 50) i; INSERT INTO users VALUES (99, 'U51'), (70, 'B'), (71, 'a'), (72, 'C')`,
    tables: [{ table: 'users', key: id }],
  })
  assert.match(text, /DELETE FROM "public"."users" AS t WHERE t."id" = '7[01]'/)
})

const rooms = `CREATE EXTENSION btree_gist; CREATE TABLE booking (id int PRIMARY KEY, room int, during int4range,
  EXCLUDE USING gist (room WITH =, during WITH &&))`

test('a repair changes what an exclusion constraint keeps apart, as far as its order is sure', async () => {
  await bench.isRepaired({
    both: rooms,
    source: `INSERT INTO booking VALUES (1, 1, '[2,4)'), (2, 2, '[1,9)'), (4, 3, '[0,5)'), (5, 3, '[5,9)')`,
    target: `INSERT INTO booking VALUES (1, 1, '[1,3)'), (2, 2, '[1,2)'), (3, 2, '[4,6)'), (6, 3, '[2,7)')`,
    tables: [{ table: 'booking', key: id }],
  })
})

test('a repair tells which rows it leaves alone, for an exclusion constraint may not hold on the way', async () => {
  const { cannotRepair, outcome, equal } = await bench.repaired({
    both: rooms,
    source: `INSERT INTO booking VALUES (1, 1, '[3,5)'), (2, 1, '[1,3)'), (3, 1, '[8,9)'), (4, 2, '[1,3)')`,
    target: `INSERT INTO booking VALUES (1, 1, '[1,3)'), (2, 1, '[3,5)'), (4, 2, '[1,2)')`,
    tables: [{ table: 'booking', key: id }],
  })
  assert.equal(outcome.failure, null)
  assert.equal(outcome.rows, 1)
  assert.deepEqual(equal, [false])
  assert.match(
    cannotRepair[0]?.reason ?? '',
    /^3 rows: the exclusion constraint booking_room_during_excl may not hold while several rows change/,
  )
})

test('a repair cannot remake a row that others point to, and says so', async () => {
  const { cannotRepair, equal, outcome } = await bench.repaired({
    both: 'CREATE TABLE flag (id int PRIMARY KEY, v char(1) NOT NULL UNIQUE); CREATE TABLE use (id int PRIMARY KEY, flag int REFERENCES flag); ',
    source: `INSERT INTO flag VALUES (1, 'a'), (2, 'b'), (3, 'c'); INSERT INTO use VALUES (1, 1), (2, 2)`,
    target: `INSERT INTO flag VALUES (1, 'b'), (2, 'a'), (3, 'd'); INSERT INTO use VALUES (1, 1), (2, 2)`,
    tables: [{ table: 'flag', key: id }],
  })
  assert.equal(outcome.failure, null)
  assert.equal(outcome.rows, 1)
  assert.deepEqual(equal, [false])
  assert.match(cannotRepair[0]?.reason ?? '', /2 rows: rows wait for each other under flag_v_key/)
})
