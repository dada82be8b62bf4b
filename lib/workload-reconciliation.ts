/** Load by reconciliation: users that compare the same tables again and again, as cron jobs and people do. */
import { databaseFailure, WrongAnswer } from './database-failure.ts'
import { UnreachableError } from './errors.ts'
import { plainSettings, quietly } from './plain-compare.ts'
import { reconcile } from './reconcile.ts'
import { reconciliationTasks, reconciliationUserClasses } from './reconciliation-user-classes.ts'
import { parseSelection } from './table-selection.ts'
import { promiseConnection } from './users.ts'
import type { Random } from './random.ts'
import type { ReconciliationTask, ReconciliationUserClass } from './reconciliation-user-classes.ts'
import type { Failed, UserClass, Workload } from './users.ts'
import type { Both } from './table.ts'

/** A table that is on both sides, and how many of its rows differ. */
export type ReconciledTable = { readonly pattern: string; readonly differing: number }

export type ReconciliationSettings = {
  readonly urls: Both<string>
  /** Those of a task; a task without a table is never asked for. */
  readonly tables: Readonly<Record<ReconciliationTask, readonly ReconciledTable[]>>
}

/** Connections a side of the task `parallel`; the others take one. */
const parallelConnections = 4

const think = { minMs: 100, maxMs: 500, burst: 1 }

/** By user class, in the order of the tasks. */
const weights: Readonly<Record<ReconciliationUserClass, readonly number[]>> = {
  ReconciliationUser: [8, 4, 1, 2, 1],
  SmallTableUser: [1, 0, 0, 0, 0],
  MediumTableUser: [0, 1, 0, 0, 0],
  LargeTableUser: [0, 0, 1, 0, 0],
  RowLevelUser: [0, 0, 0, 1, 0],
  ParallelUser: [0, 0, 0, 0, 1],
}

/** Starts the workload in a generator thread: see `StartWorkload`. */
export async function start(settings: unknown): Promise<Workload> {
  const { urls, tables } = settings as ReconciliationSettings
  return {
    endpoints: reconciliationTasks.map((name) => ({ method: 'RECONCILE', name })),
    classes: classesFor(tables),
    defaultClass: reconciliationUserClasses[0],
    open: ({ random }) =>
      promiseConnection({
        run: async (endpoint, { signal, sent }) => {
          const task = reconciliationTasks[endpoint] ?? 'small'
          const table = anyOf(tables[task], random)
          sent()
          await reconcileOnce({ urls, task, table, signal, random })
          return -1
        },
        explain,
        close: () => {},
      }),
    stop: async () => {},
  }
}

/** Without a table of its size a task is left out; a class of which nothing is left is not there. */
function classesFor(tables: ReconciliationSettings['tables']): Workload['classes'] {
  const classes = Object.entries(weights).map(([name, all]): [string, UserClass] => [
    name,
    {
      weights: all.map((weight, task) =>
        tables[reconciliationTasks[task] ?? 'small'].length > 0 ? weight : 0,
      ),
      think,
    },
  ])
  return Object.fromEntries(
    classes.filter(([, { weights: some }]) => some.some((each) => each > 0)),
  )
}

function anyOf(tables: readonly ReconciledTable[], random: Random): ReconciledTable {
  const table = tables[random.below(tables.length)]
  if (table === undefined) throw new Error('Cannot reconcile without a table')
  return table
}

type Once = {
  readonly urls: Both<string>
  readonly task: ReconciliationTask
  readonly table: ReconciledTable
  readonly signal: AbortSignal
  readonly random: Random
}

/** What is not told as it is, is a wrong answer. */
async function reconcileOnce({ urls, task, table, signal, random }: Once): Promise<void> {
  const { tables } = await reconcile({
    urls,
    settings: {
      ...plainSettings,
      selection: parseSelection({ table: [table.pattern] }),
      differencesMax: 100,
      connections: task === 'parallel' ? parallelConnections : 1,
      digestSeed: String(1 + random.below(2 ** 50)),
    },
    signal,
    ...quietly,
  })
  const [found] = tables
  const expected =
    table.differing === 0 ? 'equal' : `different with ${table.differing} changed rows`
  const told =
    found === undefined
      ? 'not listed'
      : found.verdict === 'different' && found.changed !== null
        ? `different with ${found.changed} changed rows`
        : found.verdict
  if (told !== expected) throw new WrongAnswer(`the table is ${expected}, and was told ${told}`)
}

/** The words of an UnreachableError name the place: one group for each. */
function explain(thrown: unknown): Failed {
  if (thrown instanceof UnreachableError) return { kind: 'refused', message: thrown.message }
  return databaseFailure(thrown)
}
