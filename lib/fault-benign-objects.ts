/** Keys, partitions, indexes, constraints and types of the target that are others, and must raise no alarm. */
import { benign } from './fault-benign.ts'
import { toldColumn } from './fault.ts'
import type { Fault } from './fault.ts'

const otherEnum = `
  CREATE TYPE earlier AS ENUM ('x'); ALTER TYPE order_status RENAME TO replaced;
  CREATE TYPE order_status AS ENUM ('cancelled', 'returned', 'shipped', 'paid', 'new');
  ALTER TABLE orders ALTER status DROP DEFAULT, ALTER status TYPE order_status USING status::text::order_status;
  ALTER TABLE every_type ALTER an_enum TYPE order_status USING an_enum::text::order_status, ALTER an_enum_array TYPE order_status[] USING an_enum_array::text[]::order_status[];
  ALTER TABLE typed ALTER order_status TYPE order_status USING order_status::text::order_status, ALTER "order_status[]" TYPE order_status[] USING "order_status[]"::text[]::order_status[]`

const otherComposite = `
  ALTER TYPE money_amount RENAME TO replaced; CREATE TYPE earlier AS (a integer); CREATE TYPE money_amount AS (currency text, amount numeric(12, 2));
  ALTER TABLE every_type ALTER a_composite TYPE money_amount USING a_composite::text::money_amount;
  ALTER TABLE typed ALTER money_amount TYPE money_amount USING money_amount::text::money_amount, ALTER "money_amount[]" TYPE money_amount[] USING "money_amount[]"::text::money_amount[]`

export const benignObjects: readonly Fault[] = [
  benign({
    id: 'B-enum-oids',
    name: 'an enum has another oid, and its labels another order',
    target: otherEnum,
  }),
  benign({
    id: 'B-composite-oids',
    name: 'a composite type has another oid',
    target: otherComposite,
  }),
  benign({
    id: 'B-domain',
    name: 'the target has the type behind a domain',
    target: `ALTER TABLE typed ALTER positive_integer TYPE integer, ALTER even_positive TYPE integer; ALTER TABLE every_type ALTER a_domain TYPE integer`,
    told: [
      toldColumn('public.typed', 'positive_integer', {
        source: 'public.positive_integer',
        target: 'integer',
      }),
      toldColumn('public.typed', 'even_positive', {
        source: 'public.even_positive',
        target: 'integer',
      }),
      toldColumn('public.every_type', 'a_domain', {
        source: 'public.positive_integer',
        target: 'integer',
      }),
    ],
  }),
  benign({
    id: 'B-extension-schema',
    name: 'an extension lives in another schema',
    target: `CREATE SCHEMA extensions; ALTER EXTENSION hstore SET SCHEMA extensions; ALTER EXTENSION citext SET SCHEMA extensions`,
    told: ['hstore', 'hstore[]', 'citext', 'citext[]'].map((type) =>
      toldColumn('public.typed', type, { source: `public.${type}`, target: `extensions.${type}` }),
    ),
  }),
  benign({
    id: 'B-wider-types',
    name: 'columns hold more than those of the source',
    cause: 'a target that was made for several sources, or whose columns were widened first',
    target: `ALTER TABLE accounts ALTER id TYPE bigint, ALTER balance TYPE numeric(20, 4), ALTER version TYPE numeric; ALTER TABLE payments ALTER currency TYPE text, ALTER method TYPE varchar; ALTER TABLE words ALTER word TYPE varchar`,
    told: [
      toldColumn('public.accounts', 'id', { source: 'integer', target: 'bigint' }),
      toldColumn('public.accounts', 'balance', {
        source: 'numeric(12,2)',
        target: 'numeric(20,4)',
      }),
      toldColumn('public.accounts', 'version', { source: 'integer', target: 'numeric' }),
      toldColumn('public.payments', 'currency', { source: 'character(3)', target: 'text' }),
      toldColumn('public.payments', 'method', { source: 'text', target: 'character varying' }),
      toldColumn('public.words', 'word', { source: 'text', target: 'character varying' }),
    ],
  }),
  benign({
    id: 'B-partitions',
    name: 'the target is not partitioned',
    target: `CREATE TABLE kept AS SELECT * FROM events; DROP TABLE events; CREATE TABLE events (id bigint, day date, kind text NOT NULL, PRIMARY KEY (id, day)); INSERT INTO events SELECT * FROM kept; DROP TABLE kept`,
  }),
  benign({
    id: 'B-partitions-other',
    name: 'the target is partitioned by something else, in two levels',
    target: `CREATE TABLE kept AS SELECT * FROM events; DROP TABLE events; CREATE TABLE events (kind text NOT NULL, day date, id bigint, PRIMARY KEY (id, day)) PARTITION BY HASH (id);
      CREATE TABLE events_0 PARTITION OF events FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE events_1 PARTITION OF events FOR VALUES WITH (MODULUS 2, REMAINDER 1) PARTITION BY RANGE (day);
      CREATE TABLE events_1_all PARTITION OF events_1 DEFAULT; INSERT INTO events (id, day, kind) SELECT id, day, kind FROM kept; DROP TABLE kept`,
  }),
  benign({
    id: 'B-partitioned-target',
    name: 'the target is partitioned, and the source is not',
    target: `CREATE TABLE kept AS SELECT * FROM accounts; DROP TABLE accounts; CREATE TABLE accounts (id integer PRIMARY KEY, owner text NOT NULL, balance numeric(12, 2) NOT NULL, version integer NOT NULL) PARTITION BY HASH (id);
      CREATE TABLE accounts_0 PARTITION OF accounts FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE accounts_1 PARTITION OF accounts FOR VALUES WITH (MODULUS 2, REMAINDER 1); INSERT INTO accounts SELECT * FROM kept; DROP TABLE kept`,
  }),
  benign({
    id: 'B-indexes',
    name: 'the target has other indexes',
    target: `DROP INDEX orders_customer_id; CREATE INDEX ON accounts (lower(owner)); CREATE INDEX ON accounts (balance) INCLUDE (version) WHERE version > 0; CREATE INDEX ON payments USING gin (details); CREATE INDEX ON words USING hash (word)`,
  }),
  benign({
    id: 'B-unique-indexes',
    name: 'the target has more unique keys',
    target: `CREATE UNIQUE INDEX ON accounts (owner); CREATE UNIQUE INDEX ON accounts (owner, id); CREATE UNIQUE INDEX ON words (meaning)`,
  }),
  benign({
    id: 'B-no-key',
    name: 'the target has no primary keys',
    target: `ALTER TABLE accounts DROP CONSTRAINT accounts_pkey; ALTER TABLE payments DROP CONSTRAINT payments_pkey; ALTER TABLE words DROP CONSTRAINT words_pkey`,
  }),
  benign({
    id: 'B-constraints',
    name: 'the target has no foreign keys and takes NULL everywhere',
    cause: 'what many targets of a pipeline leave out, so that order does not matter',
    target: `ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey; ALTER TABLE order_lines DROP CONSTRAINT order_lines_order_id_fkey, DROP CONSTRAINT order_lines_quantity_check; ALTER TABLE accounts ALTER owner DROP NOT NULL, ALTER balance DROP NOT NULL, ALTER version DROP DEFAULT`,
  }),
  benign({
    id: 'B-triggers',
    name: 'the target has triggers, rules and policies',
    target: `CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; CREATE TRIGGER nothing BEFORE INSERT OR UPDATE OR DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION nothing();
      ALTER TABLE payments ENABLE ROW LEVEL SECURITY; CREATE POLICY none ON payments USING (false); CREATE RULE nothing AS ON DELETE TO words DO INSTEAD NOTHING`,
  }),
  benign({
    id: 'B-sequences',
    name: 'sequences are elsewhere, and nobody has asked for them',
    target: `SELECT setval('customers_id_seq', 1)`,
  }),
  benign({
    id: 'B-statistics',
    name: 'the statistics of the target are wrong',
    target: `UPDATE pg_class SET reltuples = 1e9, relpages = 0 WHERE relname IN ('accounts', 'clicks', 'payments', 'typed', 'words')`,
  }),
]
