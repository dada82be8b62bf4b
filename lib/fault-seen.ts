/** What was seen at the target of a real pipeline: Debezium and its JDBC sink, stopped, killed and misled. */
import {
  differs,
  range,
  toldChanged,
  toldColumn,
  toldExtra,
  toldMissing,
  toldTable,
} from './fault.ts'
import { eventKey } from './fault-fixture.ts'
import type { Fault } from './fault.ts'

const accounts = 'public.accounts'
const lines = 'public.order_lines'
const customers = 'public.customers'

export const seenFaults: readonly Fault[] = [
  {
    id: 'S-default',
    kind: 'corruption',
    name: 'the default of a column stands where there is NULL, and nowhere else',
    cause: 'value.converter.replace.null.with.default, which is true by default',
    injection: {
      both: `CREATE TABLE defaulted (id integer PRIMARY KEY, a integer DEFAULT 7, b text DEFAULT 'x'); INSERT INTO defaulted VALUES (1, NULL, NULL), (2, NULL, 'b'), (3, 5, NULL), (4, 7, 'x')`,
      target: `UPDATE defaulted SET a = coalesce(a, 7), b = coalesce(b, 'x')`,
    },
    told: differs(
      'public.defaulted',
      toldChanged('public.defaulted', { id: 1 }, { a: [null, '7'], b: [null, 'x'] }),
      toldChanged('public.defaulted', { id: 2 }, { a: [null, '7'] }),
      toldChanged('public.defaulted', { id: 3 }, { b: [null, 'x'] }),
    ),
  },
  {
    id: 'S-narrow',
    kind: 'loss',
    name: 'a value that does not fit is missing, and so is all that came after it',
    cause: 'the sink FAILED at "value too long", and nobody looked',
    injection: {
      both: `CREATE TABLE narrow (id integer PRIMARY KEY, v text); INSERT INTO narrow VALUES (1, 'ok')`,
      source: `INSERT INTO narrow VALUES (2, 'too long'), (3, 'ok'), (4, 'ok')`,
      target: `ALTER TABLE narrow ALTER v TYPE varchar(3)`,
    },
    told: differs(
      'public.narrow',
      toldColumn('public.narrow', 'v', { source: 'text', target: 'character varying(3)' }),
      ...range(2, 4).map((id) => toldMissing('public.narrow', { id })),
    ),
  },
  {
    id: 'S-frozen-parent',
    kind: 'loss',
    name: 'a partitioned table stands still since its snapshot, while its partitions go on as tables of their own',
    cause:
      'table.include.list takes the parent and its partitions, and the stream knows the partitions alone',
    injection: {
      source: `INSERT INTO events VALUES (81, '2025-01-05', 'opened'), (82, '2025-01-06', 'opened')`,
      target: `CREATE TABLE kept AS SELECT * FROM events; DROP TABLE events; CREATE TABLE events (id bigint, day date, kind text NOT NULL, PRIMARY KEY (id, day)); INSERT INTO events SELECT * FROM kept; DROP TABLE kept;
        CREATE TABLE events_2025_01 (LIKE events INCLUDING ALL); INSERT INTO events_2025_01 SELECT * FROM events WHERE day < '2025-02-01'; INSERT INTO events_2025_01 VALUES (81, '2025-01-05', 'opened'), (82, '2025-01-06', 'opened')`,
    },
    told: [
      ...differs(
        'public.events',
        toldMissing('public.events', { id: 81, day: '2025-01-05' }),
        toldMissing('public.events', { id: 82, day: '2025-01-06' }),
      ),
      toldTable(
        'public.events_2025_01',
        'missing: only at the target: the source has no table public.events_2025_01',
      ),
    ],
  },
  {
    id: 'S-recreated',
    kind: 'loss',
    name: 'the table was made anew, and holds the one row that has changed since',
    cause: 'it was dropped at the target while the sink ran: schema.evolution=basic makes it again',
    injection: {
      both: `UPDATE accounts SET version = 2 WHERE id = 7`,
      target: `DROP TABLE accounts; CREATE TABLE accounts (id integer PRIMARY KEY, owner text NOT NULL, balance numeric(12, 2) NOT NULL, version integer NOT NULL); INSERT INTO accounts VALUES (7, 'owner 7', 100.00, 2)`,
    },
    told: differs(
      accounts,
      ...range(1, 20)
        .filter((id) => id !== 7)
        .map((id) => toldMissing(accounts, { id })),
    ),
  },
  {
    id: 'S-by-hand',
    kind: 'loss',
    name: 'rows were deleted by hand, and one of them came back with its next change',
    cause: 'a sink that upserts mends only what is changed again',
    injection: {
      source: `UPDATE accounts SET version = 2 WHERE id = 3`,
      target: `DELETE FROM accounts WHERE id IN (4, 5); UPDATE accounts SET version = 2 WHERE id = 3`,
    },
    told: differs(accounts, toldMissing(accounts, { id: 4 }), toldMissing(accounts, { id: 5 })),
  },
  {
    id: 'L3',
    kind: 'loss',
    name: 'deletes of a table with a key of two columns are not applied',
    cause: 'tombstones.on.delete=false, and a transform that keeps tombstones alone',
    injection: { source: `DELETE FROM order_lines WHERE order_id = 12` },
    told: differs(
      lines,
      ...[1, 2].map((line_number) => toldExtra(lines, { order_id: 12, line_number })),
    ),
  },
  {
    id: 'L18',
    kind: 'loss',
    name: 'a record that could not be converted is gone',
    cause: 'errors.tolerance=all without a dead letter queue',
    injection: { target: `DELETE FROM payments WHERE order_id = 33` },
    told: differs(
      'public.payments',
      toldMissing('public.payments', { id: '00000000-0000-0000-0000-000000000033' }),
    ),
  },
  {
    id: 'L24',
    kind: 'loss',
    name: 'what was written while the sink was renamed is lost, in all tables',
    cause: 'a new name is a new consumer group, which began at the end of each topic',
    injection: {
      source: `UPDATE words SET meaning = 'new' WHERE word IN ('a', 'Z'); INSERT INTO settings VALUES ('setting 11', 'eu', 'v'); DELETE FROM events WHERE id = 40; INSERT INTO clicks VALUES ('/page/1', 1)`,
    },
    told: [
      ...differs(
        'public.words',
        toldChanged('public.words', { word: 'a' }, { meaning: ['new', '1'] }),
        toldChanged('public.words', { word: 'Z' }, { meaning: ['new', '6'] }),
      ),
      ...differs(
        'public.settings',
        toldMissing('public.settings', { name: 'setting 11', region: 'eu' }),
      ),
      ...differs('public.events', toldExtra('public.events', eventKey(40))),
      ...differs('public.clicks', toldMissing('public.clicks', { page: '/page/1', visitor: 1 })),
    ],
  },
  {
    id: 'L29',
    kind: 'order',
    name: 'the last writes of the target are undone',
    cause: 'it failed over to an asynchronous standby after the sink had stored its offsets',
    injection: {
      both: `UPDATE accounts SET version = 5, balance = 5.00 WHERE id IN (18, 19); INSERT INTO accounts VALUES (22, 'late', 1.00)`,
      target: `UPDATE accounts SET version = 4, balance = 4.00 WHERE id IN (18, 19); DELETE FROM accounts WHERE id = 22`,
    },
    told: differs(
      accounts,
      ...[18, 19].map((id) =>
        toldChanged(accounts, { id }, { balance: ['5.00', '4.00'], version: ['5', '4'] }),
      ),
      toldMissing(accounts, { id: 22 }),
    ),
  },
  {
    id: 'O7',
    kind: 'order',
    name: 'two rows that exchanged a unique value: one has it, the other one is stale',
    cause:
      'use.reduction.buffer=true flushes in the order of a hash, and a unique key refused one of them',
    injection: {
      source: `UPDATE customers SET email = 'x' WHERE id = 1; UPDATE customers SET email = 'customer1@example.com' WHERE id = 2; UPDATE customers SET email = 'customer2@example.com' WHERE id = 1`,
      target: `UPDATE customers SET email = 'x' WHERE id = 1`,
    },
    told: differs(
      customers,
      toldChanged(customers, { id: 1 }, { email: ['customer2@example.com', 'x'] }),
      toldChanged(
        customers,
        { id: 2 },
        { email: ['customer1@example.com', 'customer2@example.com'] },
      ),
    ),
  },
  {
    id: 'O11',
    kind: 'loss',
    name: 'an incremental snapshot ends after its first chunks',
    cause: 'the signal table is not captured: the next window never opens',
    injection: {
      both: `CREATE TABLE chunked (id integer PRIMARY KEY, v text); INSERT INTO chunked SELECT i, 'v' || i FROM generate_series(1, 24) AS i`,
      target: `DELETE FROM chunked WHERE id > 16`,
    },
    told: differs(
      'public.chunked',
      ...range(17, 24).map((id) => toldMissing('public.chunked', { id })),
    ),
  },
  {
    id: 'O14',
    kind: 'order',
    name: 'a row is as it was when it was inserted',
    cause:
      'max.in.flight>1 without idempotence: the insert was sent again, and came after the update',
    injection: {
      both: `INSERT INTO accounts VALUES (23, 'first', 0.00)`,
      source: `UPDATE accounts SET owner = 'second', balance = 9.00, version = 2 WHERE id = 23`,
    },
    told: differs(
      accounts,
      toldChanged(
        accounts,
        { id: 23 },
        { balance: ['9.00', '0.00'], owner: ['second', 'first'], version: ['2', '1'] },
      ),
    ),
  },
  {
    id: 'C46',
    kind: 'corruption',
    name: 'rows of two shards with one key have become one',
    cause: 'ByLogicalTableRouter with key.enforce.uniqueness=false',
    injection: {
      both: `CREATE TABLE sharded (shard integer, id integer, v text, PRIMARY KEY (shard, id)); INSERT INTO sharded VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 1, 'c'), (2, 2, 'd')`,
      target: `DELETE FROM sharded WHERE shard = 2; UPDATE sharded SET v = 'd' WHERE id = 2`,
    },
    told: differs(
      'public.sharded',
      toldMissing('public.sharded', { shard: 2, id: 1 }),
      toldMissing('public.sharded', { shard: 2, id: 2 }),
      toldChanged('public.sharded', { shard: 1, id: 2 }, { v: ['b', 'd'] }),
    ),
  },
]
