/** A pipeline that lost its position, stopped, began again or met what the target does by itself: the cause itself is injected. */
import { differs, range, toldChanged, toldCheck, toldExtra, toldMissing } from './fault.ts'
import { accounts, changes, left, missing, released, stale, stopped } from './fault-steps.ts'
import type { Fault } from './fault.ts'

export const positionFaults: readonly Fault[] = [
  {
    id: 'L7-slot',
    kind: 'loss',
    name: 'the slot was dropped and made again',
    cause: 'what was written between is in no slot',
    injection: {
      pipeline: {
        publication: 'FOR ALL TABLES',
        steps: [
          'applied',
          { on: 'target', sql: 'ALTER SUBSCRIPTION fault_subscription DISABLE' },
          stopped,
          released,
          { on: 'source', sql: 'SELECT pg_drop_replication_slot(current_database())' },
          changes,
          {
            on: 'source',
            sql: `SELECT pg_create_logical_replication_slot(current_database(), 'pgoutput')`,
          },
          { on: 'target', sql: 'ALTER SUBSCRIPTION fault_subscription ENABLE' },
          { on: 'source', sql: `UPDATE accounts SET balance = 3.30 WHERE id = 3` },
          'applied',
        ],
      },
    },
    told: differs(accounts, missing, stale, left),
  },
  {
    id: 'L10-skip',
    kind: 'loss',
    name: 'the position of the target was moved forward',
    cause: 'offsets that were set by hand, as trust_slot: what lies between is never read',
    injection: {
      pipeline: {
        publication: 'FOR ALL TABLES',
        steps: [
          'applied',
          { on: 'target', sql: 'ALTER SUBSCRIPTION fault_subscription DISABLE' },
          stopped,
          released,
          changes,
          {
            on: 'source',
            sql: 'SELECT pg_replication_slot_advance(current_database(), pg_current_wal_lsn())',
          },
          { on: 'target', sql: 'ALTER SUBSCRIPTION fault_subscription ENABLE' },
          { on: 'source', sql: `UPDATE accounts SET balance = 3.30 WHERE id = 3` },
          'applied',
        ],
      },
    },
    told: differs(accounts, missing, stale, left),
  },
  {
    id: 'L19-poison',
    kind: 'loss',
    name: 'a row that the target refuses has stopped the pipeline',
    cause: 'a key that is taken at the target: nothing behind it is applied',
    injection: {
      target: [],
      pipeline: {
        publication: 'FOR ALL TABLES',
        subscription: 'copy_data = false, disable_on_error = true',
        steps: [
          'applied',
          { on: 'target', sql: `INSERT INTO accounts VALUES (21, 'taken', 0)` },
          changes,
          {
            on: 'target',
            until: `SELECT NOT subenabled FROM pg_subscription WHERE subname = 'fault_subscription'`,
          },
        ],
      },
    },
    told: differs(
      accounts,
      toldChanged(
        accounts,
        { id: 21 },
        { balance: ['21.00', '0.00'], owner: ['owner 21', 'taken'] },
      ),
      stale,
      left,
    ),
  },
  {
    id: 'O8-copy',
    kind: 'duplication',
    name: 'rows that were there are copied once more',
    cause:
      'copy_data=true on a target that is not empty: a second snapshot, without a key to hold it back',
    injection: {
      pipeline: {
        publication: 'FOR TABLE clicks',
        subscription: 'copy_data = true',
        steps: [
          { on: 'target', until: `SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel` },
          'applied',
        ],
      },
    },
    told: differs(
      'public.clicks',
      ...range(1, 20).map((visitor) =>
        toldExtra('public.clicks', { page: `/page/${visitor}`, visitor }),
      ),
      toldExtra('public.clicks', { page: '/twice', visitor: 1 }, 2),
      toldExtra('public.clicks', { page: '/null', visitor: null }),
      toldExtra('public.clicks', { page: null, visitor: null }),
    ),
  },
  {
    id: 'L31-trigger',
    kind: 'order',
    name: 'a trigger of the target changes what is applied',
    cause: 'it is enabled for replicated changes too',
    injection: {
      pipeline: {
        publication: 'FOR ALL TABLES',
        steps: [
          {
            on: 'target',
            sql: `CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.version := NEW.version + 1; RETURN NEW; END $$;
              CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION stamp(); ALTER TABLE accounts ENABLE ALWAYS TRIGGER stamp`,
          },
          changes,
          'applied',
        ],
      },
    },
    told: differs(
      accounts,
      toldChanged(accounts, { id: 21 }, { version: ['1', '2'] }),
      toldChanged(accounts, { id: 1 }, { version: ['1', '2'] }),
    ),
  },
  {
    id: 'L26-publish',
    kind: 'loss',
    name: 'a generated column of the source is a plain one at the target, and is not published',
    cause: 'publish_generated_columns = none, which is the default',
    injection: {
      pipeline: {
        publication: 'FOR ALL TABLES',
        steps: [
          { on: 'target', sql: 'ALTER TABLE invoices ALTER gross DROP EXPRESSION' },
          { on: 'source', sql: 'INSERT INTO invoices (id, net) VALUES (11, 100)' },
          'applied',
        ],
      },
    },
    told: differs(
      'public.invoices',
      toldChanged('public.invoices', { id: 11 }, { gross: ['119.00', null] }),
    ),
  },
  {
    id: 'L28-pipeline',
    kind: 'loss',
    name: 'the pipeline carries rows, and not the sequence behind them',
    cause: 'sequences are not replicated',
    injection: {
      pipeline: {
        publication: 'FOR ALL TABLES',
        steps: [
          {
            on: 'source',
            sql: `INSERT INTO customers (email, name, country) SELECT 'new' || i, 'New', 'DE' FROM generate_series(1, 5) AS i`,
          },
          'applied',
        ],
      },
    },
    compare: { cutOver: true },
    told: [
      toldCheck(
        'public.customers: sequences at the target',
        'public.customers_id_seq gives 41 next, and id is at 45',
      ),
    ],
  },
  {
    id: 'C39-live',
    kind: 'loss',
    name: 'rows were changed at the target while the pipeline runs and the source is written to',
    cause: 'somebody wrote to the target: no change of the source mends it',
    injection: {
      pipeline: {
        publication: 'FOR ALL TABLES',
        steps: [
          { on: 'source', sql: 'CREATE TABLE IF NOT EXISTS public.unrelated ()' },
          { on: 'target', sql: 'CREATE TABLE IF NOT EXISTS public.unrelated ()' },
          changes,
          'applied',
          {
            on: 'target',
            sql: `DELETE FROM accounts WHERE id = 5; UPDATE accounts SET owner = 'by hand' WHERE id = 6; INSERT INTO accounts VALUES (99, 'by hand', 0)`,
          },
        ],
      },
    },
    compare: {
      live: true,
      writes: [
        `UPDATE accounts SET version = version + 1 WHERE id > 10`,
        `UPDATE payments SET method = 'card' WHERE order_id < 20`,
      ],
    },
    told: differs(
      accounts,
      toldMissing(accounts, { id: 5 }),
      toldChanged(accounts, { id: 6 }, { owner: ['owner 6', 'by hand'] }),
      toldExtra(accounts, { id: 99 }),
    ),
  },
]
