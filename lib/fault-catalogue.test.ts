/** The catalogue itself: as much as it promises, each entry named once, each value tried in the types that it can befall. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { faultCatalogue } from './fault-catalogue.ts'
import { storyOf } from './fault-findings.ts'
import { arrayElements, typedColumns } from './fault-types.ts'
import { corruptedValues } from './fault-values.ts'

const catalogue = await faultCatalogue()

test('there are a hundred faults that damage, and forty that must raise no alarm', () => {
  const benign = catalogue.filter(({ kind }) => kind === 'benign')
  assert.ok(catalogue.length - benign.length >= 100, `${catalogue.length - benign.length}`)
  assert.ok(benign.length >= 40, `${benign.length}`)
})

test('every id and every name stands once, and a shell takes the id without quotes', () => {
  for (const key of ['id', 'name'] as const) {
    const all = catalogue.map((fault) => fault[key].toLowerCase())
    // Several cases were recorded of one type.
    const unique = key === 'id' ? all : all.filter((name) => !name.includes('debezium 3.6.0'))
    assert.deepEqual(
      unique.filter((each, index) => unique.indexOf(each) !== index),
      [],
    )
  }
  for (const { id } of catalogue) assert.match(id, /^[A-Za-z][A-Za-z0-9-]*$/)
})

test('what damages says which tables must be told, and what is benign tells of no row', () => {
  for (const { id, kind, told } of catalogue) {
    const isAlarm = told.some(({ text, rows }) => rows > 0 || !text.includes(': column '))
    assert.equal(isAlarm, kind !== 'benign', id)
    assert.equal(new Set(told.map(({ text }) => text)).size, told.length, id)
  }
})

test('every type is corrupted in its value, made NULL, and made of NULL', () => {
  for (const { type } of typedColumns) {
    const ids = catalogue.filter(({ told }) =>
      told.some(({ text }) => text.includes(`changed: ${type} `)),
    )
    assert.ok(ids.length >= 4, `${type}: ${ids.map(({ id }) => id).join()}`)
  }
})

test('every type of array loses NULLs, bounds and dimensions', () => {
  for (const id of ['C23', 'C23-null', 'C23-empty', 'C23-bounds', 'C23-dimensions']) {
    const fault = catalogue.find((each) => each.id === id) ?? assert.fail(id)
    const types = fault.told.flatMap(({ text }) => /changed: (.*\[\]) /.exec(text)?.[1] ?? [])
    assert.deepEqual(types, [...arrayElements.keys()], id)
  }
})

test('corruptedValues() damages one column of one row for each value, and says which', () => {
  const fault = corruptedValues({
    id: 'X',
    name: 'x',
    cause: 'x',
    values: { text: [["it's", null]], 'integer[]': [['{1}', '{}']] },
  })
  assert.deepEqual(
    fault.told.map(({ text }) => text),
    [
      'public.typed: is different',
      "public.typed: id='1001' changed: text 'it's' → NULL",
      "public.typed: id='1002' changed: integer[] '{1}' → '{}'",
    ],
  )
  assert.deepEqual(
    storyOf(fault).injected.at(-1),
    `target: UPDATE typed SET "text" = NULL WHERE id = 1001; UPDATE typed SET "integer[]" = '{}' WHERE id = 1002`,
  )
})

test('corruptedValues() of a type that the pair does not hold is refused', () => {
  assert.throws(
    () => corruptedValues({ id: 'X', name: 'x', cause: 'x', values: { txet: [['a', 'b']] } }),
    /txet/,
  )
})
