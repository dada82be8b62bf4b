/** Changes that came twice, or in another order: injected by what the target is left with. */
import { eventKey, paymentId } from './fault-fixture.ts'
import { differs, range, toldChanged, toldExtra, toldMissing } from './fault.ts'
import type { Fault } from './fault.ts'

const accounts = 'public.accounts'
const clicks = 'public.clicks'
const payments = 'public.payments'

export const orderFaults: readonly Fault[] = [
  {
    id: 'O4',
    kind: 'order',
    name: 'half of a transaction is applied',
    cause:
      'the sink flushes each table, or batch, in a transaction of its own, and stopped between two',
    injection: {
      source: `UPDATE accounts SET balance = balance - 25 WHERE id = 1; UPDATE accounts SET balance = balance + 25 WHERE id = 2`,
      target: `UPDATE accounts SET balance = balance - 25 WHERE id = 1`,
    },
    told: differs(accounts, toldChanged(accounts, { id: 2 }, { balance: ['125.00', '100.00'] })),
  },
  {
    id: 'O5',
    kind: 'order',
    name: 'an older version of a row was written over a newer one',
    cause: 'the key of the record is not that of the table: its changes travel in two partitions',
    injection: {
      both: `UPDATE accounts SET version = 3, balance = 30.00 WHERE id = 6`,
      target: `UPDATE accounts SET version = 2, balance = 20.00 WHERE id = 6`,
    },
    told: differs(
      accounts,
      toldChanged(accounts, { id: 6 }, { balance: ['30.00', '20.00'], version: ['3', '2'] }),
    ),
  },
  {
    id: 'O5-resurrected',
    kind: 'order',
    name: 'a deleted row is back',
    cause: 'an update of it was applied after its delete',
    injection: {
      source: `DELETE FROM accounts WHERE id = 20`,
      target: `UPDATE accounts SET version = 9 WHERE id = 20`,
    },
    told: differs(accounts, toldExtra(accounts, { id: 20 })),
  },
  {
    id: 'O6',
    kind: 'order',
    name: 'a row whose key was changed is there under both',
    cause: 'the delete of the old key and the insert of the new one travel in two partitions',
    injection: {
      source: `UPDATE accounts SET id = 105 WHERE id = 5`,
      target: `INSERT INTO accounts SELECT 105, owner, balance, version FROM accounts WHERE id = 5`,
    },
    told: differs(accounts, toldExtra(accounts, { id: 5 })),
  },
  {
    id: 'O6-neither',
    kind: 'order',
    name: 'a row whose key was changed is there under neither',
    cause: 'the insert of the new key was applied, and then deleted by a delete that came late',
    injection: {
      source: `UPDATE accounts SET id = 105 WHERE id = 5`,
      target: `DELETE FROM accounts WHERE id = 5`,
    },
    told: differs(accounts, toldMissing(accounts, { id: 105 })),
  },
  {
    id: 'O6-exchanged',
    kind: 'order',
    name: 'two rows that exchanged their keys are one',
    cause: 'the deletes and inserts of an exchange of keys in another order',
    injection: {
      source: `UPDATE accounts SET id = -1 WHERE id = 1; UPDATE accounts SET id = 1 WHERE id = 2; UPDATE accounts SET id = 2 WHERE id = -1`,
      target: `DELETE FROM accounts WHERE id = 1; UPDATE accounts SET owner = 'owner 1' WHERE id = 2`,
    },
    told: differs(accounts, toldMissing(accounts, { id: 1 })),
  },
  {
    id: 'O9',
    kind: 'order',
    name: 'a second snapshot brought back what was deleted since',
    cause:
      'a snapshot never deletes: snapshot.mode=always, or one that was begun again after a crash',
    injection: {
      both: `DELETE FROM events WHERE id > 70`,
      target: `INSERT INTO events SELECT i, date '2025-01-01' + i, 'opened' FROM generate_series(71, 80) AS i; UPDATE events SET kind = 'old' WHERE id = 2`,
    },
    told: differs(
      'public.events',
      ...range(71, 80).map((id) => toldExtra('public.events', eventKey(id))),
      toldChanged('public.events', eventKey(2), { kind: ['opened', 'old'] }),
    ),
  },
  {
    id: 'O10',
    kind: 'order',
    name: 'a chunk of an incremental snapshot is missing',
    cause: 'its window was given up, or a change of the table fell into it',
    injection: { target: `DELETE FROM payments WHERE order_id BETWEEN 11 AND 20` },
    told: differs(
      payments,
      ...range(11, 20).map((id) => toldMissing(payments, { id: paymentId(id) })),
    ),
  },
  {
    id: 'O12',
    kind: 'order',
    name: 'changes of an aborted transaction are applied',
    cause: 'the sink reads uncommitted records of a source that is exactly-once',
    injection: {
      target: `INSERT INTO accounts VALUES (50, 'aborted', 0); UPDATE accounts SET balance = 0 WHERE id = 2; DELETE FROM accounts WHERE id = 3`,
    },
    told: differs(
      accounts,
      toldExtra(accounts, { id: 50 }),
      toldChanged(accounts, { id: 2 }, { balance: ['100.00', '0.00'] }),
      toldMissing(accounts, { id: 3 }),
    ),
  },
  {
    id: 'O13',
    kind: 'order',
    name: 'a row holds parts of two versions',
    cause: 'two sinks write to one table, each its own columns',
    injection: {
      both: `UPDATE accounts SET owner = 'new', balance = 7.00, version = 2 WHERE id = 3`,
      target: `UPDATE accounts SET owner = 'owner 3', version = 1 WHERE id = 3`,
    },
    told: differs(
      accounts,
      toldChanged(accounts, { id: 3 }, { owner: ['new', 'owner 3'], version: ['2', '1'] }),
    ),
  },
  {
    id: 'O15',
    kind: 'order',
    name: 'the whole topic was replayed up to its middle',
    cause: 'the offsets of the sink were reset, and it stopped on its way',
    injection: {
      source: `UPDATE accounts SET version = version + 1, balance = balance + id; INSERT INTO clicks VALUES ('/new', 1)`,
      target: `INSERT INTO clicks VALUES ('/new', 1), ('/page/1', 1), ('/page/2', 2)`,
    },
    told: [
      ...differs(
        accounts,
        ...range(1, 20).map((id) =>
          toldChanged(
            accounts,
            { id },
            { balance: [`${100 + id}.00`, '100.00'], version: ['2', '1'] },
          ),
        ),
      ),
      ...differs(
        clicks,
        ...[1, 2].map((visitor) => toldExtra(clicks, { page: `/page/${visitor}`, visitor })),
      ),
    ],
  },
  {
    id: 'O18',
    kind: 'order',
    name: 'the target has stood still for a while',
    cause: 'a task is FAILED, paused or forgotten while its connector says RUNNING',
    injection: {
      source: `UPDATE payments SET currency = 'USD' WHERE order_id <= 5; DELETE FROM payments WHERE order_id = 60; DELETE FROM words WHERE word = ''`,
    },
    told: [
      ...differs(
        payments,
        ...range(1, 5).map((id) =>
          toldChanged(payments, { id: paymentId(id) }, { currency: ['USD', 'EUR'] }),
        ),
        toldExtra(payments, { id: paymentId(60) }),
      ),
      ...differs('public.words', toldExtra('public.words', { word: '' })),
    ],
  },
  {
    id: 'L30',
    kind: 'order',
    name: 'the target has rows that the new primary never had',
    cause: 'the source failed over to a standby that was behind what had been published',
    injection: {
      source: `INSERT INTO accounts VALUES (30, 'new primary', 1.00)`,
      target: `INSERT INTO accounts VALUES (30, 'old primary', 2.00), (31, 'phantom', 3.00); UPDATE accounts SET balance = 0.01 WHERE id = 1`,
    },
    told: differs(
      accounts,
      toldChanged(
        accounts,
        { id: 30 },
        { balance: ['1.00', '2.00'], owner: ['new primary', 'old primary'] },
      ),
      toldExtra(accounts, { id: 31 }),
      toldChanged(accounts, { id: 1 }, { balance: ['100.00', '0.01'] }),
    ),
  },
  {
    id: 'L31',
    kind: 'order',
    name: 'triggers and cascades of the target have changed rows',
    cause: 'the sink applies as a user for whom they fire',
    injection: {
      both: `INSERT INTO orders (id, customer_id, total, ordered_at) VALUES (71, 1, 2.50, '2025-04-01 00:00:00+00'); INSERT INTO order_lines VALUES (71, 1, 'desk', 1, 2.50)`,
      target: `DELETE FROM orders WHERE id = 71; INSERT INTO orders (id, customer_id, total, comment, ordered_at) VALUES (71, 1, 2.50, 'by a trigger', '2025-04-01 00:00:00+00')`,
    },
    told: [
      ...differs(
        'public.order_lines',
        toldMissing('public.order_lines', { order_id: 71, line_number: 1 }),
      ),
      ...differs(
        'public.orders',
        toldChanged('public.orders', { id: 71 }, { comment: [null, 'by a trigger'] }),
      ),
    ],
  },
]
