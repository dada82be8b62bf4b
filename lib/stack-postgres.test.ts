/** Real servers: closed to others, side by side, gone when they are closed, and clear about why they do not start. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

import { messageOf, UnreachableError } from './errors.ts'
import { connectPostgres } from './postgres.ts'
import { processesIn } from './process-identity.ts'
import { quoteLiteral, quoteName } from './quote.ts'
import { serverUser } from './server-user.ts'
import { startPostgres } from './stack-postgres.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'
import { startWatchdog } from './watchdog.ts'

const linux = process.platform === 'linux' ? false : 'needs /proc'

test('startPostgres() gives a server with its databases, and closing it leaves nothing', async () => {
  await using server = await startPostgres({ name: 'whole', databases: ['shop', 'a "b"'] })
  {
    await using sql = await connectPostgres(server.url('a "b"'))
    const [row] = await sql`SELECT current_database() AS name, current_setting('wal_level') AS wal,
      current_setting('TimeZone') AS zone, current_setting('server_encoding') AS encoding, lower('ÄÉ') AS lower`
    const zone = { zone: 'UTC', encoding: 'UTF8', lower: 'äé' }
    assert.deepEqual({ ...row }, { name: 'a "b"', wal: 'logical', ...zone })
  }
  assert.equal(existsSync(server.folder), true)
  await server[Symbol.asyncDispose]()
  assert.equal(existsSync(server.folder), false)
  assert.equal(existsSync(dirname(server.folder)), false)
  assert.deepEqual(processesIn(server.folder), [])
  assert.deepEqual(sharedMemoryOf(server.pid), [])
})

test('PostgreSQL reads back what lib/quote.ts quotes', async () => {
  await using server = await startPostgres({ name: 'quoting' })
  await using sql = await connectPostgres(server.url('postgres'))
  for (const text of [
    'plain',
    "it's",
    'say "hi"',
    'back\\slash',
    "\\'; --",
    '$1',
    'ünï🛒',
    'a.b\n',
  ]) {
    const query = `SELECT ${quoteLiteral(text)} AS ${quoteName(text)}`
    const rows = await sql.unsafe<Record<string, string>[]>(query)
    assert.deepEqual(Object.entries(rows[0] ?? {}), [[text, text]])
  }
})

test('startPostgres() keeps its files and its password to itself', async () => {
  await using server = await startPostgres({ name: 'closed' })
  const user = (await serverUser()) ?? { uid: process.getuid?.() ?? 0 }
  const { mode, uid } = await stat(server.folder)
  assert.deepEqual([mode & 0o777, uid], [0o700, user.uid])
  assert.equal((await stat(join(server.folder, 'server.log'))).mode & 0o077, 0)
  assert.equal((await stat(join(server.folder, 'data'))).mode & 0o077, 0)
  assert.deepEqual((await readdir(server.folder)).toSorted(), ['data', 'server.log'])
  const password = new URL(server.url('postgres')).password
  assert.ok(password.length >= 32)
  assert.ok(!(await readFile(join(server.folder, 'server.log'), 'utf8')).includes(password))
})

test(
  'startPostgres() shows no password in a command line or environment',
  { skip: linux },
  async () => {
    await using server = await startPostgres({ name: 'silent' })
    const password = new URL(server.url('postgres')).password
    await using _sql = await connectPostgres(server.url('postgres'))
    const found = processesIn(server.folder)
    assert.ok(found.length > 3)
    for (const { pid } of found) {
      const text = ['cmdline', 'environ', 'status'].map((file) => readProcess(pid, file)).join('\n')
      assert.ok(!text.includes(password))
      // No right of root, and none of the groups of root.
      if (process.getuid?.() === 0) assert.match(text, /^Groups:\s*$/m)
      if (process.getuid?.() === 0) assert.doesNotMatch(text, /^Uid:\t0\b/m)
    }
  },
)

test('startPostgres() takes connections on the loopback alone, with a password', async () => {
  await using server = await startPostgres({ name: 'loopback' })
  await using sql = await connectPostgres(server.url('postgres'))
  const [row] = await sql`SELECT current_setting('listen_addresses') AS hosts,
    current_setting('unix_socket_directories') AS sockets,
    (SELECT string_agg(DISTINCT auth_method, ',' ORDER BY auth_method) FROM pg_hba_file_rules) AS methods`
  const expected = { hosts: '127.0.0.1', sockets: '', methods: 'reject,scram-sha-256' }
  assert.deepEqual({ ...row }, expected)
})

test('startPostgres() starts six servers at once, each on a port of its own', async () => {
  const names = ['one', 'two', 'three', 'four', 'five', 'six']
  const servers = await Promise.all(names.map(async (name) => await startPostgres({ name })))
  try {
    assert.equal(new Set(servers.map(({ port }) => port)).size, names.length)
    assert.equal(new Set(servers.map(({ url }) => new URL(url('x')).password)).size, names.length)
  } finally {
    await Promise.all(servers.map(async (server) => await server[Symbol.asyncDispose]()))
  }
})

test('startPostgres() says in one line why a server does not start', async () => {
  await using watchdog = await startWatchdog()
  await using folder = await makeTemporaryFolder('broken', { watchdog, user: await serverUser() })
  const starting = startPostgres({
    name: 'broken',
    folder: folder.path,
    watchdog,
    settings: { wal_level: 'sideways' },
  })
  const error: unknown = await starting.catch((thrown: unknown) => thrown)
  assert.ok(error instanceof UnreachableError)
  assert.match(error.message, /^Cannot start PostgreSQL "broken": .*wal_level.*sideways/)
  assert.ok(!messageOf(error).includes('\n'))
  assert.deepEqual(processesIn(folder.path), [])
})

test('startPostgres() tries another port when the one it found is taken meanwhile', async () => {
  await using server = await startPostgres({ name: 'first' })
  // A port that is asked for stands for the lost race: it stays taken, so all tries fail, and say so.
  const settings = { port: server.port }
  await assert.rejects(startPostgres({ name: 'second', settings }), /could not create any TCP\/IP/)
})

test('startPostgres() stops in the middle when it is aborted, and leaves nothing', async () => {
  await using watchdog = await startWatchdog()
  await using folder = await makeTemporaryFolder('abort', { watchdog, user: await serverUser() })
  const reason = new Error('stopped')
  const options = { name: 'abort', folder: folder.path, watchdog }
  await assert.rejects(startPostgres({ ...options, signal: AbortSignal.abort(reason) }), reason)
  const controller = new AbortController()
  const later = { ...options, name: 'later', signal: controller.signal }
  const starting = startPostgres(later)
  // The data folder is there: the server itself comes next.
  await untilExists(join(folder.path, 'later/server.log'))
  controller.abort(reason)
  await assert.rejects(starting, reason)
  assert.deepEqual(processesIn(folder.path), [])
})

async function untilExists(path: string): Promise<void> {
  const { until } = await import('./wait.ts')
  await until(() => existsSync(path), { what: path, deadlineMs: 30_000, everyMs: 1 })
}

function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ')
  } catch {
    // A worker that just ended.
    return ''
  }
}

/** The segments that a server leaves behind when it is not shut down: in the kernel's list, or as files. */
function sharedMemoryOf(pid: number): readonly string[] {
  if (linux !== false) return []
  const listed = readFileSync('/proc/sysvipc/shm', 'utf8').split('\n').slice(1)
  const segments = listed.filter((line) => line.trim().split(/\s+/)[4] === String(pid))
  const files = readdirSync('/dev/shm').filter((name) => name.startsWith('PostgreSQL.'))
  return [...segments, ...files]
}
