/** Runs the tests of bundles inside this process, each file evaluated anew: fresh modules, the process itself put back afterwards. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import vm from 'node:vm'

import { guardProcess } from './in-process-guard.ts'
import { runBody, standInForNodeTest, suitesWithin, testsOf } from './in-process-tests.ts'
import { bundlePath } from './test-bundle.ts'
import type { Guard } from './in-process-guard.ts'
import type { NamedTest, Suite } from './in-process-tests.ts'

/** What a CommonJS module finds around it. */
type Scope = {
  readonly exports: object
  readonly module: object
  readonly require: (name: string) => unknown
  readonly __filename: string
  readonly __dirname: string
}

/** A test file that was compiled once. */
export type LoadedFile = { readonly path: string; readonly evaluate: (require: object) => void }

export type TestOutcome = {
  /** `file::describe > test`, or `file::` where the file itself could not be loaded. */
  readonly id: string
  readonly file: string
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly message: string
  readonly durationMs: number
}

export type RunPlan = {
  /** Run these alone; null is all. */
  readonly only: ReadonlySet<string> | null
  /** Whether the first test that fails ends the run. */
  readonly bail: boolean
  /** Called with the id of a test before it runs, with `file::` before a file is loaded, with null between. */
  readonly onTest?: (id: string | null) => void
  /** How long the synchronous part of a test may take. */
  readonly blockedMaxMs: number
}

/** A test that does not come back to the event loop in time. */
export class BlockedError extends Error {}

/** The id that stands for all tests of a file where it cannot be loaded. */
export function loadId(path: string): string {
  return `${path}::`
}

/** Compiles the bundle of a test file of the current folder, and loads what it takes from packages. */
export function loadBundle(path: string): LoadedFile {
  const filename = resolve(bundlePath(path))
  const source = readFileSync(filename, 'utf8')
  // In strict mode as the modules were.
  const script = new vm.Script(
    `(function (scope) {'use strict';const { exports, module, require, __filename, __dirname } = scope;${source}\n})`,
    { filename, importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER },
  )
  const requireReal = createRequire(filename)
  for (const [, name = ''] of source.matchAll(/\brequire\("([^"]+)"\)/g)) requireReal(name)
  function evaluate(nodeTest: object): void {
    function require(name: string): unknown {
      return /^(?:node:)?test$/.test(name) ? nodeTest : requireReal(name)
    }
    const run = script.runInThisContext() as (scope: Scope) => void
    const module = { exports: {} }
    run({
      exports: module.exports,
      module,
      require,
      __filename: filename,
      __dirname: dirname(filename),
    })
  }
  return { path, evaluate }
}

/**
 * Runs tests of these files, in their order. What fails is an outcome, whatever it does to the process.
 *
 * @throws BlockedError where a test blocks the event loop for too long.
 */
export async function runFiles(
  files: readonly LoadedFile[],
  plan: RunPlan,
): Promise<TestOutcome[]> {
  const outcomes: TestOutcome[] = []
  const guard = guardProcess()
  try {
    for (const file of files) {
      if (!isWanted(file, plan)) continue
      for await (const outcome of runFile(file, { plan, guard })) {
        outcomes.push(outcome)
        if (outcome.outcome === 'failed' && plan.bail) return outcomes
      }
    }
    return outcomes
  } finally {
    plan.onTest?.(null)
    await guard.release()
  }
}

function isWanted({ path }: LoadedFile, { only }: RunPlan): boolean {
  return only === null || [...only].some((id) => id.startsWith(loadId(path)))
}

async function* runFile(
  file: LoadedFile,
  { plan, guard }: { plan: RunPlan; guard: Guard },
): AsyncGenerator<TestOutcome> {
  const started = performance.now()
  plan.onTest?.(loadId(file.path))
  const { module, root } = standInForNodeTest()
  const failure = await guard.watch(async () => {
    unblocked(() => file.evaluate(module), plan.blockedMaxMs)
    await runHooks([root, ...suitesWithin(root).filter((suite) => suite !== root)], 'before')
  })
  if (failure !== null) {
    yield outcomeOf({ file, id: '', failure, started })
    return
  }
  for (const { id, test } of testsOf(root)) {
    const full = `${loadId(file.path)}${id}`
    if (plan.only !== null && !plan.only.has(full) && !plan.only.has(loadId(file.path))) continue
    const begun = performance.now()
    if (test.skipped) {
      yield { ...outcomeOf({ file, id, failure: null, started: begun }), outcome: 'skipped' }
      continue
    }
    plan.onTest?.(full)
    const wrong = await guard.watch(() => runUnblocked({ id, test }, plan.blockedMaxMs))
    plan.onTest?.(loadId(file.path))
    yield outcomeOf({ file, id, failure: wrong, started: begun })
  }
  const wrong = await guard.watch(() => runHooks(suitesWithin(root), 'after'))
  if (wrong !== null) yield outcomeOf({ file, id: '', failure: wrong, started })
}

async function runHooks(suites: readonly Suite[], kind: 'before' | 'after'): Promise<void> {
  for (const { hooks } of suites) for (const hook of hooks[kind]) await hook({})
}

async function runUnblocked({ test }: NamedTest, blockedMaxMs: number): Promise<void> {
  await unblocked(() => runBody(test), blockedMaxMs)
}

/** V8 can end a function that does not return only where it was entered as a script. */
const entry = new vm.Script('globalThis.__inProcessEntry()')

function unblocked<T>(run: () => T, blockedMaxMs: number): T {
  const before = Reflect.get(globalThis, '__inProcessEntry') as unknown
  Reflect.set(globalThis, '__inProcessEntry', run)
  try {
    return entry.runInThisContext({ timeout: Math.ceil(blockedMaxMs) }) as T
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    throw new BlockedError(`blocked for ${Math.ceil(blockedMaxMs)} ms`, { cause: error })
  } finally {
    Reflect.set(globalThis, '__inProcessEntry', before)
  }
}

function outcomeOf({
  file,
  id,
  failure,
  started,
}: {
  file: LoadedFile
  id: string
  failure: unknown
  started: number
}): TestOutcome {
  if (failure instanceof BlockedError) throw failure
  return {
    id: `${loadId(file.path)}${id}`,
    file: file.path,
    name: id === '' ? `${file.path} loads` : id,
    outcome: failure === null ? 'passed' : 'failed',
    message: failure === null ? '' : messageOf(failure),
    durationMs: performance.now() - started,
  }
}

function messageOf(failure: unknown): string {
  const text = failure instanceof Error ? failure.message : String(failure)
  return text === '' ? 'it failed and said nothing' : text
}
