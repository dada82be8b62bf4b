/** Conditions stay inside their brackets: what PostgreSQL would end elsewhere is told, and nothing else. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { parseCondition } from './condition.ts'
import { connectPostgres } from './postgres.ts'
import { sessionPins } from './session-pins.ts'
import { startPostgres } from './stack-postgres.ts'
import type { Connection } from './postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'

let server: PostgresServer
let sql: Connection

before(async () => {
  server = await startPostgres({ name: 'condition' })
  sql = await connectPostgres(server.url('postgres'), { max: 1 })
  // As a database may be set to: the pins are what makes a backslash plain.
  await sql.unsafe(`SET escape_string_warning = off; SET standard_conforming_strings = off`)
  await sql.unsafe(sessionPins.join(';'))
})

after(async () => {
  await sql[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** Of one row, `(a, note) = (1, ')')`: how many are left by `false AND (condition)`, which is none whatever the condition says. */
async function rowsInside(condition: string): Promise<number> {
  const [row] = await sql.unsafe<{ count: number }[]>(
    `SELECT count(*)::int FROM (VALUES (1, ')')) AS t (a, note) WHERE false AND (${condition}\n)`,
  )
  return row?.count ?? 0
}

const sound = [
  `a = 1`,
  `(a = 1) OR (note = ')')`,
  `note = ')' OR note = '\\'`,
  `note = E'\\')' OR (true)`,
  `note = e'it''s \\'' -- )`,
  `note = E'a' -- )\n '\\')'`,
  `note LIKE '(' -- it's`,
  `note = $$)'$$ OR note = $tag$ $$ ) $tag$`,
  `/* ) /* ' */ " */ a = 1`,
  `a IN (SELECT 1) AND (ARRAY[1, 2])[1] = a`,
  `"note" = ')' AND t.a = 1`,
  `a - -1 = 2`,
]

for (const condition of sound) {
  test(`parseCondition() takes ${JSON.stringify(condition)}`, async () => {
    assert.equal(parseCondition(condition), condition)
    assert.equal(await rowsInside(condition), 0)
  })
}

/** What each of them does where nobody looks: a row is left, or the server sees no statement. */
const unsound: readonly (readonly [string, 'escapes' | 'fails', RegExp])[] = [
  [`a = 1) OR (true`, 'escapes', /found "\)" that closes nothing$/],
  [`a = 1 -- (\n) OR (true`, 'escapes', /"\)" that closes nothing/],
  [`note = ')' ) OR (true`, 'escapes', /"\)" that closes nothing/],
  [`note = '\\') OR (note <> '\\'`, 'escapes', /"\)" that closes nothing/],
  [`note = E'\\'' ) OR (true`, 'escapes', /"\)" that closes nothing/],
  [`note = E'(\\'' \n '\\'(') OR (note <> '('`, 'escapes', /"\)" that closes nothing/],
  [`/* ( */ a = 1) OR (true`, 'escapes', /"\)" that closes nothing/],
  [`note = $x$($x$) OR (true`, 'escapes', /"\)" that closes nothing/],
  [`a$b$ = 1) OR (true OR a$b$ = 1`, 'fails', /"\)" that closes nothing/],
  [`(a = 1`, 'fails', /"\(" that nothing closes/],
  [`note = 'x`, 'fails', /' that nothing closes/],
  [`"note = 1`, 'fails', /" that nothing closes/],
  [`note = $x$ $y$`, 'fails', /\$x\$ that nothing closes/],
  [`a = 1 /* /* */`, 'fails', /"\/\*" that nothing closes/],
  [`a = $1`, 'fails', /the parameter \$1/],
  [`true); DELETE FROM t; SELECT (1`, 'fails', /"\)" that closes nothing/],
  [`true; SELECT 1`, 'fails', /";" between two statements/],
]

for (const [condition, does, expected] of unsound) {
  test(`parseCondition() refuses ${JSON.stringify(condition)}, which ${does}`, async () => {
    assert.throws(() => parseCondition(condition), expected)
    if (does === 'escapes') assert.equal(await rowsInside(condition), 1)
    else await assert.rejects(rowsInside(condition))
  })
}

test('parseCondition() refuses an empty one', () => {
  assert.throws(() => parseCondition(' '), /expected a condition/)
})
