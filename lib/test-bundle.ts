/** Test files as bundles: what each one bundles, and one script a file that can be evaluated again and again. */
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { build } from 'esbuild'
import type { BuildFailure, BuildOptions } from 'esbuild'

/** Paths are relative to the project, with `/`. */
export type TestFile = {
  readonly path: string
  /** Every file of the project that it needs, itself included. */
  readonly bundles: readonly string[]
  /** The modules that it takes from Node or from packages. */
  readonly external: readonly string[]
}

/** Whoever needs one of these needs a server, a browser, a process or a thread. */
const worldly =
  /^(?:node:)?(?:child_process|worker_threads|cluster|net|tls|http|https|http2|dgram)$|^(?:postgres|undici|autocannon|playwright-core|esbuild)$|^(?:@hono|@stryker-mutator)\//

/** What is bundled stands beside its source, so that paths relative to it lead where they did. */
export function bundlePath(testFile: string): string {
  return testFile.replace(/\.ts$/, '.bundle.cjs')
}

/**
 * The test files of a project that need nothing but memory and files, sorted. One that awaits at its top level is not among
 * them: CommonJS cannot, and a script that is evaluated again and again has to be that. Neither is one that lists a folder
 * of the project: it reads the sources, and those of a mutation run are not as they were written.
 */
export async function pureTestFiles(root: string): Promise<TestFile[]> {
  const files = await described(root, await testPaths(root))
  return files.filter(({ external }) => !external.some((name) => worldly.test(name)))
}

async function testPaths(root: string): Promise<string[]> {
  const paths: string[] = []
  for (const folder of ['lib', 'property'].filter((each) => existsSync(join(root, each)))) {
    const names = await readdir(join(root, folder))
    paths.push(...names.filter(isTest).map((name) => `${folder}/${name}`))
  }
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), 'utf8')))
  return paths.filter((_, index) => !/\breaddirSync\(/.test(texts[index] ?? '')).sort()
}

/** The tests of the harness of properties choose its profile themselves, and take their time; its words are no part of it. */
function isTest(name: string): boolean {
  return name.endsWith('.test.ts') && !/^property\b(?!-words\.)/.test(name)
}

/** What each file bundles, by one build of all: a build a file takes as many times as long. */
async function described(root: string, paths: readonly string[]): Promise<TestFile[]> {
  const options = { ...asCommonJs(root, paths), write: false } as const
  const { metafile } = await build({ ...options, format: 'esm', metafile: true })
  const awaiting = new Set(await awaitingAtTheirTop(options))
  return Object.values(metafile.outputs)
    .map(({ entryPoint = '', inputs, imports }) => ({
      path: entryPoint,
      bundles: Object.keys(inputs).sort(),
      external: imports.filter((each) => each.external === true).map((each) => each.path),
    }))
    .filter(({ bundles }) => !bundles.some((path) => awaiting.has(path)))
}

async function awaitingAtTheirTop(options: BuildOptions): Promise<string[]> {
  try {
    await build(options)
    return []
  } catch (error) {
    const { errors = [] } = error as Partial<BuildFailure>
    const others = errors.filter(({ text }) => !text.startsWith('Top-level await'))
    if (errors.length === 0 || others.length > 0) throw error
    return errors.flatMap(({ location }) => location?.file ?? [])
  }
}

/** Writes the bundles of these files beside them. */
export async function writeBundles(root: string, testFiles: readonly string[]): Promise<void> {
  await build(asCommonJs(root, testFiles))
}

/**
 * Takes out of bundles what Stryker counts in them, which mutant is passed how often: it is known when mutants are tried, and
 * takes most of their time.
 */
export async function stopCounting(root: string, testFiles: readonly string[]): Promise<void> {
  for (const path of testFiles.map((each) => join(root, bundlePath(each)))) {
    await writeFile(path, withoutCounting(await readFile(path, 'utf8')))
  }
}

/** The function stays, and does nothing: compilers leave out the call of it. */
function withoutCounting(bundle: string): string {
  return bundle.replaceAll(
    /^( *)function (stryCov_\w+)\(\) \{$/gm,
    '$1function $2() {}\n$1function $2_counting() {',
  )
}

/** A script that is a function of `require` can be evaluated without a loader. */
function asCommonJs(root: string, entryPoints: readonly string[]) {
  return {
    absWorkingDir: root,
    entryPoints: [...entryPoints],
    outdir: root,
    outbase: root,
    outExtension: { '.js': '.bundle.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    define: { 'import.meta.url': '__url', 'import.meta.dirname': '__dirname' },
    banner: {
      js: "'use strict';const __url = require('node:url').pathToFileURL(__filename).href;",
    },
    logLevel: 'silent',
  } as const satisfies BuildOptions
}
