/** The small line in a cell: where its dots are, and where the limit is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { curve } from './html-curve.js'
import { elementsOf } from './tree-parts.ts'

/** The paths of limit and line; that of the limit is empty where there is none. */
function pathsOf(values: readonly (number | null)[], limit?: number): (string | null)[] {
  const paths = elementsOf(curve({ values, limit, sentence: 'so it went' }))
    .filter(({ tag }) => tag === 'path')
    .map(({ attributes }) => attributes)
  const [line = null] = paths.flatMap((each) => (each['class'] === undefined ? [each['d']] : []))
  const [across = null] = paths.flatMap((each) => (each['class'] === 'limit' ? [each['d']] : []))
  return [across ?? null, line ?? null]
}

test('curve() goes from the bottom to the top, which the limit may be', () => {
  assert.deepEqual(pathsOf([0, 5, 10]), ['', 'M2 34l0 0 78-16 78-16'])
  assert.deepEqual(pathsOf([10, 10], 20), ['M0 2h160', 'M2 18l0 0 156 0'])
  assert.deepEqual(pathsOf([20, 20], 10), ['M0 18h160', 'M2 2l0 0 156 0'])
})

test('curve() breaks at a gap, and draws what stands alone as a dot', () => {
  assert.deepEqual(pathsOf([1, null, 1]), ['', 'M2 2l0 0M158 2l0 0'])
  assert.deepEqual(pathsOf([1]), ['', 'M2 2l0 0'])
  assert.deepEqual(pathsOf([]), ['', ''])
})

test('curve() of nothing but zeros lies on the ground, and so does a limit of zero', () => {
  assert.deepEqual(pathsOf([0, 0], 0), ['M0 34h160', 'M2 34l0 0 156 0'])
})

test('curve() is an image that says what it shows', () => {
  const { attributes } = curve({ values: [1], limit: 2, sentence: 'so it went' })
  assert.deepEqual([attributes['role'], attributes['aria-label']], ['img', 'so it went'])
  assert.equal(attributes['aria-hidden'], undefined)
})

test('curve() without a sentence is hidden from those who would hear it', () => {
  const { attributes } = curve({ values: [1] })
  assert.deepEqual([attributes['aria-hidden'], attributes['role']], ['true', undefined])
})
