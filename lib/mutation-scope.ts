/** What a mutation run is about: the modules that are mutated, and the tests that may notice. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { UsageError, messageOf } from './errors.ts'
import { escapeRegExp } from './escape-regexp.ts'
import { mutatedModules } from './mutated-modules.ts'
import { plainEnvironment, runProcess } from './process.ts'
import { projectFolder } from './stryker-process.ts'
import { pureTestFiles } from './test-bundle.ts'
import type { Since } from './stryker-reporter.ts'
import type { TestFile } from './test-bundle.ts'

export type MutationScope = {
  /** The folder of the project. */
  readonly project: string
  /** Relative to the project, sorted. */
  readonly files: readonly string[]
  /** The paths of the tests that bundle one of these files. */
  readonly testsOf: (files: readonly string[]) => readonly string[]
  readonly since: Since | null
  /** In words, for whoever reads the result. */
  readonly words: string
}

export type ScopeChoice = {
  /** Paths in which `*` stands for any text without a slash; several with commas. Null: all that are mutated by plan. */
  readonly mutate: string | null
  /** Only what changed since this commit, and what changed tests cover. */
  readonly since: string | null
}

/** @throws UsageError where a pattern matches no module, or git does not know the commit. */
export async function mutationScope({ mutate, since }: ScopeChoice): Promise<MutationScope> {
  const tests = await pureTestFiles(projectFolder)
  const modules = await modulesOf(mutate)
  const change = since === null ? null : whatChanged(await changedSince(since), { modules, tests })
  return {
    project: projectFolder,
    files: change === null ? modules : change.files,
    testsOf: (files) => bundling(tests, files),
    since: change === null ? null : change.since,
    words: [mutate ?? 'all', ...(since === null ? [] : [`since ${since}`])].join(' '),
  }
}

/**
 * A changed module is tried by its own mutants. A test counts as changed where its file has changed, or anything else in its bundle that has
 * no mutants of its own: then all modules in it may be covered otherwise.
 */
export function whatChanged(
  changed: ReadonlySet<string>,
  { modules, tests }: { modules: readonly string[]; tests: readonly TestFile[] },
): { files: readonly string[]; since: Since } {
  const own = modules.filter((module) => changed.has(module))
  const others = new Set([...changed].filter((path) => !own.includes(path)))
  const touched = tests.filter(({ bundles }) => bundles.some((path) => others.has(path)))
  const within = new Set(touched.flatMap(({ bundles }) => bundles))
  return {
    files: modules.filter((module) => changed.has(module) || within.has(module)),
    since: { files: own, tests: touched.map(({ path }) => path) },
  }
}

function bundling(tests: readonly TestFile[], files: readonly string[]): string[] {
  const wanted = new Set(files)
  return tests
    .filter(({ bundles }) => bundles.some((path) => wanted.has(path)))
    .map((test) => test.path)
}

async function modulesOf(mutate: string | null): Promise<string[]> {
  const names = await readdir(join(projectFolder, 'lib'))
  const sources = names.filter((name) => /\.(?:ts|js)$/.test(name) && !name.endsWith('.test.ts'))
  const paths = sources.map((name) => `lib/${name}`).sort()
  if (mutate === null) {
    const planned = new Set(mutatedModules())
    return paths.filter((path) => planned.has(path.slice('lib/'.length, path.lastIndexOf('.'))))
  }
  const patterns = mutate.split(',').map((each) => each.trim())
  for (const pattern of patterns) {
    if (!paths.some((path) => matches(path, pattern))) {
      throw new UsageError(
        `Cannot mutate "${pattern}": no module of lib/ has this path, expected such as lib/quote.ts or lib/connect-*`,
      )
    }
  }
  return paths.filter((path) => patterns.some((pattern) => matches(path, pattern)))
}

function matches(path: string, pattern: string): boolean {
  const parts = pattern.split('*').map(escapeRegExp)
  return new RegExp(`^${parts.join('[^/]*')}$`).test(path)
}

/** Files that were changed since the folder's branch left that commit's, and files that git does not know yet. */
export async function changedSince(
  commit: string,
  folder: string = projectFolder,
): Promise<ReadonlySet<string>> {
  const run = { cwd: folder, env: plainEnvironment(), deadlineMs: 30_000 }
  try {
    const ref = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`]
    const hash = (await runProcess('git', { ...run, args: ref })).trim()
    // What went on there since the branch began is no change of ours.
    const common = await runProcess('git', { ...run, args: ['merge-base', hash, 'HEAD'] })
    const differing = ['diff', '--name-only', '--no-renames', common.trim(), '--']
    const unknown = ['ls-files', '--others', '--exclude-standard']
    const lists = [
      await runProcess('git', { ...run, args: differing }),
      await runProcess('git', { ...run, args: unknown }),
    ]
    return new Set(lists.flatMap((list) => list.split('\n')).filter((path) => path !== ''))
  } catch (error) {
    throw new UsageError(
      `Cannot mutate what changed since "${commit}": ${messageOf(error)}, expected a commit that git knows`,
    )
  }
}
