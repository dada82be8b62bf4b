/** What a change calls for: the mutants of what changed, and those that changed tests cover. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

import { UsageError } from './errors.ts'
import { changedSince, mutationScope, whatChanged } from './mutation-scope.ts'
import { notAsked, reasonToSkip } from './stryker-reporter.ts'

const modules = ['lib/a.ts', 'lib/b.ts', 'lib/c.ts', 'lib/d.ts']
const tests = [
  { path: 'lib/a.test.ts', bundles: ['lib/a.test.ts', 'lib/a.ts', 'lib/b.ts'], external: [] },
  { path: 'lib/c.test.ts', bundles: ['lib/c.test.ts', 'lib/c.ts', 'lib/help.ts'], external: [] },
]

test('a changed module is tried by its own mutants, and by no others of what its tests bundle', () => {
  assert.deepEqual(whatChanged(new Set(['lib/b.ts']), { modules, tests }), {
    files: ['lib/b.ts'],
    since: { files: ['lib/b.ts'], tests: [] },
  })
})

test('of a module that is not mutated here, what covers it has changed', () => {
  const others = modules.filter((path) => path !== 'lib/b.ts')
  assert.deepEqual(whatChanged(new Set(['lib/b.ts']), { modules: others, tests }), {
    files: ['lib/a.ts'],
    since: { files: [], tests: ['lib/a.test.ts'] },
  })
})

test('a changed test, and a changed helper of a test, count as a change of what it covers', () => {
  for (const path of ['lib/c.test.ts', 'lib/help.ts']) {
    assert.deepEqual(whatChanged(new Set([path]), { modules, tests }), {
      files: ['lib/c.ts'],
      since: { files: [], tests: ['lib/c.test.ts'] },
    })
  }
})

test('a module that no test bundles is mutated all the same, and what is neither changes nothing', () => {
  const none = { files: [], since: { files: [], tests: [] } }
  assert.deepEqual(whatChanged(new Set(['README.md']), { modules, tests }), none)
  assert.deepEqual(whatChanged(new Set(['lib/d.ts']), { modules, tests }), {
    files: ['lib/d.ts'],
    since: { files: ['lib/d.ts'], tests: [] },
  })
})

test('reasonToSkip(): of a change only its own mutants and those that its tests cover are tried', () => {
  const since = { files: ['lib/b.ts'], tests: ['lib/a.test.ts'] }
  const selection = { only: null, skip: ['ffff'], since }
  const covered = ['lib/a.test.ts::one']
  assert.equal(reasonToSkip({ id: 'aaaa', file: 'lib/b.ts', coveredBy: [] }, selection), null)
  assert.equal(reasonToSkip({ id: 'aaaa', file: 'lib/a.ts', coveredBy: covered }, selection), null)
  assert.equal(
    reasonToSkip({ id: 'aaaa', file: 'lib/a.ts', coveredBy: ['lib/a.test.tsx::one'] }, selection),
    notAsked,
  )
  assert.equal(
    reasonToSkip({ id: 'ffff00', file: 'lib/b.ts', coveredBy: [] }, selection),
    'skipped by --skip-mutants',
  )
  const only = { only: ['aaaa'], skip: [], since: null }
  assert.equal(reasonToSkip({ id: 'aaaa', file: 'lib/a.ts', coveredBy: [] }, only), null)
  assert.equal(reasonToSkip({ id: 'bbbb', file: 'lib/a.ts', coveredBy: [] }, only), notAsked)
})

test('mutationScope() refuses a path that is no module, and a commit that git does not know', async () => {
  for (const choice of [
    { mutate: 'lib/nothing.ts', since: null },
    { mutate: 'lib/quote.test.ts', since: null },
    { mutate: null, since: 'no-such-commit' },
    { mutate: null, since: '--output=x' },
  ]) {
    await assert.rejects(
      mutationScope(choice),
      (error) => error instanceof UsageError && error.message.includes('expected'),
    )
  }
})

test('changedSince() leaves out what went on at the other branch', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-since-'))
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@localhost']
  async function git(...args: string[]): Promise<void> {
    await promisify(execFile)('git', [...who, ...args], { cwd: folder })
  }
  try {
    async function commit(file: string): Promise<void> {
      await writeFile(join(folder, file), file)
      await git('add', '--all')
      await git('commit', '--quiet', '--message', file)
    }
    await git('init', '--quiet', '--initial-branch=main')
    await commit('old.ts')
    await git('checkout', '--quiet', '-b', 'ours')
    await commit('ours.ts')
    await git('checkout', '--quiet', 'main')
    await commit('theirs.ts')
    await git('checkout', '--quiet', 'ours')
    await writeFile(join(folder, 'new.ts'), '')
    assert.deepEqual([...(await changedSince('main', folder))].sort(), ['new.ts', 'ours.ts'])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('mutationScope() takes several patterns, and the tests that bundle what they match', async () => {
  const scope = await mutationScope({ mutate: 'lib/quote.ts, lib/uni*', since: null })
  assert.deepEqual(scope.files, ['lib/quote.ts', 'lib/unique-names.ts', 'lib/units.ts'])
  assert.ok(scope.testsOf(['lib/quote.ts']).includes('lib/quote.test.ts'))
  assert.ok(!scope.testsOf(['lib/units.ts']).includes('lib/quote.test.ts'))
})
