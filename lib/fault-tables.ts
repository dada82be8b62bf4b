/** Tables that are one, empty or gone, and rows that an insert mode kept away. */
import { eventKey } from './fault-fixture.ts'
import { differs, range, toldChanged, toldExtra, toldMissing, toldTable } from './fault.ts'
import type { Fault } from './fault.ts'

const accounts = 'public.accounts'
export const tableFaults: readonly Fault[] = [
  {
    id: 'C44',
    kind: 'duplication',
    name: 'two tables have become one',
    cause: 'their topics make one name: a.b_c and a_b.c, or the same table of two schemas',
    injection: {
      both: `CREATE SCHEMA archive; CREATE TABLE archive.accounts (LIKE public.accounts INCLUDING ALL); INSERT INTO archive.accounts VALUES (1, 'archived', 1.00), (90, 'archived', 1.00)`,
      target: `INSERT INTO public.accounts SELECT * FROM archive.accounts ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, balance = excluded.balance`,
    },
    told: differs(
      accounts,
      toldChanged(
        accounts,
        { id: 1 },
        { owner: ['owner 1', 'archived'], balance: ['100.00', '1.00'] },
      ),
      toldExtra(accounts, { id: 90 }),
    ),
  },
  {
    id: 'C45',
    kind: 'loss',
    name: 'a partitioned table is empty, and its partitions are tables of their own',
    cause: 'publish.via.partition.root=false, which is the default',
    injection: {
      target: `CREATE TABLE kept AS SELECT * FROM events; DROP TABLE events; CREATE TABLE events (id bigint, day date, kind text NOT NULL, PRIMARY KEY (id, day));
        CREATE TABLE events_2025_01 (LIKE events INCLUDING ALL); INSERT INTO events_2025_01 SELECT * FROM kept WHERE day < '2025-02-01'; DROP TABLE kept`,
    },
    told: [
      ...differs(
        'public.events',
        ...range(1, 80).map((id) => toldMissing('public.events', eventKey(id))),
      ),
      toldTable(
        'public.events_2025_01',
        'missing: only at the target: the source has no table public.events_2025_01',
      ),
    ],
  },
  {
    id: 'C45-partition',
    kind: 'loss',
    name: 'one partition is empty',
    cause: 'it was attached at the source, and is not in the publication',
    injection: { target: `TRUNCATE events_2025_02` },
    told: differs(
      'public.events',
      ...range(31, 58).map((id) => toldMissing('public.events', eventKey(id))),
    ),
  },
  {
    id: 'C49',
    kind: 'loss',
    name: 'new rows are not inserted',
    cause: 'insert.mode=update changes no row, and says nothing',
    injection: {
      source: `INSERT INTO accounts SELECT i, 'new', 0 FROM generate_series(21, 23) AS i`,
    },
    told: differs(accounts, ...range(21, 23).map((id) => toldMissing(accounts, { id }))),
  },
  {
    id: 'C50',
    kind: 'corruption',
    name: 'a row was written over another one',
    cause: 'an upsert that hit another unique key than the primary one',
    injection: {
      source: `INSERT INTO customers (id, email, name, country, created_at) VALUES (41, 'other@example.com', 'Other', 'FR', '2025-06-01 00:00:00+00')`,
      target: `UPDATE customers SET email = 'other@example.com', name = 'Other', country = 'FR' WHERE id = 40`,
    },
    told: differs(
      'public.customers',
      toldMissing('public.customers', { id: 41 }),
      toldChanged(
        'public.customers',
        { id: 40 },
        {
          email: ['customer40@example.com', 'other@example.com'],
          name: ['Customer 40', 'Other'],
          country: ['DE', 'FR'],
        },
      ),
    ),
  },
  {
    id: 'L15',
    kind: 'loss',
    name: 'a table is not at the target',
    cause: 'it was made after the publication, which lists its tables',
    injection: { target: `DROP TABLE invoices` },
    told: [
      toldTable(
        'public.invoices',
        'missing: only at the source: the target has no table public.invoices',
      ),
    ],
  },
  {
    id: 'L15-empty',
    kind: 'loss',
    name: 'a table is at the target, and empty',
    cause: 'it was made by hand, and is not in the publication',
    injection: { target: `TRUNCATE invoices` },
    told: differs(
      'public.invoices',
      ...range(1, 10).map((id) => toldMissing('public.invoices', { id })),
    ),
  },
  {
    id: 'C-left-over',
    kind: 'duplication',
    name: 'the target has a table that the source has not',
    cause: 'it was dropped or renamed at the source',
    injection: { source: `DROP TABLE invoices` },
    told: [
      toldTable(
        'public.invoices',
        'missing: only at the target: the source has no table public.invoices',
      ),
    ],
  },
]
