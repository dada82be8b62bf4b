/** A database URL asks for TLS as libpq's does, on a real server; and its password may stand in a file. */
import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { UnreachableError, UsageError } from './errors.ts'
import { passwordFromFile, passwordIn } from './password-file.ts'
import { connectPostgres } from './postgres.ts'
import { startPostgres } from './stack-postgres.ts'
import { until } from './wait.ts'
import type { PostgresServer } from './stack-postgres.ts'

let server: PostgresServer
let folder: string

function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
}

before(async () => {
  server = await startPostgres({ name: 'tls' })
  folder = mkdtempSync(join(tmpdir(), 'cdc-testbench-tls-'))
  await using sql = await connectPostgres(server.url('postgres'), { max: 1 })
  const [row] = await sql<{ data_directory: string }[]>`SHOW data_directory`
  const key = join(row?.data_directory ?? '', 'server.pem')
  copyFileSync(fixture('tls-loopback.pem'), key)
  const { uid, gid } = statSync(row?.data_directory ?? '')
  chownSync(key, uid, gid)
  chmodSync(key, 0o600)
  await sql.unsafe(`ALTER SYSTEM SET ssl_cert_file = 'server.pem'`)
  await sql.unsafe(`ALTER SYSTEM SET ssl_key_file = 'server.pem'`)
  await sql.unsafe(`ALTER SYSTEM SET ssl = on`)
  await sql`SELECT pg_reload_conf()`
  await until(async () => (await encrypted('sslmode=require')) === true, {
    what: 'a server that speaks TLS',
    deadlineMs: 10_000,
  })
})

after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await server[Symbol.asyncDispose]()
})

/** Whether the connection is encrypted, or why there is none. */
async function encrypted(query: string, host = '127.0.0.1'): Promise<boolean | Error> {
  const url = `${server.url('postgres').replace('127.0.0.1', host)}${query === '' ? '' : `?${query}`}`
  try {
    await using sql = await connectPostgres(url, { max: 1 })
    const [row] = await sql<
      { ssl: boolean }[]
    >`SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`
    return row?.ssl ?? false
  } catch (error) {
    return error as Error
  }
}

const ca = `sslrootcert=${fixture('tls-loopback.pem')}`

test('connectPostgres() uses TLS as sslmode says', async () => {
  assert.equal(await encrypted(''), true)
  assert.equal(await encrypted('sslmode=disable'), false)
  assert.equal(await encrypted('sslmode=prefer'), true)
  assert.equal(await encrypted('sslmode=require'), true)
  assert.equal(await encrypted(`sslmode=verify-ca&${ca}`), true)
  assert.equal(await encrypted(`sslmode=verify-full&${ca}`), true)
})

test('connectPostgres() does not trust a certificate that nobody vouches for, or of another host', async () => {
  for (const query of [
    'sslmode=verify-ca',
    'sslmode=verify-full',
    `sslmode=require&sslrootcert=${fixture('tls-elsewhere.pem')}`,
  ]) {
    const error = await encrypted(query)
    assert.ok(error instanceof UnreachableError, `${query}: ${String(error)}`)
    assert.match(error.message, /^Cannot reach PostgreSQL at 127\.0\.0\.1:\d+\/postgres: /)
  }
})

test('connectPostgres() says what is wrong with the query of a URL, and shows no password', async () => {
  const cases = [
    ['sslmode=always', /sslmode "always".*expected disable, allow, prefer/],
    ['sslmode=require&sslrootcert=/nowhere/ca.pem', /Cannot read the ca file.*ENOENT/],
    [`sslmode=require&sslrootcert=${fixture('schema.sql')}`, /ca file.*no certificate in it/],
    [
      `sslcert=${fixture('schema.sql')}&sslkey=${fixture('schema.sql')}`,
      /Cannot use the certificate files/,
    ],
    [`sslcert=${fixture('tls-loopback.pem')}`, /expected sslcert and sslkey/],
    ['sslmode=require&sslrootcert=system', /expected verify-full/],
    ['sslmode=require&sslmode=disable', /twice/],
    ['ssl=true', /Cannot use "ssl" in the URL/],
  ] as const
  for (const [query, expected] of cases) {
    const error = await encrypted(query)
    assert.ok(error instanceof UsageError, String(error))
    assert.match(error.message, expected)
    assert.doesNotMatch(error.message, new RegExp(new URL(server.url('postgres')).password))
  }
})

test('connectPostgres() takes the password of PGPASSWORD, or of a password file that others cannot read', async () => {
  const url = new URL(server.url('postgres'))
  const { password } = url
  url.password = ''
  const file = join(folder, 'pgpass')
  const { PGPASSFILE: before_, PGPASSWORD: password_ } = process.env
  try {
    process.env['PGPASSFILE'] = file
    await assert.rejects(connectPostgres(url.href, { max: 1 }), UnreachableError)
    writeFileSync(
      file,
      `# ours\nelsewhere:*:*:*:wrong\n127.0.0.1:${url.port}:postgres:${url.username}:${password}\n`,
      { mode: 0o600 },
    )
    await (await connectPostgres(url.href, { max: 1 }))[Symbol.asyncDispose]()
    chmodSync(file, 0o644)
    await assert.rejects(connectPostgres(url.href, { max: 1 }), UnreachableError)
    process.env['PGPASSWORD'] = password
    await (await connectPostgres(url.href, { max: 1 }))[Symbol.asyncDispose]()
  } finally {
    restore('PGPASSFILE', before_)
    restore('PGPASSWORD', password_)
  }
})

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}

test('passwordIn() reads wildcards, escapes, comments and the first line that fits', () => {
  const wanted = { host: '::1', port: '5432', database: 'shop', user: 'me' }
  assert.equal(passwordIn('*:*:shop:me:se\\:cr\\\\et', wanted), 'se:cr\\et')
  assert.equal(passwordIn('\\:\\:1:5432:*:me:first\n*:*:*:*:second', wanted), 'first')
  assert.equal(passwordIn('#*:*:*:*:no\n\n*:*:*:you:no\n*:5433:*:*:no', wanted), null)
  assert.equal(passwordIn('*:*:*:me:', wanted), '')
  assert.equal(passwordFromFile(wanted, join(folder, 'none')), null)
})
