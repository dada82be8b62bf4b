/** Questions that leave out what differs, and pipelines that work: neither may raise an alarm. */
import { benign } from './fault-benign.ts'
import { toldColumn } from './fault.ts'
import type { Fault, PipelineStep } from './fault.ts'

const accountsExtra = `ALTER TABLE accounts ADD loaded_at timestamptz DEFAULT now(), ADD __deleted text`

const ofTheQuestion: readonly Fault[] = [
  benign({
    id: 'B-extra-column',
    name: 'the target has columns of its own, which are ignored',
    cause: 'a sink that adds when it has loaded a row, and --ignore-columns',
    target: accountsExtra,
    compare: { columns: { ignoreColumns: ['public.accounts: loaded_at, __deleted'] } },
  }),
  benign({
    id: 'B-missing-column',
    name: 'a column is kept from the target, and ignored',
    cause: 'column.exclude.list, and --ignore-columns',
    target: `ALTER TABLE customers DROP note`,
    compare: { columns: { ignoreColumns: ['public.customers: note'] } },
  }),
  benign({
    id: 'B-columns',
    name: 'only some columns are asked for, and others differ',
    cause: '--columns',
    target: `UPDATE accounts SET version = 9`,
    compare: { columns: { columns: ['public.accounts: id, owner, balance'] } },
  }),
  benign({
    id: 'B-where',
    name: 'only some rows are asked for, and others differ',
    cause: '--where',
    target: `UPDATE accounts SET version = 9 WHERE id > 10; DELETE FROM accounts WHERE id > 15`,
    compare: { columns: { where: ['public.accounts: id <= 10'] } },
  }),
  benign({
    id: 'B-table',
    name: 'only some tables are asked for, and others differ',
    cause: '--table',
    target: `TRUNCATE payments; DROP TABLE invoices`,
    compare: { table: ['public.accounts', 'public.word*'] },
  }),
  benign({
    id: 'B-map',
    name: 'the tables of the target are in another schema, with a prefix',
    cause: 'collection.name.format of the sink, and --map',
    target: `CREATE SCHEMA cdc; ALTER TABLE accounts SET SCHEMA cdc; ALTER TABLE cdc.accounts RENAME TO shop_accounts; ALTER TABLE words SET SCHEMA cdc; ALTER TABLE cdc.words RENAME TO shop_words`,
    compare: {
      table: ['public.accounts', 'public.words'],
      map: ['public.accounts=cdc.shop_accounts', 'public.words=cdc.shop_words'],
    },
  }),
  benign({
    id: 'B-epsilon',
    name: 'floats differ by less than is asked for',
    cause: '--compare …=epsilon(1e-9)',
    target: `UPDATE typed SET "double precision" = "double precision" + 1e-12 WHERE id = 1`,
    compare: {
      table: ['public.typed'],
      columns: { compare: ['public.typed."double precision"=epsilon(1e-9)'] },
    },
  }),
  benign({
    id: 'B-sql-equal',
    name: 'values that SQL calls equal print otherwise',
    cause: '--compare …=sql-equal',
    target: `UPDATE typed SET "numeric" = '3.141592653589793238460', interval = '14 mons 3 days 04:05:06.789' WHERE id = 1`,
    compare: {
      columns: { compare: ['public.typed.numeric=sql-equal', 'public.typed.interval=sql-equal'] },
    },
  }),
  benign({
    id: 'B-json',
    name: 'JSON has another text',
    cause: '--compare …=json',
    target: `UPDATE typed SET json = '{"a":[true,null],"b":1}' WHERE id = 1`,
    compare: { columns: { compare: ['public.typed.json=json'] } },
  }),
  benign({
    id: 'B-instant',
    name: 'the target has the same moments without their zone',
    cause: '--compare …=instant',
    target: `ALTER TABLE payments ALTER paid_at TYPE timestamp USING paid_at AT TIME ZONE 'UTC'`,
    compare: { columns: { compare: ['public.payments.paid_at=instant'] } },
    told: [
      toldColumn('public.payments', 'paid_at', {
        source: 'timestamp with time zone',
        target: 'timestamp without time zone',
      }),
    ],
  }),
]

/** All that an application may do, with values that are stored out of line and do not change. */
const everything: PipelineStep = {
  on: 'source',
  sql: `INSERT INTO accounts VALUES (21, 'owner 21', 21.00); UPDATE accounts SET id = 105 WHERE id = 5; DELETE FROM accounts WHERE id = 2; UPDATE documents SET version = 2; UPDATE documents SET id = 40 WHERE id = 4;
    INSERT INTO clicks VALUES ('/new', 1), ('/new', 1); TRUNCATE words; INSERT INTO words VALUES ('new', '1'); UPDATE typed SET "text" = 'other' WHERE id = 1; UPDATE typed SET id = 10 WHERE id = 2;
    INSERT INTO events VALUES (90, '2025-01-20', 'opened'); UPDATE events SET day = '2025-02-20' WHERE id = 90; INSERT INTO invoices (id, net) VALUES (11, 100)`,
}

const rolledBack: PipelineStep = {
  on: 'source',
  sql: `DO $$ BEGIN BEGIN UPDATE accounts SET balance = 0; RAISE 'no'; EXCEPTION WHEN OTHERS THEN NULL; END; END $$`,
}

function working(
  id: string,
  name: string,
  pipeline: {
    readonly publication?: string
    readonly subscription?: string
    readonly before?: string
    readonly target?: string
  },
): Fault {
  return benign({
    id,
    name: `the pipeline works: ${name}`,
    cause: 'inserts, updates, deletes, changes of keys, TRUNCATE and rollbacks, all applied',
    both: pipeline.before ?? 'SELECT 1',
    pipeline: {
      publication: pipeline.publication ?? 'FOR ALL TABLES',
      ...(pipeline.subscription && { subscription: `copy_data = false, ${pipeline.subscription}` }),
      steps: [
        { on: 'target', sql: pipeline.target ?? 'SELECT 1' },
        everything,
        rolledBack,
        'applied',
      ],
    },
  })
}

const ofThePipeline: readonly Fault[] = [
  working('B-pipeline', 'as it is by default', {}),
  working('B-pipeline-binary', 'values travel in binary', { subscription: 'binary = true' }),
  working('B-pipeline-streaming', 'transactions are applied in parallel while they run', {
    subscription: 'streaming = parallel',
  }),
  working('B-pipeline-root', 'partitions travel as their parent', {
    publication: 'FOR ALL TABLES WITH (publish_via_partition_root = true)',
  }),
  working('B-pipeline-identity', 'every row travels whole', {
    before:
      'ALTER TABLE accounts REPLICA IDENTITY FULL; ALTER TABLE documents REPLICA IDENTITY FULL; ALTER TABLE clicks REPLICA IDENTITY FULL; ALTER TABLE typed REPLICA IDENTITY FULL',
  }),
  working('B-pipeline-generated', 'generated columns travel into plain ones', {
    publication: 'FOR ALL TABLES WITH (publish_generated_columns = stored)',
    target: 'ALTER TABLE invoices ALTER gross DROP EXPRESSION',
  }),
  benign({
    id: 'B-live',
    name: 'the source is written to all the time, and the target is behind',
    cause: 'a busy pipeline, and --live',
    pipeline: {
      publication: 'FOR ALL TABLES',
      steps: [everything, 'applied'],
    },
    compare: {
      live: true,
      writes: [
        `UPDATE accounts SET version = version + 1`,
        `DELETE FROM payments WHERE order_id = 60`,
        `INSERT INTO payments VALUES ('00000000-0000-0000-0000-000000000060', 60, 60.50, 'EUR', 'card', '{}', now())`,
      ],
    },
  }),
]

export const benignUses: readonly Fault[] = [...ofTheQuestion, ...ofThePipeline]
