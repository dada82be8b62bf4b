/** What users of the database workload ask: counts, checksums, reads, joins, writes and transactions that can conflict. */
import { WrongAnswer } from './database-failure.ts'
import { sideTables } from './database-tables.ts'
import { quoteQualified } from './quote.ts'
import type { DatabaseUserClass } from './database-user-classes.ts'
import type { RunStatement } from './database-connection.ts'
import type { MadeTables } from './database-tables.ts'
import type { Random } from './random.ts'
import type { UserClass } from './users.ts'

/** `name` is the endpoint's: a template, for statistics are kept by it. */
export type DatabaseTask = {
  readonly name: string
  readonly run: (run: RunStatement, random: Random) => Promise<void>
}

/** How long a task of PoolExhaustionUser holds its connection. */
const holdSeconds = 0.05

/** Rows that a range reads. */
const rangeRows = 100

/** In the order of the weights below. */
export function databaseTasks(made: MadeTables): readonly DatabaseTask[] {
  return [...wholeTableTasks(made), ...readTasks(made), ...writeTasks(made), holdTask]
}

/** count, checksum · point, range, join · insert, update, delete, transfer · hold */
export const databaseClasses: Readonly<Record<DatabaseUserClass, UserClass>> = {
  DatabaseUser: {
    weights: [1, 1, 12, 5, 3, 3, 3, 1, 0, 0],
    think: { minMs: 100, maxMs: 500, burst: 1 },
  },
  QueryPerformanceUser: {
    weights: [0, 0, 10, 5, 5, 2, 2, 1, 0, 0],
    think: { minMs: 10, maxMs: 50, burst: 1 },
  },
  ConcurrentCountUser: {
    weights: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    think: { minMs: 10, maxMs: 50, burst: 1 },
  },
  ConcurrentChecksumUser: {
    weights: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    think: { minMs: 10, maxMs: 50, burst: 1 },
  },
  PoolExhaustionUser: {
    weights: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    think: { minMs: 10, maxMs: 50, burst: 1 },
  },
  SerializationUser: {
    weights: [0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
    think: { minMs: 10, maxMs: 50, burst: 1 },
  },
}

function wholeTableTasks(made: MadeTables): readonly DatabaseTask[] {
  const columns = 'id customer_id status amount ratio note placed_at'.split(' ')
  const digest = `hash_record_extended(ROW(record_send(ROW(${columns.map((each) => `t.${each}`).join(', ')}))), 7)`
  return [
    {
      name: 'SELECT count(*)',
      run: async (run, random) => {
        const { sql, rows } = anyTable(made, random)
        const [row] = await run(`SELECT count(*)::text AS count FROM ${sql}`)
        expectRows(row?.['count'], rows)
      },
    },
    {
      name: 'SELECT checksum',
      run: async (run, random) => {
        const { sql, rows } = anyTable(made, random)
        const [row] = await run(
          `SELECT count(*)::text AS count, sum(${digest})::text AS sum FROM ${sql} AS t`,
        )
        expectRows(row?.['count'], rows)
      },
    },
  ]
}

/** Nobody writes to these tables: another count is a wrong answer. */
function expectRows(count: unknown, rows: number): void {
  if (count !== String(rows)) {
    throw new WrongAnswer(`counted ${String(count)} rows of a table that was made with ${rows}`)
  }
}

function readTasks(made: MadeTables): readonly DatabaseTask[] {
  const customers = quoteQualified({ schema: made.schema, name: 'customers' })
  return [
    {
      name: 'SELECT row by key',
      run: async (run, random) => {
        const { sql, rows } = anyTable(made, random)
        const found = await run(`SELECT * FROM ${sql} WHERE id = $1`, [1 + random.below(rows)])
        expectRows(String(found.length), 1)
      },
    },
    {
      name: 'SELECT rows by range',
      run: async (run, random) => {
        const { sql, rows } = anyTable(made, random)
        const from = 1 + random.below(rows)
        await run(`SELECT * FROM ${sql} WHERE id >= $1 ORDER BY id LIMIT ${rangeRows}`, [from])
      },
    },
    {
      name: 'SELECT join',
      run: async (run, random) => {
        const { sql, rows } = anyTable(made, random)
        await run(
          `SELECT c.country, count(*), sum(t.amount) FROM ${sql} AS t JOIN ${customers} AS c ON c.id = t.customer_id
           WHERE t.id BETWEEN $1::bigint AND $1::bigint + 10 * ${rangeRows} GROUP BY c.country ORDER BY c.country`,
          [1 + random.below(rows)],
        )
      },
    },
  ]
}

function writeTasks(made: MadeTables): readonly DatabaseTask[] {
  const orders = quoteQualified({ schema: made.schema, name: 'orders' })
  // A row somewhere in the table as it is now, however many have come and gone.
  const any = `(SELECT id FROM ${orders} WHERE id >= $1::double precision * (SELECT max(id) FROM ${orders}) ORDER BY id LIMIT 1)`
  return [
    {
      name: 'INSERT order',
      run: async (run, random) => {
        await run(
          `INSERT INTO ${orders} (customer_id, status, total, placed_at) VALUES ($1, 'new', $2::numeric, now())`,
          [1 + random.below(sideTables.customers), String(random.below(100_000) / 100)],
        )
      },
    },
    {
      name: 'UPDATE order',
      run: async (run, random) => {
        await run(`UPDATE ${orders} SET status = 'paid', total = total + 1 WHERE id = ${any}`, [
          random.next(),
        ])
      },
    },
    {
      name: 'DELETE order',
      run: async (run, random) => {
        await run(`DELETE FROM ${orders} WHERE id = ${any}`, [random.next()])
      },
    },
    {
      name: 'UPDATE accounts (serializable)',
      run: async (run, random) => await transfer(run, { made, random }),
    },
  ]
}

/** Reads both balances, then writes both: of two that share an account the server lets one through. */
async function transfer(
  run: RunStatement,
  { made, random }: { made: MadeTables; random: Random },
): Promise<void> {
  const accounts = quoteQualified({ schema: made.schema, name: 'accounts' })
  const from = 1 + random.below(sideTables.accounts)
  const to = 1 + random.below(sideTables.accounts)
  await transaction(run, async () => {
    await run(`SELECT id, balance FROM ${accounts} WHERE id IN ($1, $2)`, [from, to])
    await run(`UPDATE ${accounts} SET balance = balance - 1 WHERE id = $1`, [from])
    await run(`UPDATE ${accounts} SET balance = balance + 1 WHERE id = $1`, [to])
  })
}

/** What fails is rolled back and told as a failure, never tried again in silence: the user saw it fail. */
async function transaction(run: RunStatement, body: () => Promise<void>): Promise<void> {
  await run('BEGIN ISOLATION LEVEL SERIALIZABLE')
  try {
    await body()
    await run('COMMIT')
  } catch (error) {
    // The first error says more than one of the rollback, which a broken connection does not take.
    await run('ROLLBACK').catch(() => null)
    throw error
  }
}

const holdTask: DatabaseTask = {
  name: `SELECT pg_sleep(${holdSeconds})`,
  run: async (run) => void (await run(`SELECT pg_sleep(${holdSeconds})`)),
}

function anyTable(made: MadeTables, random: Random): { sql: string; rows: number } {
  const table = made.tables[random.below(made.tables.length)]
  if (table === undefined) throw new Error('Cannot run the database workload without a table')
  const { name, rows } = table
  return { sql: quoteQualified({ schema: made.schema, name }), rows }
}
