/** Holds the house to its plan: floors, arrows, lengths, and scripts whose manual is their table of flags. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import { floors } from './floors.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const scriptFolders = ['scripts', 'load', 'property', 'mutation'].filter((folder) =>
  existsSync(join(root, folder)),
)

const floorOf = new Map(
  floors.flatMap(([, modules], floor) =>
    modules
      .split(/\s+/)
      .filter((name) => name !== '')
      .map((name) => [name, floor] as const),
  ),
)

type Source = { readonly folder: string; readonly name: string; readonly text: string }

const sources: readonly Source[] = ['lib', ...scriptFolders].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => /\.(?:ts|js)$/.test(file))
    .map((file) => ({
      folder,
      name: file,
      text: readFileSync(join(root, folder, file), 'utf8'),
    })),
)

const modules = sources.filter(({ folder, name }) => folder === 'lib' && !name.endsWith('.test.ts'))
const scripts = sources.filter(({ folder, name }) => folder !== 'lib' && !name.endsWith('.test.ts'))

/** The paths that a source imports from the project itself, static or dynamic; types alone bind nothing. */
function importsOf({ text }: Source): string[] {
  const values = text.replace(/^(?:im|ex)port type [^;]*?from '[^']+'/gm, '')
  const found = values.matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g)
  return [...found].map(([, path]) => path ?? '')
}

function stem(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.(?:ts|js)$/, '')
}

test('every module of lib/ has its place in the plan, and the plan names none that is not there', () => {
  const present = modules.map(({ name }) => stem(name)).toSorted()
  assert.deepEqual(present, [...floorOf.keys()].toSorted())
})

test('a module of lib/ imports its own floor and lower ones', () => {
  const wrong = modules.flatMap((module) =>
    importsOf(module)
      .filter((path) => (floorOf.get(stem(path)) ?? 99) > (floorOf.get(stem(module.name)) ?? -1))
      .map((path) => `${module.name} → ${path}`),
  )
  assert.deepEqual(wrong, [])
})

test('lib/ never imports a script, and scripts never import each other', () => {
  const wrong = [...modules, ...scripts].flatMap((source) =>
    importsOf(source)
      .filter((path) =>
        source.folder === 'lib' ? !path.startsWith('./') : !path.startsWith('../lib/'),
      )
      .map((path) => `${source.folder}/${source.name} → ${path}`),
  )
  assert.deepEqual(wrong, [])
})

test('what ends in -main is imported by nobody', () => {
  const wrong = sources.filter((source) =>
    importsOf(source).some((path) => stem(path).endsWith('-main')),
  )
  assert.deepEqual(wrong, [])
})

test('each folder is flat', () => {
  const nested = ['lib', ...scriptFolders].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${folder}/${name}`),
  )
  assert.deepEqual(nested, [])
})

test('no file is longer than 250 lines', () => {
  const long = sources
    .map(({ folder, name, text }) => ({
      path: `${folder}/${name}`,
      lines: text.split('\n').length - 1,
    }))
    .filter(({ lines }) => lines > 250)
  assert.deepEqual(long, [])
})

test('every file opens with a sentence on what it is', () => {
  const silent = sources.filter(({ text }) => !/^(?:\/\/ @ts-check\n)?\/\*\*/.test(text))
  assert.deepEqual(
    silent.map(({ folder, name }) => `${folder}/${name}`),
    [],
  )
})

test('no timeout stands in AbortSignal.any, where Node 20 lets it be collected before it fires', () => {
  const wrong = sources.filter(({ text }) =>
    /AbortSignal\.any\([^;]*AbortSignal\.timeout\(/.test(text),
  )
  assert.deepEqual(
    wrong.map(({ folder, name }) => `${folder}/${name}`),
    [],
  )
})

/** What no module but the frame may touch: argv, exit codes, signals, stdout. A message may tell of a call, by its `${code}`. */
const framesOwn = /process\.(?:argv|exit(?!\(\$\{)|exitCode|stdout)\b/

test('only the frame and what runs as a process of its own touch argv, exit codes and stdout', () => {
  const wrong = [...modules, ...scripts].filter(
    ({ name, text }) => framesOwn.test(text) && !/^cli(?:-\w+)?\.ts$|-main\.ts$/.test(name),
  )
  assert.deepEqual(
    wrong.map(({ folder, name }) => `${folder}/${name}`),
    [],
  )
})

const run = promisify(execFile)

for (const { folder, name, text } of scripts) {
  test(`${folder}/${name} --help is its table of flags, and its text names no other`, async () => {
    const file = join(root, folder, name)
    const { stdout } = await run(process.execPath, ['--import', 'tsx', file, '--help'], {
      cwd: root,
    })
    const { options } = (await import(pathToFileURL(file).href)) as {
      options: Record<string, unknown>
    }
    const listed = [...stdout.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, flag]) => flag)
    const common = [
      'source',
      'target',
      'connect',
      'brokers',
      'stack',
      'json',
      'quiet',
      'report',
      'seed',
      'help',
    ]
    assert.deepEqual(listed, [...Object.keys(options), ...common])
    const [comment = ''] = /\/\*\*[\s\S]*?\*\//.exec(text) ?? []
    const mentioned = [...comment.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, flag]) => flag)
    assert.deepEqual(
      mentioned.filter((flag) => flag !== undefined && flag !== 'import' && !listed.includes(flag)),
      [],
    )
    assert.match(comment, new RegExp(`Usage: npx tsx ${folder}/${name}`))
  })
}
