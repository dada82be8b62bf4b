/** Scripts that exist for the length of a test: written to a temporary folder, run as a user would run them. */
import { execFile, execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'

import { strictResultProblems } from './result-schema.ts'

export type ScratchScript = AsyncDisposable & {
  readonly file: string
  readonly folder: string
}

export type Ended = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const cliUrl = new URL('cli.ts', import.meta.url).href

/** How `node --import` finds tsx from whatever folder a script is run in. */
export const loader: string = import.meta.resolve('tsx')

const repository = fileURLToPath(new URL('..', import.meta.url))

/** What a script of a test sees of the environment: none of GitHub's, whose page must not be told of what fails on purpose. */
export function scriptEnvironment(own: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { GITHUB_STEP_SUMMARY: _, GITHUB_ACTIONS: __, ...others } = process.env
  return { ...others, NO_COLOR: '1', ...own }
}

/**
 * `body` is the inside of a main; it sees flags, signal, announce, progress, stack, rows, rowsWanted and `mode` from `--mode`. `third` is
 * what stands for main where the script says more than that.
 */
export async function scratchScript(
  body: string,
  { frame = 'script', third }: { frame?: 'script' | 'judge'; third?: string } = {},
): Promise<ScratchScript> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-script-'))
  const file = join(folder, 'scratch.ts')
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await writeFile(
    file,
    `/**
 * A scratch script.
 *
 * Usage: npx tsx scratch.ts
 */
import { ${frame} } from '${cliUrl}'
import * as errors from '${new URL('errors.ts', import.meta.url).href}'
export const options = {
  mode: { type: 'string', value: 'MODE', default: '', parse: (text) => text, help: 'what to do' },
}
async function main({ flags, signal, announce, progress, stack, rows, rowsWanted }) {
  const { mode } = flags
  ${body}
}
await ${frame}(import.meta, options, ${third ?? 'main'})
`,
  )
  return {
    file,
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Runs a script to its end, within 60 s; never throws for its exit code. What `--json` prints must be nothing, or a Result. */
export async function runToEnd(
  file: string,
  {
    args = [],
    environment = {},
    cwd = repository,
  }: { args?: readonly string[]; environment?: Record<string, string>; cwd?: string } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['--import', loader, file, ...args],
      {
        cwd,
        env: scriptEnvironment(environment),
        timeout: 60_000,
        maxBuffer: 2 ** 26,
      },
      (_, stdout, stderr) => {
        const problems = args.includes('--json') ? resultProblemsOf(stdout) : []
        if (problems.length === 0) resolve({ code: child.exitCode, stdout, stderr })
        else reject(new Error(`--json printed no Result: ${problems.join('; ')}`))
      },
    )
    child.stdin?.end()
  })
}

function resultProblemsOf(stdout: string): readonly string[] {
  return stdout === '' ? [] : strictResultProblems(JSON.parse(stdout))
}

export type Live = AsyncDisposable & {
  readonly child: ChildProcessWithoutNullStreams
  /** Resolves with all of stdout and stderr once `pattern` is in it; fails after 60 s or at the end of the process. */
  readonly until: (pattern: RegExp) => Promise<string>
  readonly ended: Promise<Ended>
}

/** Starts a program and follows what it says. */
export function follow(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Live {
  const child = spawn(command, args, { cwd: repository, env: scriptEnvironment(environment) })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()))
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code) => resolve({ code, ...said })),
  )
  async function until(pattern: RegExp): Promise<string> {
    const deadline = performance.now() + 60_000
    while (!pattern.test(said.stdout + said.stderr)) {
      if (performance.now() > deadline || child.exitCode !== null) {
        throw new Error(
          `Cannot find ${String(pattern)} in what was said: ${said.stdout}${said.stderr}`,
        )
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return said.stdout + said.stderr
  }
  async function dispose(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  }
  return { child, until, ended, [Symbol.asyncDispose]: dispose }
}

/** util-linux's `script` gives a pseudo-terminal; elsewhere the program has other flags or is missing. */
export function missingPty(): string | false {
  try {
    execFileSync('script', ['-qfec', 'true', '/dev/null'], { stdio: 'ignore' })
    return false
  } catch {
    return 'needs script of util-linux (a pseudo-terminal)'
  }
}
