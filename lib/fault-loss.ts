/** Changes of the source that never came: injected by what the target is left with. */
import { paymentId } from './fault-fixture.ts'
import { differs, range, toldChanged, toldColumn, toldExtra, toldMissing } from './fault.ts'
import type { Fault } from './fault.ts'

const accounts = 'public.accounts'
const payments = 'public.payments'
export const lossFaults: readonly Fault[] = [
  {
    id: 'L1',
    kind: 'loss',
    name: 'deletes are not applied',
    cause: 'delete.enabled=false, which is the default of the JDBC sink',
    injection: { source: `DELETE FROM payments WHERE order_id <= 3` },
    told: differs(payments, ...range(1, 3).map((id) => toldExtra(payments, { id: paymentId(id) }))),
  },
  {
    id: 'L2',
    kind: 'loss',
    name: 'deleted rows stay, with a flag',
    cause: 'delete.tombstone.handling.mode=rewrite, and nobody who reads __deleted',
    injection: {
      source: `DELETE FROM accounts WHERE id IN (3, 4)`,
      target: `ALTER TABLE accounts ADD __deleted text DEFAULT 'false'; UPDATE accounts SET __deleted = 'true' WHERE id IN (3, 4)`,
    },
    told: differs(
      accounts,
      toldColumn(accounts, '__deleted', { source: null, target: 'text' }),
      toldExtra(accounts, { id: 3 }),
      toldExtra(accounts, { id: 4 }),
    ),
  },
  {
    id: 'L4',
    kind: 'loss',
    name: 'one deleted row stays',
    cause: 'compaction removed the tombstone before a lagging sink had read it',
    injection: { source: `DELETE FROM words WHERE word = 'é'` },
    told: differs('public.words', toldExtra('public.words', { word: 'é' })),
  },
  {
    id: 'L5',
    kind: 'loss',
    name: 'a TRUNCATE is not carried',
    cause: 'skipped.operations=t, which is the default of the source connector',
    injection: {
      source: `TRUNCATE accounts; INSERT INTO accounts VALUES (21, 'owner 21', 1.00)`,
      target: `INSERT INTO accounts VALUES (21, 'owner 21', 1.00)`,
    },
    told: differs(accounts, ...range(1, 20).map((id) => toldExtra(accounts, { id }))),
  },
  {
    id: 'L6',
    kind: 'loss',
    name: 'a TRUNCATE overtakes inserts',
    cause:
      'its event has no key: on a topic of several partitions it is applied too early in one, too late in another',
    injection: {
      source: `TRUNCATE accounts; INSERT INTO accounts SELECT i, 'new', 1 FROM generate_series(31, 34) AS i`,
      target: `DELETE FROM accounts WHERE id > 2; INSERT INTO accounts VALUES (33, 'new', 1)`,
    },
    told: differs(
      accounts,
      ...[1, 2].map((id) => toldExtra(accounts, { id })),
      ...[31, 32, 34].map((id) => toldMissing(accounts, { id })),
    ),
  },
  {
    id: 'L7',
    kind: 'loss',
    name: 'all changes of a while are lost',
    cause: 'the slot was dropped and made again: failover, pg_upgrade, slot.drop.on.stop',
    injection: {
      source: `INSERT INTO accounts VALUES (21, 'gap', 5); UPDATE accounts SET balance = 99.99 WHERE id = 7; DELETE FROM accounts WHERE id = 8;
        INSERT INTO clicks VALUES ('/gap', 1); UPDATE payments SET method = 'voucher' WHERE order_id = 9`,
    },
    told: [
      ...differs(
        accounts,
        toldMissing(accounts, { id: 21 }),
        toldChanged(accounts, { id: 7 }, { balance: ['99.99', '100.00'] }),
        toldExtra(accounts, { id: 8 }),
      ),
      ...differs('public.clicks', toldMissing('public.clicks', { page: '/gap', visitor: 1 })),
      ...differs(
        payments,
        toldChanged(payments, { id: paymentId(9) }, { method: ['voucher', 'card'] }),
      ),
    ],
  },
  {
    id: 'L8',
    kind: 'loss',
    name: 'every other change is lost',
    cause: 'two connectors share one slot: each gets a part',
    injection: {
      source: `INSERT INTO accounts SELECT i, 'shared', i FROM generate_series(31, 40) AS i`,
      target: `INSERT INTO accounts SELECT i, 'shared', i FROM generate_series(31, 40) AS i WHERE i % 2 = 0`,
    },
    told: differs(accounts, ...[31, 33, 35, 37, 39].map((id) => toldMissing(accounts, { id }))),
  },
  {
    id: 'L9',
    kind: 'loss',
    name: 'changes before a restart are lost, those after it came',
    cause:
      'offset.mismatch.strategy=no_validation, the default, with a slot that is ahead of the offset',
    injection: {
      source: `UPDATE accounts SET balance = balance + 1 WHERE id <= 4; INSERT INTO accounts VALUES (41, 'after', 1)`,
      target: `INSERT INTO accounts VALUES (41, 'after', 1)`,
    },
    told: differs(
      accounts,
      ...range(1, 4).map((id) => toldChanged(accounts, { id }, { balance: ['101.00', '100.00'] })),
    ),
  },
  {
    id: 'L12',
    kind: 'loss',
    name: 'the rest of a transaction is lost',
    cause: 'a restart in the middle of a transaction (Debezium before 3.7: dbz#76, DBZ-5915)',
    injection: {
      both: `INSERT INTO orders (id, customer_id, total, ordered_at) VALUES (61, 1, 2.50, '2025-04-01 00:00:00+00')`,
      source: `INSERT INTO order_lines VALUES (61, 1, 'desk', 1, 1.25), (61, 2, 'desk', 1, 1.25);
        INSERT INTO payments VALUES ('${paymentId(61)}', 61, 2.50, 'EUR', 'card', '{}', '2025-04-01 00:00:00+00')`,
    },
    told: [
      ...differs(
        'public.order_lines',
        ...[1, 2].map((line) =>
          toldMissing('public.order_lines', { order_id: 61, line_number: line }),
        ),
      ),
      ...differs(payments, toldMissing(payments, { id: paymentId(61) })),
    ],
  },
]
