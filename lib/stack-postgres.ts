/** A real PostgreSQL server for as long as it is used: its own data folder, port and password; nothing of it stays. */
import { randomBytes } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'

import { ClosingStack } from './closing-stack.ts'
import { UnreachableError } from './errors.ts'
import { connectPostgres } from './postgres.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { copyTemplate, superuser } from './postgres-template.ts'
import { lastLines, startProcess } from './process.ts'
import { endProcess } from './process-end.ts'
import { quoteLiteral, quoteName } from './quote.ts'
import { serverUser } from './server-user.ts'
import { makePrivateFolder, makeTemporaryFolder } from './temporary-folder.ts'
import { settlesWithin, until } from './wait.ts'
import { startWatchdog } from './watchdog.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import type { ProcessUser, StartedProcess } from './process.ts'
import type { Watchdog } from './watchdog.ts'

export type PostgresServer = AsyncDisposable & {
  readonly host: string
  readonly port: number
  /** Of the postmaster, which leads a process group of its own. */
  readonly pid: number
  readonly folder: string
  /** The URL of a database, with the password of the superuser. */
  readonly url: (database: string) => string
}

export type PostgresOptions = {
  /** Part of the names of the folder and, as cluster_name, of the processes. */
  readonly name: string
  /** Where to put the server's folder, one that others may pass through; by default a temporary folder. */
  readonly folder?: string
  /** A temporary folder in memory, where there is room: for a server of small databases that come and go. */
  readonly inMemory?: boolean
  /** Settings beside, or instead of, ours. */
  readonly settings?: Readonly<Record<string, string | number>>
  readonly databases?: readonly string[]
  /** Of another PostgreSQL than the one that npm brought; its user can run them. */
  readonly binaries?: PostgresBinaries
  /** Fills the folder `data` and gives the superuser's password, in place of a new cluster; nothing else is done to it. */
  readonly fill?: (folder: string, user: ProcessUser | null) => Promise<string>
  /** By default the server has a watchdog of its own. */
  readonly watchdog?: Watchdog
  readonly signal?: AbortSignal
}

/** Settings for a server that nobody will miss, as a source and as a target of logical replication. */
const ourSettings: Readonly<Record<string, string | number>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 300,
  shared_buffers: '64MB',
  // A segment in /dev/shm would outlive a kill -9; files in the data folder are removed with it.
  dynamic_shared_memory_type: 'mmap',
  huge_pages: 'off',
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'logical',
  max_wal_senders: 32,
  max_replication_slots: 32,
  max_worker_processes: 48,
  max_logical_replication_workers: 32,
  // With the default of 5 s a subscription that is resumed does nothing for as long.
  wal_retrieve_retry_interval: '100ms',
  track_commit_timestamp: 'on',
  max_prepared_transactions: 16,
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  // The statement that makes a subscription holds a password.
  log_min_error_statement: 'panic',
}

/** Settings that older versions do not know. */
function settingsSince({ version }: PostgresBinaries): Readonly<Record<string, string | number>> {
  const major = Number.parseInt(version, 10)
  return {
    // Thousands of rounds guard a password that could be guessed, and would be half of what a connection costs.
    ...(major < 16 ? {} : { scram_iterations: 1 }),
    ...(major < 18 ? {} : { max_active_replication_origins: 32 }),
  }
}

type Launch = {
  readonly options: PostgresOptions
  readonly binaries: PostgresBinaries
  readonly user: ProcessUser | null
  readonly folder: string
  readonly watchdog: Watchdog
}

/**
 * Starts a server with the databases asked for, and returns when they take connections.
 *
 * @throws UnreachableError with the last lines of the server's log when it does not start; the reason of the signal when aborted.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  await using opened = new ClosingStack()
  const user = await serverUser()
  const watchdog = options.watchdog ?? opened.use(await startWatchdog())
  const binaries = options.binaries ?? (await postgresBinaries({ user, watchdog }))
  const { name, inMemory = false } = options
  const parent =
    options.folder ?? opened.use(await makeTemporaryFolder(name, { watchdog, user, inMemory })).path
  const folder = join(parent, name)
  await makePrivateFolder(folder, user)
  const template = { binaries, user, watchdog, ...(options.signal && { signal: options.signal }) }
  const password = (await options.fill?.(folder, user)) ?? (await copyTemplate(folder, template))
  const launch = { options, binaries, user, folder, watchdog }
  const { port, started } = await startOnFreePort(launch, opened)
  const isFilled = options.fill !== undefined
  const newPassword = isFilled ? password : randomBytes(24).toString('base64url')
  const databases = options.databases ?? []
  const first = urlOf({ port, password, database: 'postgres' })
  if (!isFilled) await prepare(first, { databases, newPassword })
  await watchdog.ready
  options.signal?.throwIfAborted()
  const owned = opened.move()
  return {
    host: '127.0.0.1',
    port,
    pid: started.pid,
    folder,
    url: (database) => urlOf({ port, password: newPassword, database }),
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  }
}

type Address = { readonly port: number; readonly password: string; readonly database: string }

function urlOf({ port, password, database }: Address): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`
}

type Running = { readonly port: number; readonly started: StartedProcess }

/** Another process can take the port between our look and the server's: then we try the next one. */
async function startOnFreePort(launch: Launch, opened: ClosingStack): Promise<Running> {
  for (let attempt = 1; ; attempt += 1) {
    const port = Number(launch.options.settings?.['port'] ?? (await freePort()))
    const started = await startServer(launch, port)
    try {
      await untilReady(launch, started)
      opened.defer(async () => await stopServer(started))
      return { port, started }
    } catch (error) {
      await stopServer(started)
      if (attempt === 5 || !(await portWasTaken(launch.folder))) throw error
    }
  }
}

async function startServer(launch: Launch, port: number): Promise<StartedProcess> {
  const { binaries, folder, options, user, watchdog } = launch
  const defaults = { ...ourSettings, ...settingsSince(binaries), cluster_name: options.name }
  const settings = { ...defaults, ...options.settings, port }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  await using log = await open(logOf(folder), 'w', 0o600)
  const started = await startProcess(binaries.postgres, {
    args: ['-D', join(folder, 'data'), ...args],
    cwd: folder,
    user,
    stdio: ['ignore', log.fd, log.fd],
  })
  watchdog.guard({ identity: started.identity, signal: 'SIGQUIT' })
  return started
}

/** The postmaster writes its state into the eighth line of its pid file: no connection is needed to see it. */
async function untilReady({ folder, options }: Launch, started: StartedProcess): Promise<void> {
  let ended: string | null = null
  void started.exited.then((how) => (ended = how))
  try {
    await until(
      async () => {
        if (ended !== null) throw new UnreachableError(`it ended with ${ended}`)
        const lines = await readFile(join(folder, 'data/postmaster.pid'), 'utf8').catch(() => '')
        return lines.split('\n')[7]?.trim() === 'ready'
      },
      { what: 'it ready', deadlineMs: 30_000, ...(options.signal && { signal: options.signal }) },
    )
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error
    const log = lastLines(await readLog(folder))
    throw new UnreachableError(`Cannot start PostgreSQL "${options.name}": ${log}`, {
      cause: error,
    })
  }
}

/** An immediate shutdown: nobody needs the data again, and it waits for no client. */
async function stopServer(started: StartedProcess): Promise<void> {
  await endProcess(started.identity, 'SIGQUIT')
  await settlesWithin(started.exited, 1000)
}

async function prepare(
  url: string,
  {
    databases,
    newPassword,
  }: { readonly databases: readonly string[]; readonly newPassword: string },
): Promise<void> {
  await using sql = await connectPostgres(url, { max: 1 })
  await sql.unsafe(`ALTER ROLE ${quoteName(superuser)} PASSWORD ${quoteLiteral(newPassword)}`)
  for (const database of databases) await sql.unsafe(`CREATE DATABASE ${quoteName(database)}`)
}

async function portWasTaken(folder: string): Promise<boolean> {
  return (await readLog(folder)).includes('could not create any TCP/IP sockets')
}

function logOf(folder: string): string {
  return join(folder, 'server.log')
}

async function readLog(folder: string): Promise<string> {
  return await readFile(logOf(folder), 'utf8').catch(() => '')
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('Cannot find a free port')
  return address.port
}
