/** Test files as bundles: what each one bundles, and one script a file that can be evaluated again and again. */
import { readFile, readdir } from 'node:fs/promises'
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

/** It puts the text of modules into a page: that of a mutation run is not as it was written. */
const readsSources = 'lib/html-assets.ts'

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
  const files = await Promise.all((await testPaths(root)).map((path) => describe(root, path)))
  return files
    .filter((file) => file !== null)
    .filter(({ external }) => !external.some((name) => worldly.test(name)))
    .filter(({ bundles }) => !bundles.includes(readsSources))
}

async function testPaths(root: string): Promise<string[]> {
  const paths: string[] = []
  for (const folder of ['lib', 'property'].filter((each) => existsSync(join(root, each)))) {
    const names = await readdir(join(root, folder))
    paths.push(...names.filter(isTest).map((name) => `${folder}/${name}`))
  }
  return paths.sort()
}

/** The tests of the harness of properties choose its profile themselves, and take their time. */
function isTest(name: string): boolean {
  return name.endsWith('.test.ts') && !/^property\b/.test(name)
}

async function describe(root: string, path: string): Promise<TestFile | null> {
  if (/\breaddirSync\(/.test(await readFile(join(root, path), 'utf8'))) return null
  try {
    const { metafile } = await build({
      ...asCommonJs(root, [path]),
      metafile: true,
      write: false,
    })
    const outputs = Object.values(metafile.outputs)
    const imports = outputs.flatMap((output) => output.imports)
    const external = imports.filter((each) => each.external === true).map((each) => each.path)
    const bundles = outputs.flatMap((output) => Object.keys(output.inputs)).sort()
    return { path, bundles, external }
  } catch (error) {
    const { errors = [] } = error as Partial<BuildFailure>
    if (errors.some(({ text }) => text.startsWith('Top-level await'))) return null
    throw error
  }
}

/** Writes the bundles of these files beside them. */
export async function writeBundles(root: string, testFiles: readonly string[]): Promise<void> {
  await build(asCommonJs(root, testFiles))
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
