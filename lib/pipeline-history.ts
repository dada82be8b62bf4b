/** Histories of a pipeline as plain data: what is written, paused, restarted and compared, and what the rows are then. */
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'

import { sqlTexts } from './arbitraries.ts'
import { valueSql } from './property-sql.ts'

/** One row that is written: of a key that must be there, or must not; where it is otherwise nothing is done. */
export type Write =
  | {
      readonly do: 'insert' | 'update' | 'upsert'
      readonly id: number
      readonly value: string | null
    }
  | { readonly do: 'delete'; readonly id: number }
  | { readonly do: 'key'; readonly id: number; readonly to: number }

export type Action =
  | Write
  | { readonly do: 'truncate' }
  | { readonly do: 'rollback'; readonly writes: readonly Write[] }
  /** `undone` lies behind a savepoint that is rolled back to. */
  | {
      readonly do: 'savepoint'
      readonly kept: readonly Write[]
      readonly undone: readonly Write[]
      readonly later: readonly Write[]
    }
  | { readonly do: 'large'; readonly rows: number; readonly value: string | null }
  /** A column or a table more, at the target first. */
  | { readonly do: 'column' | 'table' }
  | { readonly do: 'pause' | 'resume' }
  /** Every process of the target's server dies and comes again. */
  | { readonly do: 'restart' }
  /** A live compare begins, and goes on beside what comes next. */
  | { readonly do: 'reconcile' }

/** Rows by key: what the source has. */
export type Model = ReadonlyMap<number, string | null>

/** Keys of large transactions begin here, so that few of the others meet them. */
const largeFrom = 1000

const ids = fc.integer({ min: 1, max: 8 })
const values = fc.option(sqlTexts({ maxPieces: 4 }), { freq: 6 })

/** Objects that print as literals. */
const plain = { noNullPrototype: true } as const

const writes: Arbitrary<Write> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      {
        do: fc.constantFrom('insert' as const, 'upsert' as const),
        id: ids,
        value: values,
      },
      plain,
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('update' as const), id: ids, value: values }, plain),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), id: ids }, plain) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('key' as const), id: ids, to: ids }, plain) },
)
const someWrites = fc.array(writes, { maxLength: 3 })

const action: Arbitrary<Action> = fc.oneof(
  { weight: 12, arbitrary: writes },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('truncate' as const) }, plain) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('rollback' as const), writes: someWrites }, plain),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        do: fc.constant('savepoint' as const),
        kept: someWrites,
        undone: someWrites,
        later: someWrites,
      },
      plain,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        do: fc.constant('large' as const),
        rows: fc.integer({ min: 200, max: 3000 }),
        value: values,
      },
      plain,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('column' as const, 'table' as const) }, plain),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      { do: fc.constantFrom('pause' as const, 'resume' as const, 'resume' as const) },
      plain,
    ),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }, plain) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('reconcile' as const) }, plain) },
)

export const histories: Arbitrary<readonly Action[]> = fc.array(action, {
  minLength: 1,
  maxLength: 15,
})

/** What is done to the target alone, behind the back of the pipeline, to a row that no history touches. */
export type Corruption = {
  /** Before the action of this number. */
  readonly before: number
  readonly kind: 'missing' | 'extra' | 'changed'
  readonly id: number
  readonly value: string
}

/** Keys of the quiet table that is corrupted: `missing` and `changed` hit rows that are there, `extra` makes one. */
export const quietRows = 10

export const corruptions: Arbitrary<Corruption> = fc.record(
  {
    before: fc.nat(15),
    kind: fc.constantFrom('missing' as const, 'extra' as const, 'changed' as const),
    id: fc.integer({ min: 1, max: quietRows }),
    value: sqlTexts({ maxPieces: 3 }).map((text) => `x${text}`),
  },
  { noNullPrototype: true },
)

/** The SQL of a write on the source, and the rows then; null where it does not apply. */
export function written(
  write: Write,
  model: Model,
): { readonly sql: string; readonly model: Model } | null {
  const after = new Map(model)
  const has = model.has(write.id)
  switch (write.do) {
    case 'insert':
    case 'upsert': {
      if (write.do === 'insert' && has) return null
      const conflict = write.do === 'upsert' ? ' ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v' : ''
      after.set(write.id, write.value)
      return {
        model: after,
        sql: `INSERT INTO history VALUES (${write.id}, ${valueSql(write.value, 'text')})${conflict}`,
      }
    }
    case 'update':
      after.set(write.id, write.value)
      return has
        ? {
            model: after,
            sql: `UPDATE history SET v = ${valueSql(write.value, 'text')} WHERE id = ${write.id}`,
          }
        : null
    case 'delete':
      after.delete(write.id)
      return has ? { model: after, sql: `DELETE FROM history WHERE id = ${write.id}` } : null
    case 'key':
      if (!has || model.has(write.to)) return null
      after.set(write.to, model.get(write.id) ?? null)
      after.delete(write.id)
      return { model: after, sql: `UPDATE history SET id = ${write.to} WHERE id = ${write.id}` }
  }
}

/** Several writes one after the other, those that do not apply left out. */
export function allWritten(
  list: readonly Write[],
  model: Model,
): { readonly sql: readonly string[]; readonly model: Model } {
  let rows = model
  const sql: string[] = []
  for (const each of list) {
    const done = written(each, rows)
    if (done === null) continue
    sql.push(done.sql)
    rows = done.model
  }
  return { sql, model: rows }
}

/** A transaction that inserts many rows at once. */
export function largeSql(
  { rows, value }: { readonly rows: number; readonly value: string | null },
  model: Model,
): { readonly sql: string; readonly model: Model } {
  const from = Math.max(largeFrom, ...model.keys()) + 1
  const after = new Map(model)
  for (let id = from; id < from + rows; id++) after.set(id, value)
  return {
    model: after,
    sql: `INSERT INTO history SELECT id, ${valueSql(value, 'text')} FROM generate_series(${from}, ${from + rows - 1}) AS id`,
  }
}
