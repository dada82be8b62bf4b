/** Runs histories on an embedded stack: what the source does, what happens to the pipeline meanwhile, and what compares say of it. */
import { ClosingStack } from './closing-stack.ts'
import { UnreachableError } from './errors.ts'
import { connectPostgres } from './postgres.ts'
import { allWritten, largeSql, quietRows, written } from './pipeline-history.ts'
import { crashServer, pauseSink } from './pipeline-trouble.ts'
import { compareNow, toldDifference } from './scratch-reconcile.ts'
import { startEmbeddedStack } from './stack.ts'
import { refreshSubscription, untilApplied } from './stack-replication.ts'
import type { Action, Corruption, Model } from './pipeline-history.ts'
import type { Connection } from './postgres.ts'
import type { Stack } from './stack.ts'
import type { Both, TableResult } from './table.ts'

export type Pipeline = AsyncDisposable & {
  /** Empties the tables, and runs a history from its beginning to where the target has caught up. */
  readonly run: (history: readonly Action[], corruption: Corruption | null) => Promise<Ran>
}

export type Ran = {
  /** What each compare said that ran beside the history, by verdict. */
  readonly live: readonly (readonly TableResult[])[]
  /** When all was applied: of a plain compare, and of a live one. */
  readonly settled: readonly (readonly TableResult[])[]
  /** What the source should have, and what the target has. */
  readonly model: Model
  readonly target: Model
}

/** What differs, one line a row. */
export function told(results: readonly TableResult[]): readonly string[] {
  return results.flatMap(({ table, differences }) =>
    differences.map((each) => `${table} ${toldDifference(each)}`),
  )
}

const tables = ['public.history', 'public.quiet', 'public.more*']

/** A compare beside a target that is paused or down gives up after this. */
const settleMs = 2000

const catchUpMs = 120_000

export async function openPipeline(): Promise<Pipeline> {
  await using opened = new ClosingStack()
  const { signal } = new AbortController()
  const stack = opened.use(await startEmbeddedStack({ signal, progress: () => undefined }))
  const options = { max: 1, reconnectMs: 50 }
  const sql = {
    source: opened.use(await connectPostgres(stack.source, options)),
    target: opened.use(await connectPostgres(stack.target, options)),
  }
  const definition = 'id int PRIMARY KEY, v text'
  for (const side of ['target', 'source'] as const) {
    await sql[side].unsafe(
      `CREATE TABLE history (${definition}); CREATE TABLE quiet (${definition})`,
    )
  }
  await refreshSubscription(sql.target)
  const owned = opened.move()
  return {
    run: async (history, corruption) => await new Run({ stack, sql }).history(history, corruption),
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  }
}

type World = { readonly stack: Stack; readonly sql: Both<Connection> }

class Run {
  readonly #world: World
  readonly #live: Promise<readonly TableResult[]>[] = []
  #model: Model = new Map()
  #columns = 0
  #tables = 0
  #isPaused = false

  constructor(world: World) {
    this.#world = world
  }

  async history(actions: readonly Action[], corruption: Corruption | null): Promise<Ran> {
    await this.#reset()
    for (const [number, action] of actions.entries()) {
      if (corruption?.before === number) await this.#corrupt(corruption)
      await this.#act(action)
    }
    if (corruption !== null && corruption.before >= actions.length) await this.#corrupt(corruption)
    const live = await Promise.all(this.#live)
    await this.#pause(false)
    await this.#catchUp()
    const settled = [await this.#compare(null), await this.#compare(settleMs * 5)]
    return { live, settled, model: this.#model, target: await this.#rows() }
  }

  async #act(action: Action): Promise<void> {
    const { source, target } = this.#world.sql
    switch (action.do) {
      case 'truncate':
        this.#model = new Map()
        await source.unsafe('TRUNCATE history')
        return
      case 'rollback':
        await source.unsafe(
          ['BEGIN', ...allWritten(action.writes, this.#model).sql, 'ROLLBACK'].join(';'),
        )
        return
      case 'savepoint': {
        const kept = allWritten(action.kept, this.#model)
        const undone = allWritten(action.undone, kept.model)
        const later = allWritten(action.later, kept.model)
        this.#model = later.model
        const inner = ['SAVEPOINT s', ...undone.sql, 'ROLLBACK TO SAVEPOINT s']
        await source.unsafe(['BEGIN', ...kept.sql, ...inner, ...later.sql, 'COMMIT'].join(';'))
        return
      }
      case 'large': {
        const { sql, model } = largeSql(action, this.#model)
        this.#model = model
        await source.unsafe(sql)
        return
      }
      case 'column':
        // A compare in the middle of it would rightly say that the tables differ.
        await Promise.all(this.#live)
        this.#columns++
        for (const side of [target, source]) {
          await side.unsafe(`ALTER TABLE history ADD COLUMN more${this.#columns} text DEFAULT 'x'`)
        }
        return
      case 'table':
        await this.#addTable()
        return
      case 'pause':
      case 'resume':
        await this.#pause(action.do === 'pause')
        return
      case 'restart':
        await crashServer(target)
        return
      case 'reconcile':
        this.#live.push(this.#beside())
        return
      case 'insert':
      case 'update':
      case 'upsert':
      case 'delete':
      case 'key': {
        const done = written(action, this.#model)
        if (done === null) return
        this.#model = done.model
        await source.unsafe(done.sql)
      }
    }
  }

  async #addTable(): Promise<void> {
    // A subscription that is disabled takes no new table.
    if (this.#isPaused) return
    await Promise.all(this.#live)
    const { source, target } = this.#world.sql
    this.#tables++
    const name = `more${this.#tables}`
    for (const side of [target, source])
      await side.unsafe(`CREATE TABLE ${name} (id int PRIMARY KEY, v text)`)
    await source.unsafe(`INSERT INTO ${name} VALUES (1, 'one')`)
    await refreshSubscription(target)
  }

  /** Behind the back of the pipeline, on the target alone, after it has what it is about. */
  async #corrupt({ kind, id, value }: Corruption): Promise<void> {
    const statement = {
      missing: `DELETE FROM quiet WHERE id = ${id}`,
      extra: `INSERT INTO quiet VALUES (${id + quietRows}, 'extra')`,
      changed: `UPDATE quiet SET v = $1 WHERE id = ${id}`,
    }[kind]
    const { target } = this.#world.sql
    const { count } = await target.unsafe(statement, kind === 'changed' ? [value] : [])
    if (count !== 1) throw new Error(`Cannot corrupt one row: ${count} were there`)
  }

  async #pause(paused: boolean): Promise<void> {
    const { stack, sql } = this.#world
    await pauseSink(paused, { connect: stack.connect, target: sql.target })
    this.#isPaused = paused
  }

  async #beside(): Promise<readonly TableResult[]> {
    try {
      return await this.#compare(settleMs)
    } catch (error) {
      // A server that was restarted under it leaves no verdict, which is no false alarm.
      if (error instanceof UnreachableError) return []
      throw error
    }
  }

  async #compare(settle: number | null): Promise<readonly TableResult[]> {
    const { source, target } = this.#world.stack
    const live = settle === null ? null : { settleMs: settle, heartbeat: undefined, nudge: true }
    const { tables: found } = await compareNow(
      { source, target },
      { table: tables.slice(0, this.#tables > 0 ? 3 : 2), live },
    )
    return found
  }

  async #catchUp(): Promise<void> {
    await untilApplied(this.#world.sql.source, { deadlineMs: catchUpMs })
  }

  async #rows(): Promise<Model> {
    const rows = await this.#world.sql.target<
      { id: number; v: string | null }[]
    >`SELECT id, v FROM history ORDER BY id`
    return new Map(rows.map(({ id, v }) => [id, v]))
  }

  async #reset(): Promise<void> {
    const { source, target } = this.#world.sql
    await this.#pause(false)
    await source.unsafe('TRUNCATE history, quiet')
    await this.#catchUp()
    for (const side of [source, target]) {
      const names = await side<{ name: string }[]>`
        SELECT format('ALTER TABLE history DROP COLUMN %I', attname) AS name FROM pg_attribute
        WHERE attrelid = 'history'::regclass AND attname LIKE 'more%' AND NOT attisdropped
        UNION ALL SELECT format('DROP TABLE %I', relname) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'more%' AND relnamespace = 'public'::regnamespace`
      for (const { name } of names) await side.unsafe(name)
    }
    await target.unsafe('TRUNCATE history, quiet')
    await refreshSubscription(target)
    await source.unsafe(
      `INSERT INTO quiet SELECT id, 'quiet ' || id FROM generate_series(1, ${quietRows}) AS id`,
    )
    await this.#catchUp()
    // What is applied is committed asynchronously: a crash would undo it, and a row that is not there cannot be corrupted.
    await target.unsafe('CHECKPOINT')
  }
}
