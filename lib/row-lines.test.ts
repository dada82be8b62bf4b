/** Lines of `.jsonl` and `.csv`, read back by readers of their own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { csvHeader, csvLines, jsonLine } from './row-lines.ts'
import { parseCsv } from './sample-csv.ts'
import type { ListedDifference, Row } from './table.ts'

const base: ListedDifference = {
  table: 'public.orders',
  targetTable: 'cdc.orders',
  kind: 'changed',
  key: { id: '17' },
  columns: ['price'],
  source: { price: '1.00' },
  target: { price: '1.0' },
  copies: 1,
}

function missing(source: Row): ListedDifference {
  return { ...base, kind: 'missing', columns: [], source, target: null }
}

test('jsonLine() is the difference in one line, whatever stands in it', () => {
  const hostile = 'a\nb\r\u0085\u2028\u2029"\\ \u001b[31m </script> \ud800 表'
  for (const difference of [base, missing({ [hostile]: hostile }), { ...base, key: null }]) {
    const line = jsonLine(difference)
    assert.deepEqual(JSON.parse(line), difference)
    assert.match(line, /^\{"table":"public.orders","targetTable":"cdc.orders","kind":[^\n]*\n$/)
    assert.doesNotMatch(line.slice(0, -1), /[\n\r\u0085\u2028\u2029]/)
  }
})

test('csvLines() has a line for each column that differs', () => {
  const changed = {
    ...base,
    key: { id: '17', line: '2' },
    columns: ['price', 'note'],
    source: { price: '1.00', note: null },
    target: { price: '1.0', note: '' },
  }
  assert.equal(
    csvHeader + csvLines(changed),
    'table,key,column,status,source,target\r\n' +
      'public.orders,"{""id"":""17"",""line"":""2""}",price,changed,1.00,1.0\r\n' +
      'public.orders,"{""id"":""17"",""line"":""2""}",note,changed,\\N,\r\n',
  )
})

test('csvLines() has a line for each column of a row that is on one side only', () => {
  const lines = parseCsv(csvLines(missing({ id: '17', note: null })))
  assert.deepEqual(lines, [
    ['public.orders', '{"id":"17"}', 'id', 'missing', '17', ''],
    ['public.orders', '{"id":"17"}', 'note', 'missing', '\\N', ''],
  ])
  const extra = { ...missing({}), kind: 'extra', source: null, target: { id: '1' } } as const
  assert.deepEqual(parseCsv(csvLines(extra)).at(0)?.slice(3), ['extra', '', '1'])
})

test('csvLines() loses no row: one without columns, one without a key, one that is unresolved', () => {
  assert.equal(csvLines(missing({})), 'public.orders,"{""id"":""17""}",,missing,,\r\n')
  const keyless = csvLines({ ...missing({ note: 'x' }), key: null })
  assert.equal(keyless, 'public.orders,\\N,note,missing,x,\r\n')
  const hot = csvLines({ ...base, kind: 'unresolved', columns: [], source: null, target: null })
  assert.equal(hot, 'public.orders,"{""id"":""17""}",,unresolved,,\r\n')
})

/** What the docstring of csvLines() promises, the other way round. */
function valueOf(cell: string): unknown {
  if (cell === '\\N') return null
  const [, length, sha256, cut] = /^\\C (\d+) (\w+) ([\s\S]*)$/.exec(cell) ?? []
  if (length !== undefined) return { cut, length: Number(length), sha256 }
  if (cell.startsWith('\\R ')) return { redacted: cell.slice(3) }
  return /^\\+[NCR]/.test(cell) ? cell.slice(1) : cell
}

test('csvLines() writes each value so that it can be read back and taken for no other', () => {
  const values = [
    null,
    '',
    'NULL',
    '\\N',
    '\\\\N',
    '\\Note',
    '\\x00ff',
    '\\',
    'C:\\new',
    '\\C 3 ab x',
    '\\R ***',
    ' blanks ',
    '=1+1',
    'a,b"c\r\nd\re',
    '表\u202e',
    { cut: 'x\n'.repeat(500), length: 50_000_000, sha256: '9f86d081' },
  ]
  const row = Object.fromEntries(values.map((value, index) => [`c${index}`, value]))
  const lines = parseCsv(csvLines(missing(row)))
  assert.deepEqual(
    lines.map((line) => valueOf(line[4] ?? '')),
    values,
  )
  assert.equal(lines[6]?.[4], '\\x00ff')
})

test('jsonLine() escapes what some readers take for the end of a line, as JSON does', () => {
  const line = jsonLine(missing({ note: 'a\u0085b\u2028c\u2029d' }))
  assert.ok(line.includes(String.raw`"note":"a\u0085b\u2028c\u2029d"`), line)
})

test('csvLines() writes a backslash in front of what begins like a mark, and of nothing else', () => {
  const texts = ['\\N', '\\\\Cx', '\\Rx', 'a\\N', '\\x', '\\']
  const lines = parseCsv(
    csvLines(missing(Object.fromEntries(texts.map((text, at) => [`c${at}`, text])))),
  )
  assert.deepEqual(
    lines.map((line) => line[4]),
    ['\\\\N', '\\\\\\Cx', '\\\\Rx', 'a\\N', '\\x', '\\'],
  )
})

test('csvLines() tells columns of both sides where none is named as differing', () => {
  const both = { ...base, columns: [], source: { a: '1', b: '2' }, target: { b: '3', c: null } }
  assert.deepEqual(
    parseCsv(csvLines(both)).map((line) => line.slice(2)),
    [
      ['a', 'changed', '1', ''],
      ['b', 'changed', '2', '3'],
      ['c', 'changed', '', '\\N'],
    ],
  )
})

test('csvLines() quotes a cell with a comma, a quote or either end of a line, and no other', () => {
  const values = ['a,b', 'a"b', 'a\rb', 'a\nb', 'a;b c']
  const row = Object.fromEntries(values.map((value, at) => [`c${at}`, value]))
  const cells = csvLines(missing(row))
    .split(',\r\n')
    .map((line) => line.split(',missing,')[1])
  assert.deepEqual(cells.slice(0, -1), ['"a,b"', '"a""b"', '"a\rb"', '"a\nb"', 'a;b c'])
})

test('csvLines() leaves the cell of a column empty that only the other row has, whatever names objects have', () => {
  const line = csvLines({ ...base, columns: ['toString'], source: { toString: 'x' }, target: {} })
  assert.equal(parseCsv(line)[0]?.slice(4).join(), 'x,')
})

test('csvLines() quotes the name of a table, tells no column but those that differ, and marks what held a password', () => {
  const changed = {
    ...base,
    table: 'public."a,b"',
    source: { id: '17', price: { redacted: 'postgres://me:***@host' } } as unknown as Row,
    target: { id: '18', price: '1' },
  }
  const [line, ...others] = parseCsv(csvLines(changed))
  assert.deepEqual(line, [
    'public."a,b"',
    '{"id":"17"}',
    'price',
    'changed',
    '\\R postgres://me:***@host',
    '1',
  ])
  assert.deepEqual(others, [])
})
