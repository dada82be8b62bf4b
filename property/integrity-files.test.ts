/** The law of values on their whole way: from a server through a compare, its reports and a repair, and back into a server. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'

import { ClosingStack } from '../lib/closing-stack.ts'
import { propertiesOf } from '../lib/property.ts'
import { shared } from '../lib/property-given.ts'
import { openPropertyPair, readPlainly, toldDifferences } from '../lib/property-pair.ts'
import { quoteLiteral } from '../lib/quote.ts'
import { redactTables } from '../lib/redact-rows.ts'
import { renderJson } from '../lib/report-json.ts'
import { openRowReport } from '../lib/row-reports.ts'
import { printedMax } from '../lib/row-text.ts'
import { parseCsv, valueOfCell } from '../lib/sample-csv.ts'
import { sampleResult } from '../lib/sample-result.ts'
import { columnsOf, plantedName } from '../lib/table-arbitraries.ts'
import { builtInTypes, ownTypes } from '../lib/value-arbitraries.ts'
import type { Connection } from '../lib/postgres.ts'
import type { PropertyPair } from '../lib/property-pair.ts'
import type { Result } from '../lib/result.ts'
import type { PlantedRow, PlantedTable } from '../lib/table-arbitraries.ts'
import type { Difference, ListedDifference, Side, TableResult, Value } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)

type Given = AsyncDisposable & { readonly pair: PropertyPair; readonly folder: string }

const given = shared(async (): Promise<Given> => {
  await using opened = new ClosingStack()
  const pair = opened.use(await openPropertyPair('files'))
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-files-'))
  opened.defer(async () => await rm(folder, { recursive: true }))
  const owned = opened.move()
  return { pair, folder, [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose]() }
})

/** Texts that look like the marks of a CSV. */
const marks = fc.constantFrom('\\N', '\\\\N', '\\C 5 ab x', '\\R x')
const types = [{ type: 'text', values: marks }, ...builtInTypes, ...ownTypes]
const values = fc.tuple(...types.map(({ values: of }) => fc.option(of, { freq: 8 })))
const rows: fc.Arbitrary<PlantedRow[]> = fc.uniqueArray(
  fc.record(
    {
      on: fc.constantFrom(
        'source' as const,
        'target' as const,
        'changed' as const,
        'both' as const,
      ),
      key: fc.tuple(fc.integer({ min: -1000, max: 1000 }).map(String)),
      values,
      others: values,
    },
    { noNullPrototype: true },
  ),
  { minLength: 1, maxLength: 6, selector: ({ key }) => key[0] },
)
/** One column of each type: the example is what the rows hold. */
const tables = rows.map((list): PlantedTable => ({
  key: 'int',
  types: types.map(({ type }) => type),
  rows: list,
}))

property(
  'there-and-back',
  'every value of every type comes back from the JSON, the rows in JSON and CSV, and a repair without a changed bit',
  {
    given,
    share: 0.06,
    patience: 10,
    arbitrary: tables,
    labels: {
      'a missing row': {
        percent: 30,
        is: ({ rows: list }) => list.some(({ on }) => on === 'source'),
      },
      'an extra row': {
        percent: 30,
        is: ({ rows: list }) => list.some(({ on }) => on === 'target'),
      },
      'a changed row': {
        percent: 30,
        is: ({ rows: list }) => list.some(({ on }) => on === 'changed'),
      },
      'a NULL': { percent: 60, is: (table) => toldTexts(table).includes(null) },
      'a text of no characters': { percent: 30, is: (table) => toldTexts(table).includes('') },
      'a text like a mark': { percent: 60, is: telling(/^\\+[NCR]/) },
      'an infinity': { percent: 30, is: telling(/^-?infinity$/i) },
      NaN: { percent: 30, is: telling(/^NaN$/) },
      'a zero below zero': { percent: 20, is: telling(/^-0$/) },
      'a bound': { percent: 30, is: telling(/^(?:-32768|32767|-2147483648|9223372036854775807)$/) },
      'before Christ': { percent: 30, is: telling(/ BC$/) },
      'a single microsecond': { percent: 30, is: telling(/:\d\d\.000001/) },
      'an array with a NULL': { percent: 60, is: telling(/^\{(?:.*,)?NULL[,}]/s) },
      'an empty range': { percent: 30, is: telling(/^empty$/) },
      'json in json': { percent: 30, is: telling(/^[[{].*[[{].*[\]}].*[\]}]$/s) },
    },
    holds: async (table, { pair, folder }) => {
      await pair.plant([table])
      const listed: ListedDifference[] = []
      const [result] = await pair.compare({ rows: listed })
      assert.ok(result !== undefined)
      const told = await toldInJson(result)
      const plain = await readPlainly(pair, table, 0)
      assert.deepEqual(toldDifferences(table, told), plain.differences)
      const cells = told.flatMap(cellsOf)
      const lines = await written(join(folder, 'rows.jsonl'), listed)
      const inLines = lines.split('\n').filter((line) => line !== '')
      const fromLines = inLines.map((line) => JSON.parse(line) as Difference).flatMap(cellsOf)
      assert.deepEqual(inOrder(fromLines), inOrder(cells))
      const fromCsv = cellsOfCsv(await written(join(folder, 'rows.csv'), listed))
      assert.deepEqual(inOrder(fromCsv), inOrder(cells))
      const ofSource = cells.filter(({ side }) => side === 'source')
      const ofTarget = cells.filter(({ side }) => side === 'target')
      assert.deepEqual(await changedBits(pair.sql.source, table, ofSource), [])
      assert.deepEqual(await changedBits(pair.sql.target, table, ofTarget), [])
      const { repair, applied } = await pair.repair()
      assert.deepEqual([repair.cannotRepair, applied.failure, applied.skipped], [[], null, []])
      assert.deepEqual(await changedBits(pair.sql.target, table, ofSource), [])
    },
  },
)

/** All texts of the rows that differ. */
function toldTexts({ rows: list }: PlantedTable): readonly (string | null)[] {
  const differing = list.filter(({ on }) => on !== 'both')
  return differing.flatMap((row) =>
    row.on === 'changed' ? [...row.values, ...row.others] : row.values,
  )
}

function telling(pattern: RegExp): (table: PlantedTable) => boolean {
  return (table) => toldTexts(table).some((text) => text !== null && pattern.test(text))
}

/** The differences of a table as whoever parses the report reads them. */
async function toldInJson(result: TableResult): Promise<readonly Difference[]> {
  const base = await sampleResult('empty')
  const report = renderJson({ ...base, tables: redactTables([result]) })
  const { tables: [table] = [] } = JSON.parse(report) as Result
  assert.ok(table !== undefined)
  return table.differences
}

async function written(path: string, listed: readonly ListedDifference[]): Promise<string> {
  await using report = await openRowReport(path)
  await report.begin()
  for (const difference of listed) await report.add(difference)
  assert.equal(await report.end({ complete: true }), null)
  return await readFile(path, 'utf8')
}

/** One value that a report tells of one side. */
type Cell = {
  readonly side: Side
  readonly key: string
  readonly column: string
  readonly value: Value
}

function cellsOf({ key, source, target }: Difference): readonly Cell[] {
  return (['source', 'target'] as const).flatMap((side) =>
    Object.entries({ source, target }[side] ?? {}).map(([column, value]) => ({
      side,
      key: key?.['k0'] ?? '',
      column,
      value,
    })),
  )
}

function cellsOfCsv(text: string): readonly Cell[] {
  return parseCsv(text)
    .slice(1)
    .flatMap(([, json = '', column = '', status = '', source = '', target = '']) => {
      const { k0: key = '' } = JSON.parse(json) as Readonly<Record<string, string>>
      const ours = { side: 'source' as const, key, column, value: valueOfCell(source) }
      const theirs = { side: 'target' as const, key, column, value: valueOfCell(target) }
      return status === 'missing' ? [ours] : status === 'extra' ? [theirs] : [ours, theirs]
    })
}

function inOrder(cells: readonly Cell[]): readonly string[] {
  return cells.map((cell) => JSON.stringify(cell)).toSorted()
}

/** The cells of which the server that has them holds other bytes. Of a value that was cut, its beginning, length and hash count. */
async function changedBits(
  sql: Connection,
  table: PlantedTable,
  cells: readonly Cell[],
): Promise<readonly unknown[]> {
  const { key, others } = columnsOf(table)
  const selects = [...key, ...others].flatMap((name, index) => {
    const lines = cells.filter(({ column }) => column === name).map(cellSql)
    const type = ['int8', ...table.types][index] ?? 'text'
    const text = `format('%s', t.${name})`
    const kept = `(left(${text}, ${printedMax}), length(${text}), encode(sha256(convert_to(${text}, 'UTF8')), 'hex'))`
    return lines.length === 0
      ? []
      : [
          `SELECT '${type}' AS type, told.* FROM (VALUES ${lines.join(', ')}) AS told (key, value, length, sha256)
          LEFT JOIN ${plantedName(0)} AS t ON t.k0 = told.key
          WHERE t.k0 IS NULL OR CASE WHEN told.length IS NULL
            THEN record_send(ROW(t.${name})) <> record_send(ROW(told.value::${type}))
            ELSE ${kept} <> (told.value, told.length, told.sha256) END`,
        ]
  })
  return selects.length === 0 ? [] : [...(await sql.unsafe(selects.join(' UNION ALL ')))]
}

function cellSql({ key, value }: Cell): string {
  const { cut, length, sha256 } =
    typeof value === 'object' && value !== null ? value : { cut: value, length: null, sha256: null }
  const parts = [cut, sha256].map((text) => (text === null ? 'NULL::text' : quoteLiteral(text)))
  return `(${quoteLiteral(key)}::int8, ${parts[0]}, ${length ?? 'NULL'}::int4, ${parts[1]})`
}
