/** Whole runs of Stryker over a project of a few lines: what its tests notice is killed, and what they do not survives. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { UnreachableError } from './errors.ts'
import { judgeMutants } from './mutation-gate.ts'
import { runMutants } from './mutation-run.ts'
import type { Mutant } from './mutant.ts'
import type { MutationFindings } from './mutation-run.ts'

const source = `export function within(value: number, limit: number): boolean {
  return value < limit
}

export function sum(values: readonly number[]): number {
  let total = 0
  for (let index = 0; index < values.length; index += 1) total += values[index] ?? 0
  return total
}

export function refuse(value: number): void {
  if (value < 0) throw new Error(\`\${value} is below zero\`)
}

export function never(): number {
  return 3
}

const table = new Map([['one', 1]])

export function known(name: string): number {
  const found = table.get(name)
  if (found === undefined) process.exit(3)
  return found
}
`

const strong = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { known, refuse, sum, within } from './limits.ts'

test('within() is false at the limit', () => {
  assert.deepEqual([within(1, 2), within(2, 2), within(3, 2)], [true, false, false])
})
test('sum() of two', () => assert.equal(sum([1, 2]), 3))
test('refuse() what is below zero', () => {
  assert.throws(() => refuse(-1))
  refuse(0)
})
test('known() knows one', () => assert.equal(known('one'), 1))
`

let project = ''

before(async () => {
  project = await mkdtemp(join(tmpdir(), 'cdc-testbench-mutants-'))
  await mkdir(join(project, 'lib'))
  await writeFile(join(project, 'package.json'), '{ "type": "module" }')
  await writeFile(join(project, 'lib/limits.ts'), source)
  await symlink(join(import.meta.dirname, '../node_modules'), join(project, 'node_modules'))
})

after(async () => await rm(project, { recursive: true }))

async function run(
  testText: string,
  more: { skip?: readonly string[]; signal?: AbortSignal } = {},
): Promise<MutationFindings> {
  await writeFile(join(project, 'lib/limits.test.ts'), testText)
  const files = ['lib/limits.ts']
  return await runMutants({
    scope: { project, files, testsOf: () => ['lib/limits.test.ts'], since: null, words: 'all' },
    skip: more.skip ?? [],
    concurrency: 1,
    timeoutFactor: 4,
    runner: 'in-process',
    signal: more.signal ?? new AbortController().signal,
    progress: () => undefined,
  })
}

function wordsOf({ line, mutator, original, replacement, status }: Mutant): string {
  const [was, is] = [original, replacement].map((text) => text.replaceAll(/\s+/g, ' '))
  return `${line} ${mutator} ${was} → ${is} ${status}`
}

let ids: readonly string[] = []
let survivor = ''

test('each mutant has the status that its tests give it', async () => {
  const { mutants, open, partial, sources } = await run(strong)
  ids = mutants.map(({ id }) => id)
  assert.equal(new Set(ids).size, mutants.length)
  assert.deepEqual([open, partial, sources], [0, [], { 'lib/limits.ts': source }])
  const found = mutants.map(wordsOf)
  const expected = [
    '2 EqualityOperator value < limit → value <= limit killed',
    '6 NumberLiteral 0 → 1 killed',
    '7 AssignmentOperator index += 1 → index -= 1 killed',
    '8 ReturnValue return total → return undefined; killed',
    '12 MessageText `${value} is below zero` → `` ignored',
    '16 NumberLiteral 3 → 4 uncovered',
    "19 ArrayDeclaration [['one', 1]] → [] killed",
    '23 ConditionalExpression found === undefined → true killed',
    '23 NumberLiteral 3 → 4 uncovered',
  ]
  assert.deepEqual(
    expected.filter((each) => !found.includes(each)),
    [],
    found.join('\n'),
  )
  const missed = mutants.filter(({ status }) => status === 'survived' || status === 'timeout')
  assert.deepEqual(missed.map(wordsOf), [
    '7 EqualityOperator index < values.length → index <= values.length survived',
    '23 ConditionalExpression found === undefined → false survived',
  ])
  survivor = missed[0]?.id ?? ''
  const atLimit = mutants.find(({ mutator }) => mutator === 'EqualityOperator')
  assert.equal(atLimit?.killedBy, 'lib/limits.test.ts::within() is false at the limit')
  assert.equal(source.slice(atLimit.from, atLimit.to), 'value < limit')
})

test('an assertion that is taken away brings survivors, and the gate fails', async () => {
  const weak = strong
    .replace(/assert.deepEqual\(\[within.*\)/, 'within(1, 2)')
    .replace('assert.equal(sum([1, 2]), 3)', 'sum([1, 2])')
  assert.notEqual(weak, strong)
  const { mutants } = await run(weak)
  assert.deepEqual(
    mutants.map(({ id }) => id),
    ids,
  )
  assert.ok(
    mutants.some(
      (mutant) => wordsOf(mutant) === '2 EqualityOperator value < limit → value <= limit survived',
    ),
  )
  const checks = judgeMutants(
    { complete: true, partial: [], mutants },
    { baseline: {}, accepted: [] },
  )
  const failed = checks.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name)
  assert.deepEqual(failed, ['score', 'killed', 'survived'])
})

test('what Stryker counts without a mutant is not counted with one', async () => {
  const counting = `test('sum() counts nothing', () => {
  sum([1])
  const { activeMutant, mutantCoverage } = Reflect.get(globalThis, '__stryker__')
  if (activeMutant !== undefined) assert.equal(mutantCoverage, undefined)
})`
  const skip = ids.filter((id) => id !== survivor)
  const { mutants } = await run(`${strong}\n${counting}\n`, { skip })
  const tried = mutants.filter(({ status }) => status !== 'ignored')
  assert.deepEqual(tried.map(wordsOf), [
    '7 EqualityOperator index < values.length → index <= values.length survived',
  ])
})

test('a test that fails without any mutant ends the run', async () => {
  await assert.rejects(
    run(`${strong}\ntest('fails', () => assert.equal(1, 2))\n`),
    (error) =>
      error instanceof UnreachableError &&
      error.message === 'Cannot try mutants: 1 tests fail without any, expected none: "fails"',
  )
})

test('a run that is told to stop leaves mutants without a status', async () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 1500)
  const { mutants } = await run(strong, { signal: stop.signal })
  assert.ok(mutants.length < ids.length)
})
