/** Tests run inside this process: each outcome is that of a process of the test's own, whatever a test does. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { nodeArguments, runProcess } from './process.ts'
import { pureTestFiles, writeBundles } from './test-bundle.ts'
import type { Case, CaseOutcome } from './in-process-cases-main.ts'
import type { TestOutcome } from './in-process-run.ts'

let folder = ''

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-bundles-'))
  await mkdir(join(folder, 'lib'))
  await symlink(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'))
})

after(async () => await rm(folder, { recursive: true }))

type Plan = { readonly body: string } & Partial<Omit<Case, 'path'>>

const main = new URL('in-process-cases-main.ts', import.meta.url)

/** Writes a test file a plan, and runs them one after the other in one process. */
async function outcomesOf(plans: readonly Plan[]): Promise<(readonly string[])[]> {
  const imports = [
    "import assert from 'node:assert/strict'",
    "import { test, describe, before, after, beforeEach, afterEach } from 'node:test'",
  ]
  const cases = plans.map(({ body: _body, only = null, ...rest }, index): Case => {
    const path = `lib/case-${index}.test.ts`
    const ids = only?.map((id) => `${path}::${id}`) ?? null
    return { path, bail: false, blockedMaxMs: 20_000, ...rest, only: ids }
  })
  for (const [index, { path }] of cases.entries()) {
    await writeFile(join(folder, path), [...imports, plans[index]?.body ?? ''].join('\n'))
  }
  await writeBundles(
    folder,
    cases.map(({ path }) => path),
  )
  const printed = await runProcess(process.execPath, {
    args: [...nodeArguments(main), JSON.stringify(cases)],
    cwd: folder,
    deadlineMs: 120_000,
  })
  return (JSON.parse(printed) as CaseOutcome[]).map(({ outcomes, left }) => [
    ...(outcomes === 'blocked' ? ['blocked'] : outcomes.map(wordsOf)),
    ...(left === null ? [] : [left]),
  ])
}

function wordsOf({ name, outcome, message }: TestOutcome): string {
  const what = name.endsWith(' loads') ? 'loads' : name
  return message === '' ? `${what}: ${outcome}` : `${what}: ${outcome}, ${message}`
}

const idle = 'the promise of the test is still pending, and nothing is left to wait for'

const stories: readonly (readonly [story: string, body: string, expected: readonly string[]])[] = [
  ['a test that passes', "test('one', () => {})", ['one: passed']],
  ['a test that throws', "test('one', () => { throw new Error('no') })", ['one: failed, no']],
  [
    'an exit that is caught',
    "test('one', () => { try { process.exit(0) } catch {} })",
    ['one: failed, the process was to exit'],
  ],
  [
    'a promise that never settles',
    "test('one', () => new Promise(() => {}))",
    [`one: failed, ${idle}`],
  ],
  [
    'a promise that rejects beside the test',
    "test('one', async () => { void Promise.reject(new Error('beside')); await new Promise((ok) => setTimeout(ok, 5)) })",
    ['one: failed, beside'],
  ],
  [
    'a file that throws when it is loaded',
    "throw new Error('at load')",
    ['loads: failed, at load'],
  ],
  [
    'a file that exits when it is loaded',
    'process.exit(3)',
    ['loads: failed, the process was to exit'],
  ],
  [
    'an interval that is left',
    "test('one', () => { setInterval(() => {}, 1000) })",
    ['one: passed'],
  ],
  [
    'a promise that never settles after an interval was left',
    "test('one', () => new Promise(() => {}))",
    [`one: failed, ${idle}`],
  ],
  [
    'what is changed in the process',
    `test('one', () => {
      globalThis.left = 1; Array.prototype.left = 1; process.env.LEFT = '1'; Math.max = () => 7
      delete process.env.PATH; process.on('SIGUSR2', () => {}); process.chdir('/')
    })`,
    ['one: passed'],
  ],
  [
    'tests in describes with hooks',
    `const seen = []
     describe('a', () => {
       before(() => { seen.push('before') }); beforeEach(() => { seen.push('each') })
       afterEach(() => { seen.push('ended') })
       test('one', () => assert.deepEqual(seen, ['before', 'each']))
       describe('b', () => test('two', () => assert.deepEqual(seen, ['before', 'each', 'ended', 'each'])))
     })`,
    ['a > one: passed', 'a > b > two: passed'],
  ],
  [
    'a hook that fails at the end',
    "after(() => { throw new Error('end') }); test('one', () => {})",
    ['one: passed', 'loads: failed, end'],
  ],
  ['a test that is skipped', "test.skip('one', () => { throw 1 })", ['one: skipped']],
  [
    'a test with a callback',
    "test('one', (t, done) => setTimeout(done, 1)); test('two', (t, done) => done(new Error('no')))",
    ['one: passed', 'two: failed, no'],
  ],
  [
    'a subtest that fails',
    "test('one', async (t) => { await t.test('in it', () => { throw new Error('differ') }) })",
    ['one: failed, differ'],
  ],
  [
    'strict mode',
    "test('one', () => { Object.freeze([]).push(1) }); test('two', () => { 'x'.y = 1 })",
    [
      'one: failed, Cannot add property 0, object is not extensible',
      "two: failed, Cannot create property 'y' on string 'x'",
    ],
  ],
  [
    'paths relative to the file',
    "test('one', () => assert.match(import.meta.url, /lib\\/case-/))",
    ['one: passed'],
  ],
]

test('runFiles() says of each test what a process of its own would', async () => {
  const found = await outcomesOf(stories.map(([, body]) => ({ body })))
  assert.deepEqual(
    stories.map(([story], index) => [story, found[index]]),
    stories.map(([story, , expected]) => [story, expected]),
  )
})

test('runFiles() bails, filters, ends what blocks, and evaluates the modules anew', async () => {
  const two = "test('one', () => { throw new Error('no') }); test('two', () => {})"
  const counts = "let runs = 0; test('one', () => assert.equal(++runs, 1))"
  const forEver = "test('one', () => { for (;;) {} })"
  assert.deepEqual(
    await outcomesOf([
      { body: two, bail: true },
      { body: two, only: ['two'] },
      { body: two, only: [''] },
      { body: forEver, blockedMaxMs: 50 },
      { body: counts },
      { body: counts },
    ]),
    [
      ['one: failed, no'],
      ['two: passed'],
      ['one: failed, no', 'two: passed'],
      ['blocked'],
      ['one: passed'],
      ['one: passed'],
    ],
  )
})

test('laws that ask no server are among the tests that mutants are tried on', async () => {
  const tests = await pureTestFiles(join(import.meta.dirname, '..'))
  const paths = tests.map(({ path }) => path)
  for (const file of [
    'checksum',
    'integrity-values',
    'load',
    'quoting',
    'reconciliation',
    'repair',
  ]) {
    assert.ok(paths.includes(`property/${file}.test.ts`), file)
  }
})

test('pureTestFiles() leaves out what needs a process, awaits at its top, or lists a folder', async () => {
  const texts = {
    pure: "import { one } from './one.ts'\none()",
    world: "import { two } from './two.ts'\ntwo()",
    awaits: 'await Promise.resolve()',
    lists: "import { readdirSync } from 'node:fs'\nreaddirSync('.')",
  }
  const root = await mkdtemp(join(folder, 'project-'))
  await mkdir(join(root, 'lib'))
  await writeFile(join(root, 'lib/one.ts'), 'export function one() { return 1 }')
  await writeFile(
    join(root, 'lib/two.ts'),
    "import { spawn } from 'node:child_process'\nexport function two() { return spawn('true') }",
  )
  for (const [name, text] of Object.entries(texts)) {
    await writeFile(join(root, `lib/${name}.test.ts`), text)
  }
  assert.deepEqual(await pureTestFiles(root), [
    {
      path: 'lib/pure.test.ts',
      bundles: ['lib/one.ts', 'lib/pure.test.ts'],
      external: [],
    },
  ])
})
