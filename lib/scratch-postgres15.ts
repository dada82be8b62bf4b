/** For tests: Debian's PostgreSQL 15, the oldest one that a pipeline is likely to have, in place of the embedded one. */
import { existsSync } from 'node:fs'

import { missing } from './require-part.ts'
import { startPostgres } from './stack-postgres.ts'
import type { PostgresOptions, PostgresServer } from './stack-postgres.ts'

const folder = '/usr/lib/postgresql/15/bin'
/** Of the server, for a standby of it. */
export const postgres15Binaries = {
  version: '15',
  postgres: `${folder}/postgres`,
  initdb: `${folder}/initdb`,
}

/** For the `skip` of a test. */
export const missingPostgres15 = missing('postgres15', existsSync(postgres15Binaries.postgres))

export async function startPostgres15(options: PostgresOptions): Promise<PostgresServer> {
  return await startPostgres({ ...options, binaries: postgres15Binaries })
}
