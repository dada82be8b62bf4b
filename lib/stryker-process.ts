/** Runs Stryker in a process of its own, and hands on what it tells. */
import { createRequire } from 'node:module'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { UnreachableError } from './errors.ts'
import { lastLines, plainEnvironment, startProcess } from './process.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'
import { startWatchdog } from './watchdog.ts'
import type { StrykerMessage } from './mutant.ts'
import type { Selection } from './stryker-reporter.ts'

export type StrykerRun = {
  /** The folder of the project. */
  readonly project: string
  /** Paths of the files to mutate, relative to the project; each may end in `:from-to`, lines. */
  readonly mutate: readonly string[]
  readonly testFiles: readonly string[]
  readonly selection: Selection
  /** `tap` is Stryker's own runner: a process a test file. */
  readonly runner: 'in-process' | 'tap'
  readonly concurrency: number
  readonly timeoutFactor: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly onMessage: (message: StrykerMessage) => void
}

export const projectFolder = fileURLToPath(new URL('..', import.meta.url))

/** The seed and the examples of property tests while mutants are tried: each run draws the same. */
const profile = { CDC_PROFILE: 'mutation', CDC_SEED: '1' }

/**
 * Resolves when Stryker has ended, also when it was told to stop.
 *
 * @throws UnreachableError where tests fail without any mutant; Error with its last lines where it ends otherwise than with exit code 0.
 */
export async function runStryker(run: StrykerRun): Promise<void> {
  run.signal.throwIfAborted()
  await using watchdog = await startWatchdog()
  await using folder = await makeTemporaryFolder('mutation', { watchdog, user: null })
  // Above the sandbox, where every file in it finds the packages; Stryker itself passes over a folder that is a link.
  await symlink(join(run.project, 'node_modules'), join(folder.path, 'node_modules'))
  const config = join(folder.path, 'stryker.config.json')
  await writeFile(config, JSON.stringify(configOf(run, folder.path)))
  const started = await startProcess(process.execPath, {
    args: ['--import', import.meta.resolve('tsx'), strykerProgram(), 'run', config],
    cwd: run.project,
    env: { ...plainEnvironment(), ...profile },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  watchdog.guard({ identity: started.identity, signal: 'SIGKILL' })
  const { child, exited, pid } = started
  let output = ''
  child.stdout?.on('data', (chunk) => (output = (output + String(chunk)).slice(-20_000)))
  child.stderr?.on('data', (chunk) => (output = (output + String(chunk)).slice(-20_000)))
  child.on('message', (message) => run.onMessage(message as StrykerMessage))
  function stop(): void {
    // Its workers are in its group.
    process.kill(-pid, 'SIGKILL')
  }
  run.signal.addEventListener('abort', stop, { once: true })
  const how = await exited
  run.signal.removeEventListener('abort', stop)
  if (run.signal.aborted || how === 'exit code 0') return
  const failing = failingTests(output)
  if (failing.length > 0) {
    throw new UnreachableError(
      `Cannot try mutants: ${failing.length} tests fail without any, expected none: ${failing.join(', ')}`,
    )
  }
  throw new Error(`Stryker failed (${how}): ${lastLines(output, 60)}`)
}

/** Stryker lists the names of tests with a tab in front, and what each said with two. */
function failingTests(output: string): readonly string[] {
  const [, list = ''] = /failed in the initial test run:\n([^]*?)\n\d\d:/.exec(output) ?? []
  return [...list.matchAll(/^\t(?!\t)(.+)$/gm)].map(([, name = '']) => `"${name}"`)
}

function configOf(run: StrykerRun, folder: string): object {
  const tsx = import.meta.resolve('tsx')
  return {
    mutate: run.mutate,
    testRunner: run.runner,
    plugins: [
      fileURLToPath(new URL('stryker-plugin-main.ts', import.meta.url)),
      '@stryker-mutator/tap-runner',
    ],
    cdcTestbench: { testFiles: run.testFiles, selection: run.selection },
    tap: {
      testFiles: run.testFiles,
      forceBail: true,
      nodeArgs: ['--import', tsx, '--test-reporter=tap'],
    },
    testRunnerNodeArgs: ['--import', tsx],
    mutator: { excludedMutations: ['MessageText'], plugins: ['explicitResourceManagement'] },
    coverageAnalysis: 'perTest',
    concurrency: run.concurrency,
    timeoutMS: run.timeoutMs,
    timeoutFactor: run.timeoutFactor,
    dryRunTimeoutMinutes: 10,
    reporters: ['messages'],
    allowConsoleColors: false,
    // Stryker reads this file with an older TypeScript than ours: it must not find any.
    tsconfigFile: 'tsconfig.none.json',
    ignorePatterns: ['.cdc', 'coverage', '.github', '.ci'],
    tempDirName: join(folder, 'sandbox'),
    cleanTempDir: 'always',
    symlinkNodeModules: false,
    checkers: [],
  }
}

function strykerProgram(): string {
  const require = createRequire(import.meta.url)
  return join(require.resolve('@stryker-mutator/core/package.json'), '..', 'bin', 'stryker.js')
}
