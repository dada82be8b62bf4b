/** Load on a PostgreSQL database: users that queue for the connections of one pool, as those of an application do. */
import { connectionPool } from './database-pool.ts'
import { databaseFailure } from './database-failure.ts'
import { databaseClasses, databaseTasks } from './database-tasks.ts'
import { databaseUserClasses } from './database-user-classes.ts'
import { poolGauge } from './pool-gauge.ts'
import { promiseConnection } from './users.ts'
import type { MadeTables } from './database-tables.ts'
import type { ThreadShare, Workload } from './users.ts'

export type DatabaseSettings = MadeTables & {
  readonly url: string
  readonly applicationName: string
  /** Connections over all threads; not fewer than threads. */
  readonly pool: number
}

/** Starts the workload in a generator thread: see `StartWorkload`. Its gauge tells `PoolGauged`. */
export async function start(settings: unknown, thread: ThreadShare): Promise<Workload> {
  const { url, applicationName, pool: size, ...made } = settings as DatabaseSettings
  const gauge = poolGauge(() => pool.inUse())
  const pool = connectionPool({
    url,
    applicationName,
    size: shareOf(size, thread),
    onReplaced: gauge.replaced,
  })
  await pool.warm()
  const tasks = databaseTasks(made)
  return {
    endpoints: tasks.map(({ name }) => ({ method: 'SQL', name })),
    classes: databaseClasses,
    defaultClass: databaseUserClasses[0],
    open: ({ random }) =>
      promiseConnection({
        run: async (endpoint, { signal, sent, dueMs }) => {
          const task = tasks[endpoint]
          if (task === undefined) throw new Error(`Cannot run task ${endpoint}: there is none`)
          const request = { signal, sent, waited: () => gauge.waited(dueMs) }
          await pool.use((run) => task.run(run, random), request)
          return -1
        },
        explain: databaseFailure,
        close: () => {},
      }),
    stop: () => pool.close(),
    gauge,
  }
}

/** The connections of the open model are dealt to the threads in the same way. */
function shareOf(size: number, { worker, workers }: ThreadShare): number {
  return Math.floor(size / workers) + (worker < size % workers ? 1 : 0)
}
