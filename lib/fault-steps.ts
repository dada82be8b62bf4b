/** Steps of an embedded pipeline that several faults share, and what is told of rows whose changes were lost. */
import { toldChanged, toldExtra, toldMissing } from './fault.ts'
import type { PipelineStep } from './fault.ts'

export const accounts = 'public.accounts'

/** One change of each kind, after which the pipeline has done what it does. */
export const changes: PipelineStep = {
  on: 'source',
  sql: `INSERT INTO accounts VALUES (21, 'owner 21', 21.00); UPDATE accounts SET balance = 50.50 WHERE id = 1; DELETE FROM accounts WHERE id = 2`,
}

export const missing = toldMissing(accounts, { id: 21 })
export const stale = toldChanged(accounts, { id: 1 }, { balance: ['50.50', '100.00'] })
export const left = toldExtra(accounts, { id: 2 })

/** That the worker of the subscription is gone, so that nothing more is applied. */
export const stopped: PipelineStep = {
  on: 'target',
  until: `SELECT NOT EXISTS (SELECT FROM pg_stat_subscription WHERE subname = 'fault_subscription' AND pid IS NOT NULL)`,
}

/** That no connection holds the slot any longer: it can be dropped or moved. */
export const released: PipelineStep = {
  on: 'source',
  until: 'SELECT NOT bool_or(active) FROM pg_replication_slots WHERE database = current_database()',
}
