/** The name that somebody meant who misspelt one: two edits away at most. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { nearest } from './nearest.ts'

const stories: readonly (readonly [
  story: string,
  written: string,
  names: readonly string[],
  told: string | null,
])[] = [
  ['the name itself', 'users', ['users'], 'users'],
  ['a letter too many', 'userss', ['users'], 'users'],
  ['a letter too few', 'usrs', ['users'], 'users'],
  ['another letter', 'uzers', ['users'], 'users'],
  ['two neighbours swapped', 'usres', ['users'], 'users'],
  ['a swap is one edit, and two are near', 'sures', ['users'], 'users'],
  ['three swaps are not', 'suesrba', ['usersab'], null],
  ['two edits', 'usersab', ['users'], 'users'],
  ['three edits', 'usersabc', ['users'], null],
  ['two letters before', 'abusers', ['users'], 'users'],
  ['three letters before', 'abcusers', ['users'], null],
  ['the nearer of two, in either order', 'usert', ['userabt', 'users'], 'users'],
  ['the nearer of two that stands first', 'usert', ['users', 'userabt'], 'users'],
  ['the first of two that are as near', 'usert', ['users', 'userz'], 'users'],
  ['a short word may differ in less than its length', 'ab', ['a'], 'a'],
  ['and not in all of it', 'ab', ['cd'], null],
  ['one letter must be right', 'a', ['b'], null],
  ['one letter that is right', 'a', ['a'], 'a'],
  ['nothing written', '', ['a'], null],
  ['no names', 'users', [], null],
  ['nothing in common', 'stack', ['users'], null],
  ['letters in another order', 'cba', ['abc'], 'abc'],
  ['neighbours that are not swapped but replaced', 'abxy', ['abcd'], 'abcd'],
  ['swapped at the end', 'stakc', ['stack'], 'stack'],
  ['swapped at the beginning', 'tsack', ['stack'], 'stack'],
  ['swapped, and one letter more', 'tsackk', ['stack'], 'stack'],
  ['swapped, and two letters more', 'tsackkk', ['stack'], null],
]

for (const [story, written, names, told] of stories) {
  test(`nearest(): ${story}`, () => {
    assert.equal(nearest(written, names), told)
  })
}
