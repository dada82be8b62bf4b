/** Rows, columns and sequences that never came: injected by what the target is left with. */
import { eventKey, paymentId } from './fault-fixture.ts'
import {
  differs,
  range,
  toldChanged,
  toldCheck,
  toldColumn,
  toldExtra,
  toldMissing,
} from './fault.ts'
import type { Fault } from './fault.ts'

const accounts = 'public.accounts'
const payments = 'public.payments'
const documents = 'public.documents'

export const lostRowFaults: readonly Fault[] = [
  {
    id: 'L14',
    kind: 'loss',
    name: 'of a table that was added later only rows exist that have changed since',
    cause: 'snapshot.mode=initial with stored offsets takes no snapshot of a new table',
    injection: {
      both: `CREATE TABLE later (id integer PRIMARY KEY, v text); INSERT INTO later SELECT i, 'v' || i FROM generate_series(1, 12) AS i`,
      target: `DELETE FROM later WHERE id NOT IN (5, 12)`,
    },
    told: differs(
      'public.later',
      ...[1, 2, 3, 4, 6, 7, 8, 9, 10, 11].map((id) => toldMissing('public.later', { id })),
    ),
  },
  {
    id: 'L16',
    kind: 'loss',
    name: 'updates and deletes of a table without a key are lost',
    cause: 'no replica identity, and a publication of inserts alone',
    injection: {
      source: `UPDATE clicks SET visitor = 99 WHERE page = '/page/3'; DELETE FROM clicks WHERE page = '/page/4'; DELETE FROM clicks WHERE page = '/twice'`,
    },
    told: differs(
      'public.clicks',
      toldMissing('public.clicks', { page: '/page/3', visitor: 99 }),
      toldExtra('public.clicks', { page: '/page/3', visitor: 3 }),
      toldExtra('public.clicks', { page: '/page/4', visitor: 4 }),
      toldExtra('public.clicks', { page: '/twice', visitor: 1 }, 2),
    ),
  },
  {
    id: 'L17',
    kind: 'loss',
    name: 'rows are filtered away',
    cause: 'snapshot.select.statement.overrides, or a filter transform, that is too wide',
    injection: { target: `DELETE FROM payments WHERE amount > 55` },
    told: differs(
      payments,
      ...range(55, 60).map((id) => toldMissing(payments, { id: paymentId(id) })),
    ),
  },
  {
    id: 'L17-columns',
    kind: 'loss',
    name: 'a column is left out and stays NULL',
    cause: 'column.exclude.list that is too wide',
    injection: { target: `UPDATE documents SET image = NULL` },
    told: differs(
      documents,
      ...range(1, 6).map((id) =>
        toldChanged(documents, { id }, { image: [`\\x${`0${id}`.repeat(5000)}`, null] }),
      ),
    ),
  },
  {
    id: 'L20',
    kind: 'loss',
    name: 'a row that is too large is lost',
    cause:
      'errors.tolerance=all at the source: a record that Kafka refuses is skipped and acknowledged',
    injection: { target: `DELETE FROM documents WHERE id = 6` },
    told: differs(documents, toldMissing(documents, { id: 6 })),
  },
  {
    id: 'L21',
    kind: 'loss',
    name: 'one update is lost',
    cause:
      'event.processing.failure.handling.mode=skip, or a record in a dead letter queue that nobody replays',
    injection: { source: `UPDATE accounts SET balance = 100.01, version = 2 WHERE id = 13` },
    told: differs(
      accounts,
      toldChanged(accounts, { id: 13 }, { balance: ['100.01', '100.00'], version: ['2', '1'] }),
    ),
  },
  {
    id: 'L22',
    kind: 'loss',
    name: 'all records of one table are skipped',
    cause: 'the sink cannot make its name of the topic, and goes on with a warning',
    injection: { target: `TRUNCATE settings` },
    told: differs(
      'public.settings',
      ...range(1, 10).map((id) =>
        toldMissing('public.settings', { name: `setting ${id}`, region: 'eu' }),
      ),
      toldMissing('public.settings', { name: 'setting 1', region: null, value: 'global' }, 2),
      toldMissing('public.settings', { name: null, region: null, value: 'nameless' }),
    ),
  },
  {
    id: 'L23',
    kind: 'loss',
    name: 'there is a hole in the middle',
    cause: 'retention of the topic is shorter than the sink was down',
    injection: { target: `DELETE FROM events WHERE id BETWEEN 25 AND 36` },
    told: differs(
      'public.events',
      ...range(25, 36).map((id) => toldMissing('public.events', eventKey(id))),
    ),
  },
  {
    id: 'L25',
    kind: 'loss',
    name: 'the last changes of some partitions are lost',
    cause: 'acks=1 and a broker that is lost, or an election of an unclean leader',
    injection: { target: `DELETE FROM payments WHERE order_id > 50 AND order_id % 3 = 0` },
    told: differs(
      payments,
      ...[51, 54, 57, 60].map((id) => toldMissing(payments, { id: paymentId(id) })),
    ),
  },
  {
    id: 'L26',
    kind: 'loss',
    name: 'a generated column stays NULL',
    cause: 'the output of logical decoding does not carry it',
    injection: {
      target: `ALTER TABLE invoices ALTER gross DROP EXPRESSION; UPDATE invoices SET gross = NULL`,
    },
    told: differs(
      'public.invoices',
      ...range(1, 10).map((id) =>
        toldChanged('public.invoices', { id }, { gross: [(id * 119).toFixed(2), null] }),
      ),
    ),
  },
  {
    id: 'L27',
    kind: 'loss',
    name: 'a column of a type that the connector does not know is left out',
    cause: 'include.unknown.datatypes=false, which is the default',
    injection: { target: `ALTER TABLE payments DROP COLUMN details` },
    told: differs(payments, toldColumn(payments, 'details', { source: 'jsonb', target: null })),
  },
  {
    id: 'L28',
    kind: 'loss',
    name: 'sequences are not carried',
    cause: 'no pipeline does: after a cut-over the target gives numbers that are taken',
    injection: { target: `SELECT setval('customers_id_seq', 7)` },
    compare: { cutOver: true },
    told: [
      toldCheck(
        'public.customers: sequences at the target',
        'public.customers_id_seq gives 8 next, and id is at 40',
      ),
    ],
  },
]
