/** What stands in a tree of elements, for laws of pages. */
import assert from 'node:assert/strict'

import { textOf } from './html-tree.js'
import type { Element, Tree } from './html-tree.js'

/** All elements of a tree, itself first. */
export function elementsOf(tree: Tree): readonly Element[] {
  return typeof tree === 'string' ? [] : [tree, ...tree.children.flatMap(elementsOf)]
}

/** All elements of a tag. */
export function tagged(tree: Tree, tag: string): readonly Element[] {
  return elementsOf(tree).filter((each) => each.tag === tag)
}

/** The texts of the cells of each table, row by row, without its head. */
export function tableCells(tree: Tree): readonly (readonly (readonly string[])[])[] {
  return tagged(tree, 'table').map((table) =>
    tagged(table, 'tbody')
      .flatMap((body) => tagged(body, 'tr'))
      .map((row) => row.children.map(textOf)),
  )
}

/** Every text that is shown, and every label: nothing in it moves, hides or turns a line. What is typed stays as it is. */
export function assertVisible(trees: readonly Element[]): void {
  const shown = trees
    .flatMap(elementsOf)
    .filter(({ tag }) => tag !== 'textarea')
    .flatMap(({ children, attributes }) => [
      ...children.filter((child) => typeof child === 'string'),
      attributes['aria-label'] ?? '',
    ])
  assert.doesNotMatch(shown.join(''), /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/u)
}

/** No id is there twice, and what refers to one finds it. */
export function assertIds(trees: readonly Element[]): void {
  const attributes = trees.flatMap(elementsOf).map((each) => each.attributes)
  const ids = attributes.flatMap(({ id }) => (id === undefined ? [] : [id]))
  assert.equal(new Set(ids).size, ids.length, ids.join(' '))
  const wanted = attributes.flatMap((each) =>
    [
      each['for'],
      each['aria-labelledby'],
      each['aria-describedby'],
      each['href']?.replace(/^#/, ''),
    ].flatMap((names) => names?.split(' ') ?? []),
  )
  assert.deepEqual(
    wanted.filter((id) => !ids.includes(id)),
    [],
  )
}
