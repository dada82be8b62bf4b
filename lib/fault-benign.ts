/** Targets that are kept otherwise than their source, and hold the same: none of them may raise an alarm. */
import type { Fault, Injection } from './fault.ts'

type Benign = Pick<Fault, 'id' | 'name'> &
  Partial<Pick<Fault, 'cause' | 'compare' | 'told'>> &
  Injection

const byHand = 'a target that was made, kept or moved by other people than the source'

export function benign({ id, name, cause, compare, told, ...injection }: Benign): Fault {
  return {
    id,
    kind: 'benign',
    name,
    cause: cause ?? byHand,
    injection,
    ...(compare && { compare }),
    told: told ?? [],
  }
}

/** The table with its rows in a new file, in another order of columns or rows. */
const reversedColumns = `
  ALTER TABLE accounts RENAME TO kept;
  CREATE TABLE accounts (version integer NOT NULL DEFAULT 1, balance numeric(12, 2) NOT NULL, owner text NOT NULL, id integer PRIMARY KEY);
  INSERT INTO accounts (id, owner, balance, version) SELECT id, owner, balance, version FROM kept; DROP TABLE kept`

export const benignFaults: readonly Fault[] = [
  benign({
    id: 'B-nothing',
    name: 'nothing differs at all',
    cause: 'a healthy pipeline',
    compare: { cutOver: true },
  }),
  benign({ id: 'B-column-order', name: 'columns stand in another order', target: reversedColumns }),
  benign({
    id: 'B-dropped-columns',
    name: 'columns were dropped at the target',
    target: `ALTER TABLE accounts ADD a text DEFAULT 'x', ADD b numeric DEFAULT 1; UPDATE accounts SET a = 'y' WHERE id < 5; ALTER TABLE accounts DROP a, DROP b; ALTER TABLE typed ADD a integer DEFAULT 1; ALTER TABLE typed DROP a`,
  }),
  benign({
    id: 'B-dropped-source',
    name: 'columns were dropped at the source, and others were added since',
    source: `ALTER TABLE accounts ADD a text DEFAULT 'x'; ALTER TABLE accounts DROP a; ALTER TABLE accounts ADD note text DEFAULT 'same'; ALTER TABLE payments ADD a integer; ALTER TABLE payments DROP a`,
    target: `ALTER TABLE accounts ADD note text; UPDATE accounts SET note = 'same'`,
  }),
  benign({
    id: 'B-added-default',
    name: 'a column was added with a default, which stands in the catalogue here and in the rows there',
    source: `ALTER TABLE documents ADD flag boolean NOT NULL DEFAULT true`,
    target: `ALTER TABLE documents ADD flag boolean; UPDATE documents SET flag = true`,
  }),
  benign({
    id: 'B-fillfactor',
    name: 'pages are filled otherwise',
    target: [
      `ALTER TABLE accounts SET (fillfactor = 10); ALTER TABLE payments SET (fillfactor = 10)`,
      'VACUUM FULL accounts',
      'VACUUM FULL payments',
    ],
  }),
  benign({
    id: 'B-row-order',
    name: 'rows lie in the reverse order',
    target: `CREATE TABLE kept AS SELECT * FROM accounts; TRUNCATE accounts; INSERT INTO accounts SELECT * FROM kept ORDER BY id DESC; DROP TABLE kept;
      CREATE TABLE kept AS SELECT * FROM clicks; TRUNCATE clicks; INSERT INTO clicks SELECT * FROM kept ORDER BY visitor DESC NULLS LAST, page; DROP TABLE kept`,
  }),
  benign({
    id: 'B-bloat',
    name: 'pages are full of dead rows',
    target: `UPDATE accounts SET version = 2; UPDATE accounts SET version = 1; DELETE FROM clicks; INSERT INTO clicks SELECT '/page/' || i, i FROM generate_series(1, 20) AS i;
      INSERT INTO clicks VALUES ('/twice', 1), ('/twice', 1), ('/null', NULL), (NULL, NULL)`,
  }),
  benign({
    id: 'B-vacuum',
    name: 'tables were vacuumed and frozen',
    target: ['VACUUM (FREEZE, ANALYZE)'],
  }),
  benign({ id: 'B-vacuum-full', name: 'every table was written anew', target: ['VACUUM FULL'] }),
  benign({
    id: 'B-cluster',
    name: 'a table lies in the order of another index',
    target: [`CREATE INDEX by_owner ON accounts (owner DESC); CLUSTER accounts USING by_owner`],
  }),
  benign({
    id: 'B-storage',
    name: 'long values are stored in the row, or compressed',
    target: `ALTER TABLE documents ALTER body SET STORAGE MAIN, ALTER image SET STORAGE EXTENDED, ALTER tags SET STORAGE PLAIN; CREATE TABLE kept AS SELECT * FROM documents; TRUNCATE documents; INSERT INTO documents SELECT id, version, body || '', meta, image || '', NULL, numbers || '{}'::integer[] FROM kept; ALTER TABLE documents ALTER tags SET STORAGE EXTENDED; UPDATE documents SET tags = ARRAY[body]; DROP TABLE kept`,
  }),
  benign({
    id: 'B-compression',
    name: 'long values are compressed at the target',
    target: `ALTER TABLE documents ALTER body SET STORAGE EXTENDED, ALTER image SET STORAGE EXTENDED, ALTER body SET COMPRESSION pglz; UPDATE documents SET body = body || '', image = image || '', meta = meta || '{}'`,
  }),
  benign({
    id: 'B-unlogged',
    name: 'a table is not in the log of the target',
    target: `ALTER TABLE accounts SET UNLOGGED`,
  }),
  benign({
    id: 'B-collation-icu',
    name: 'the database has a German collation',
    databases: { target: `TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' LOCALE 'C'` },
  }),
  benign({
    id: 'B-collation-numeric',
    name: 'the database orders numbers in texts by their value',
    databases: {
      target: `TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-u-kn-true' LOCALE 'C'`,
    },
  }),
  benign({
    id: 'B-collation-c',
    name: 'the database has the collation C of libc',
    databases: { target: `TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'` },
  }),
  benign({
    id: 'B-collation-column',
    name: 'a key has a collation of its own, for which no case differs',
    target: `CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false); ALTER TABLE settings ALTER name TYPE text COLLATE loose; ALTER TABLE words ALTER word TYPE text COLLATE "de-x-icu"`,
  }),
  benign({
    id: 'B-generated',
    name: 'a generated column is a plain one at the target, and holds what was generated',
    target: `ALTER TABLE invoices ALTER gross DROP EXPRESSION`,
  }),
  benign({
    id: 'B-generated-virtual',
    name: 'a generated column is computed when it is read',
    cause: 'PostgreSQL 18 stores no generated column unless it is asked to',
    target: `ALTER TABLE invoices DROP gross; ALTER TABLE invoices ADD gross numeric(12, 2) GENERATED ALWAYS AS (net * 1.19) VIRTUAL`,
  }),
]
