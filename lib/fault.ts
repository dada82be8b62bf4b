/** What a fault of a pipeline is: how it is injected into a healthy pair of databases, and what a compare of them must tell. */
import { createHash } from 'node:crypto'

import type { ColumnFlags } from './column-selection.ts'
import type { FaultKind } from './fault-result.ts'
import type { Both, Side, Value } from './table.ts'

/** An entry of the catalogue. A benign one leaves two databases that are equal, however unlike they look. */
export type Fault = {
  /** Stable: what `--fault` takes. */
  readonly id: string
  readonly kind: FaultKind
  /** What became of the target, in a few words. */
  readonly name: string
  /** What in a real pipeline brings that about, in one sentence. */
  readonly cause: string
  readonly injection: Injection
  /** How the compare is asked; by default as scripts/reconcile.ts compares without flags. */
  readonly compare?: FaultCompare
  /** All that must be told, and no more: written down from what the injection does, never from what a compare said. */
  readonly told: readonly Told[]
}

export type Injection = {
  /** Options of CREATE DATABASE for a side that is not to be a copy of the healthy one, but made like it. */
  readonly databases?: Partial<Both<string>>
  /** SQL for both sides: with it they are still healthy. Statements of one text are one transaction. */
  readonly both?: string
  /** SQL for one side, one after the other where one transaction cannot hold it. */
  readonly source?: string | readonly string[]
  readonly target?: string | readonly string[]
  /** SQL for both sides that makes them healthy again, where that is less than two new databases. */
  readonly undo?: string
  /** Joins both sides by logical replication, with these settings, and does this to the pipeline. */
  readonly pipeline?: Pipeline
}

export type Pipeline = {
  /** Of CREATE PUBLICATION, after the name. */
  readonly publication: string
  /** Of CREATE SUBSCRIPTION, between the parentheses; by default nothing that is there is copied. */
  readonly subscription?: string
  readonly steps: readonly PipelineStep[]
}

export type PipelineStep =
  | { readonly on: Side; readonly sql: string }
  /** Until the target has applied all that the source had at this moment. */
  | 'applied'
  /** Until the query tells true. */
  | { readonly on: Side; readonly until: string }

export type FaultCompare = {
  readonly cutOver?: true
  readonly live?: true
  readonly columns?: ColumnFlags
  readonly table?: readonly string[]
  readonly map?: readonly string[]
  /** Writes at the source, one after the other and over again, while the compare goes on: for some seconds. */
  readonly writes?: readonly string[]
}

/** One thing that a compare tells, in a form in which it can be held against another. */
export type Told = {
  /** The table or check that it is about. */
  readonly subject: string
  readonly text: string
  /** Rows that it is about: copies included, 0 where it is about no row. */
  readonly rows: number
}

/** Values by column, as PostgreSQL prints them; a number prints as it does in JavaScript. */
export type Printed = Readonly<Record<string, Value | number>>

/** @example toldChanged('public.orders', { id: 5 }, { total: ['10.50', '11.50'] }) */
export function toldChanged(
  table: string,
  key: Printed,
  columns: Readonly<Record<string, readonly [source: Value, target: Value]>>,
): Told {
  const changes = Object.keys(columns)
    .toSorted()
    .map((name) => {
      const [source = null, target = null] = columns[name] ?? []
      return `${name} ${valueText(source)} → ${valueText(target)}`
    })
  return told(table, `${rowText(key)} changed: ${changes.join(', ')}`, 1)
}

/** A row of the source that the target has not; without a key `row` is the whole row. */
export function toldMissing(table: string, row: Printed, copies = 1): Told {
  return told(table, `${rowText(row)} is not in the target${times(copies)}`, copies)
}

export function toldExtra(table: string, row: Printed, copies = 1): Told {
  return told(table, `${rowText(row)} is not in the source${times(copies)}`, copies)
}

/** The type that a column has on either side; null where it is not there. */
export function toldColumn(
  table: string,
  column: string,
  types: { readonly source: string | null; readonly target: string | null },
): Told {
  const { source, target } = types
  return told(
    table,
    `column ${column} is ${source ?? 'absent'} at the source, ${target ?? 'absent'} at the target`,
  )
}

/** The verdict of a table that is not equal: `different`, or `missing` on one side. */
export function toldTable(table: string, verdict: string): Told {
  return told(table, `is ${verdict}`)
}

/** A table that is different, and all that is told of it. */
export function differs(table: string, ...parts: readonly Told[]): readonly Told[] {
  return [toldTable(table, 'different'), ...parts]
}

/** A check that does not pass, beside those of the tables. */
export function toldCheck(name: string, message: string): Told {
  return told(name, message)
}

/** `[from, …, to]` */
export function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

function told(subject: string, text: string, rows = 0): Told {
  return { subject, text: `${subject}: ${text}`, rows }
}

function times(copies: number): string {
  return copies === 1 ? '' : ` ×${copies}`
}

function rowText(row: Printed): string {
  return Object.keys(row)
    .toSorted()
    .map((name) => `${name}=${valueText(row[name] ?? null)}`)
    .join(' ')
}

/** Long values are cut by the server: what is left of them says which text it was all the same. */
function valueText(value: Value | number): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number') return valueText(String(value))
  if (typeof value !== 'string') {
    return `'${value.cut.slice(0, 24)}…' (${value.length} characters, SHA-256 ${value.sha256.slice(0, 12)})`
  }
  const { length } = Array.from(value)
  if (length <= 1000) return `'${value}'`
  const sha256 = createHash('sha256').update(value).digest('hex')
  return valueText({ cut: value, length, sha256 })
}
