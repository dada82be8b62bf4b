/** For tests: a hot standby of a server, made of a base backup without any tool beside the server. */
import { chown, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { connectPostgres } from './postgres.ts'
import { runProcess } from './process.ts'
import { quoteConninfo, quoteLiteral } from './quote.ts'
import { startPostgres } from './stack-postgres.ts'
import type { PostgresOptions, PostgresServer } from './stack-postgres.ts'
import type { ProcessUser } from './process.ts'

/** Streams from the primary, which has to be of the same version. */
export async function startStandby(
  primary: PostgresServer,
  options: PostgresOptions,
): Promise<PostgresServer> {
  async function fill(folder: string, user: ProcessUser | null): Promise<string> {
    return await copyPrimary(primary, join(folder, 'data'), user)
  }
  return await startPostgres({ ...options, fill })
}

async function copyPrimary(
  primary: PostgresServer,
  data: string,
  user: ProcessUser | null,
): Promise<string> {
  await using sql = await connectPostgres(primary.url('postgres'), { max: 1 })
  await sql`SELECT pg_backup_start('standby', true)`
  const args = ['-a', join(primary.folder, 'data'), data]
  await runProcess('cp', { args, cwd: primary.folder, user, deadlineMs: 60_000 })
  const [backup] = await sql<{ labelfile: string }[]>`SELECT labelfile FROM pg_backup_stop(false)`
  const { username, password } = new URL(primary.url('postgres'))
  const { host, port } = primary
  const conninfo = quoteConninfo({ host, port, user: username, password })
  await rm(join(data, 'postmaster.pid'))
  for (const [name, text] of [
    ['backup_label', backup?.labelfile ?? ''],
    ['standby.signal', ''],
    ['postgresql.auto.conf', `primary_conninfo = ${quoteLiteral(conninfo)}\n`],
  ] as const) {
    await writeFile(join(data, name), text, { mode: 0o600 })
    if (user !== null) await chown(join(data, name), user.uid, user.gid)
  }
  return password
}
