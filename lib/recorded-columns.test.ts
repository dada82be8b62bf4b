/** The recorded columns are what a real catalogue tells. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { recordedTypes } from './sample-columns.ts'
import { readTables } from './schema.ts'
import { startPostgres } from './stack-postgres.ts'
import type { RecordedType } from './sample-columns.ts'

/** Oids of types that are no built-in ones are given by the server. */
function built({ type, modifier, baseType, typeOid, baseOid, elementOid }: RecordedType) {
  const oids = [typeOid, baseOid, elementOid].map((oid) => (oid < 10_000 ? oid : 'own'))
  return { type, modifier, baseType, oids }
}

test('every recorded column is as the catalogue of a real server tells it', async () => {
  const recorded = recordedTypes()
  await using server = await startPostgres({ name: 'columns' })
  await using sql = await connectPostgres(server.url('postgres'), { max: 1 })
  await sql.unsafe(`
    CREATE EXTENSION citext; CREATE TYPE public.mood AS ENUM ('sad'); CREATE SCHEMA other; CREATE TYPE other.mood AS ENUM ('sad');
    CREATE TYPE public.place AS (name text); CREATE DOMAIN public.age AS integer; CREATE DOMAIN public.code AS varchar(10)`)
  const columns = Object.keys(recorded).map((type, at) => `c${at} ${type}`)
  await sql.unsafe(`CREATE TABLE all_types (${columns.join(', ')})`)
  const [table] = await readTables(sql)
  assert.deepEqual(
    table?.columns.map((column) => built(column)),
    Object.values(recorded).map(built),
  )
})
