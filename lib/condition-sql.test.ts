/** What parseCondition() takes and refuses is what a real PostgreSQL keeps inside of brackets, and does not. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { soundConditions, unsoundConditions } from './scratch-conditions.ts'
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

for (const condition of soundConditions) {
  test(`PostgreSQL keeps ${JSON.stringify(condition)} inside its brackets`, async () => {
    assert.equal(await rowsInside(condition), 0)
  })
}

for (const [condition, does] of unsoundConditions) {
  test(`PostgreSQL does not keep ${JSON.stringify(condition)} inside its brackets: it ${does}`, async () => {
    if (does === 'escapes') assert.equal(await rowsInside(condition), 1)
    else await assert.rejects(rowsInside(condition))
  })
}
