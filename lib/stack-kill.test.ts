/** However a script that holds a stack ends, a moment later no process and no folder of it is left. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { nodeArguments, startProcess } from './process.ts'
import { identityOf, isRunning, processesIn } from './process-identity.ts'
import { endProcess } from './process-end.ts'
import { ownerFile, temporaryParents } from './temporary-folder.ts'
import { until } from './wait.ts'
import type { StartedProcess } from './process.ts'
import type { ProcessIdentity } from './process-identity.ts'

const linux = process.platform === 'linux' ? false : 'needs /proc'
const script = new URL('../scripts/stack.ts', import.meta.url)

type Holder = AsyncDisposable & {
  readonly started: StartedProcess
  /** What it has said on stdout so far. */
  readonly said: () => string
}

async function hold(
  file: URL,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Holder> {
  const started = await startProcess(process.execPath, {
    args: [...nodeArguments(file), ...args],
    cwd: tmpdir(),
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  started.child.stdout?.on('data', (chunk) => (said += String(chunk)))
  async function dispose(): Promise<void> {
    await endProcess(started.identity, 'SIGTERM')
  }
  return { started, said: () => said, [Symbol.asyncDispose]: dispose }
}

async function untilSaid(holder: Holder, words: RegExp): Promise<void> {
  await until(() => words.test(holder.said()), { what: String(words), deadlineMs: 60_000 })
}

/** The folders whose owner is this process: what it has made so far. */
function foldersOf(pid: number): readonly string[] {
  return temporaryParents()
    .filter((parent) => existsSync(parent))
    .flatMap((parent) => readdirSync(parent).map((name) => join(parent, name)))
    .filter((path) => /\/cdc-testbench-[^/]*$/.test(path) && ownerOf(path).includes(`:${pid},`))
}

function ownerOf(folder: string): string {
  try {
    return readFileSync(join(folder, ownerFile), 'utf8')
  } catch {
    return ''
  }
}

/** The processes that this one started itself: servers, stand-in and watchdog. */
function childrenOf(pid: number): readonly ProcessIdentity[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .flatMap((name) => identityOf(Number(name)) ?? [])
}

function parentOf(pid: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}

type Remains = {
  readonly folders: readonly string[]
  readonly children: readonly ProcessIdentity[]
}

function remainsOf({ started }: Holder): Remains {
  return { folders: foldersOf(started.pid), children: childrenOf(started.pid) }
}

async function assertGone({ folders, children }: Remains): Promise<void> {
  function gone(): boolean {
    const inUse = folders.some((path) => existsSync(path) || processesIn(path).length > 0)
    return !inUse && !children.some(isRunning)
  }
  try {
    await until(gone, { what: 'nothing of it any more', deadlineMs: 60_000 })
  } catch (error) {
    const left = [...folders.filter((path) => existsSync(path)), ...children.filter(isRunning)]
    const running = folders.flatMap(processesIn)
    throw new Error(`left: ${JSON.stringify({ left, running })}`, { cause: error })
  }
}

const ends: readonly (readonly [signal: NodeJS.Signals, how: string])[] = [
  ['SIGKILL', 'SIGKILL'],
  ['SIGINT', 'exit code 130'],
  ['SIGTERM', 'exit code 143'],
]

for (const [signal, how] of ends) {
  test(`scripts/stack.ts ended by ${signal} leaves nothing`, { skip: linux }, async () => {
    await using holder = await hold(script, ['--json'])
    await untilSaid(holder, /\}\n/)
    const remains = remainsOf(holder)
    assert.equal(remains.folders.length, 1)
    // Two servers, the stand-in, the watchdog; and where tsx has to compile, its compiler.
    assert.ok(remains.children.length >= 4)
    holder.started.child.kill(signal)
    assert.equal(await holder.started.exited, how)
    await assertGone(remains)
  })
}

test('a script killed at any moment of the start leaves nothing', { skip: linux }, async () => {
  // The moments are what can be seen of a start from outside: 1 the folder … 4 both servers and what they have started.
  const moments: readonly ((remains: Remains) => boolean)[] = [
    ({ folders }) => folders.length > 0,
    ({ children }) => children.length > 2,
    ({ folders }) => folders.some((path) => processesIn(path).length > 2),
    ({ folders }) => folders.some((path) => processesIn(path).length > 15),
  ]
  for (const moment of moments) {
    await using holder = await hold(script, ['--json'])
    const seen = { what: 'the start', deadlineMs: 60_000, everyMs: 2 }
    await until(() => moment(remainsOf(holder)), seen)
    const remains = remainsOf(holder)
    holder.started.child.kill('SIGKILL')
    await holder.started.exited
    await assertGone(remains)
  }
})

/** As `cp` on a slow disk: makes one file after the other in the folder that is its last argument, for 20 s. */
const slowCopy = `#!/bin/sh
for last; do :; done
for nth in $(seq 1 1000); do mkdir -p "$last/slow$nth" && : >"$last/slow$nth/file"; sleep 0.02; done
`

test('a script killed while its files are copied leaves nothing', { skip: linux }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-copy-'))
  await writeFile(join(folder, 'cp'), slowCopy, { mode: 0o755 })
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` }
  await using holder = await hold(script, ['--json'], env)
  function copied({ folders }: Remains): boolean {
    return folders.some((path) => existsSync(join(path, 'source/slow9')))
  }
  await until(() => copied(remainsOf(holder)), { what: 'a copy', deadlineMs: 60_000 })
  const remains = remainsOf(holder)
  holder.started.child.kill('SIGKILL')
  await holder.started.exited
  await assertGone(remains)
  await rm(folder, { recursive: true })
})

test('a script that ends with an exception leaves nothing', { skip: linux }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-exception-'))
  const file = join(folder, 'throws.mts')
  const stack = fileURLToPath(new URL('stack.ts', import.meta.url))
  await writeFile(
    file,
    `import { startEmbeddedStack } from '${stack}'
     await startEmbeddedStack({ signal: new AbortController().signal, progress: () => {} })
     console.log('ready')
     process.stdin.resume()
     process.on('SIGUSR2', () => { throw new Error('a bug') })`,
  )
  try {
    await using holder = await hold(new URL(`file://${file}`))
    await untilSaid(holder, /ready/)
    const remains = remainsOf(holder)
    assert.equal(remains.folders.length, 1)
    // stdin is /dev/null, so it is the stack alone that keeps the script.
    holder.started.child.kill('SIGUSR2')
    assert.notEqual(await holder.started.exited, 'exit code 0')
    await assertGone(remains)
  } finally {
    await rm(folder, { recursive: true })
  }
})
