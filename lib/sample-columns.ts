/** Columns of types as a real catalogue tells them, recorded in `fixtures/columns.json`: for tests that have no server. */
import { readFileSync } from 'node:fs'

import type { Column } from './table.ts'

/** What a type makes of a column. */
export type RecordedType = Pick<
  Column,
  'type' | 'typeOid' | 'modifier' | 'baseType' | 'baseOid' | 'elementOid'
>

/** By the type as it is written in CREATE TABLE. */
export function recordedTypes(): Readonly<Record<string, RecordedType>> {
  const file = new URL('../fixtures/columns.json', import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, RecordedType>
}

/** @throws Error where the type is not recorded. */
export function sampleColumn(type: string): Column {
  const recorded = recordedTypes()[type]
  if (recorded === undefined) throw new Error(`no recorded column of type ${type}`)
  const rest = { name: 'c', notNull: false, generated: false, identity: null, collation: null }
  return { ...rest, ...recorded }
}
