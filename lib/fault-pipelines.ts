/** Settings of the embedded pipeline that lose, double or change rows: here the cause itself is injected, and the rows travel. */
import { differs, range, toldChanged, toldExtra, toldMissing } from './fault.ts'
import { accounts, changes, left, missing, stale, stopped } from './fault-steps.ts'
import type { Fault } from './fault.ts'

export const pipelineFaults: readonly Fault[] = [
  {
    id: 'O19',
    kind: 'loss',
    name: 'the pipeline was paused and forgotten',
    cause: 'a subscription that is disabled, as a connector that is PAUSED or STOPPED',
    injection: {
      pipeline: {
        publication: 'FOR ALL TABLES',
        steps: [
          'applied',
          { on: 'target', sql: 'ALTER SUBSCRIPTION fault_subscription DISABLE' },
          stopped,
          changes,
        ],
      },
    },
    told: differs(accounts, missing, stale, left),
  },
  {
    id: 'L1-publish',
    kind: 'loss',
    name: 'only inserts are published',
    cause: `publish = 'insert', as skipped.operations=u,d`,
    injection: {
      pipeline: {
        publication: `FOR ALL TABLES WITH (publish = 'insert')`,
        steps: [changes, 'applied'],
      },
    },
    told: differs(accounts, stale, left),
  },
  {
    id: 'L1-no-deletes',
    kind: 'loss',
    name: 'deletes are not published',
    cause: `publish = 'insert, update', as skipped.operations=d`,
    injection: {
      pipeline: {
        publication: `FOR ALL TABLES WITH (publish = 'insert, update')`,
        steps: [changes, 'applied'],
      },
    },
    told: differs(accounts, left),
  },
  {
    id: 'L5-publish',
    kind: 'loss',
    name: 'TRUNCATE is not published',
    cause: `publish = 'insert, update, delete', as skipped.operations=t`,
    injection: {
      pipeline: {
        publication: `FOR ALL TABLES WITH (publish = 'insert, update, delete')`,
        steps: [
          {
            on: 'source',
            sql: `TRUNCATE accounts; INSERT INTO accounts VALUES (21, 'owner 21', 21.00)`,
          },
          'applied',
        ],
      },
    },
    told: differs(accounts, ...range(1, 20).map((id) => toldExtra(accounts, { id }))),
  },
  {
    id: 'L17-publish',
    kind: 'loss',
    name: 'the publication has a row filter that is too narrow',
    cause: 'WHERE of a publication, as a filter transform',
    injection: {
      pipeline: {
        publication: 'FOR TABLE accounts WHERE (id < 22)',
        steps: [
          {
            on: 'source',
            sql: `INSERT INTO accounts SELECT i, 'new', i FROM generate_series(21, 24) AS i`,
          },
          'applied',
        ],
      },
    },
    told: differs(accounts, ...range(22, 24).map((id) => toldMissing(accounts, { id }))),
  },
  {
    id: 'L17-list',
    kind: 'loss',
    name: 'the publication leaves a column out',
    cause: 'a column list of a publication, as column.exclude.list',
    injection: {
      pipeline: {
        publication: 'FOR TABLE accounts (id, owner, balance)',
        steps: [
          { on: 'source', sql: `INSERT INTO accounts VALUES (21, 'new', 1, 7), (22, 'new', 1, 1)` },
          'applied',
        ],
      },
    },
    told: differs(accounts, toldChanged(accounts, { id: 21 }, { version: ['7', '1'] })),
  },
  {
    id: 'L15-publish',
    kind: 'loss',
    name: 'a table is not in the publication',
    cause: 'publication.autocreate.mode=filtered, made before the table was',
    injection: {
      both: `CREATE TABLE later (id integer PRIMARY KEY)`,
      pipeline: {
        publication: 'FOR TABLE accounts',
        steps: [{ on: 'source', sql: `INSERT INTO later VALUES (1), (2)` }, changes, 'applied'],
      },
    },
    told: differs(
      'public.later',
      toldMissing('public.later', { id: 1 }),
      toldMissing('public.later', { id: 2 }),
    ),
  },
  {
    id: 'L14-refresh',
    kind: 'loss',
    name: 'the subscription does not know a table that was added',
    cause: 'it was not refreshed: what was written meanwhile is lost when it is, without a copy',
    injection: {
      pipeline: {
        publication: 'FOR ALL TABLES',
        steps: [
          'applied',
          { on: 'target', sql: 'CREATE TABLE later (id integer PRIMARY KEY)' },
          {
            on: 'source',
            sql: 'CREATE TABLE later (id integer PRIMARY KEY); INSERT INTO later VALUES (1), (2)',
          },
          'applied',
          {
            on: 'target',
            sql: 'ALTER SUBSCRIPTION fault_subscription REFRESH PUBLICATION WITH (copy_data = false)',
          },
          { on: 'source', sql: 'INSERT INTO later VALUES (3)' },
          'applied',
          { on: 'target', until: 'SELECT EXISTS (SELECT FROM later WHERE id = 3)' },
        ],
      },
    },
    told: differs(
      'public.later',
      toldMissing('public.later', { id: 1 }),
      toldMissing('public.later', { id: 2 }),
    ),
  },
]
