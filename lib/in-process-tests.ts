/** A stand-in for node:test: keeps what a test file registers, so that the tests of one file can be run many times in one process. */
import { mock } from 'node:test'

type Context = Readonly<Record<string, unknown>>
type Body = (context: Context, done?: (error?: unknown) => void) => unknown

type Hooks = Readonly<Record<'before' | 'after' | 'beforeEach' | 'afterEach', Body[]>>

/** A `describe`, or the file itself. */
export type Suite = {
  readonly name: string
  readonly parent: Suite | null
  readonly hooks: Hooks
  readonly members: (Suite | RegisteredTest)[]
}

export type RegisteredTest = {
  readonly name: string
  readonly suite: Suite
  readonly skipped: boolean
  readonly timeoutMs: number | null
  readonly body: Body
}

/** A test with its name by path, `describe > test`. */
export type NamedTest = { readonly id: string; readonly test: RegisteredTest }

type Settings = Readonly<Record<string, unknown>>

/** The module that a test file gets for `node:test`, and the suite in which it registers. */
export function standInForNodeTest(): { readonly module: object; readonly root: Suite } {
  const root = newSuite('', null)
  let current = root

  function register(...given: readonly unknown[]): Promise<void> {
    const { name, settings, body } = readArguments(given)
    const { skip, todo, timeout } = settings
    current.members.push({
      name,
      suite: current,
      skipped: isSet(skip) || isSet(todo),
      timeoutMs: typeof timeout === 'number' && Number.isFinite(timeout) ? timeout : null,
      body,
    })
    return Promise.resolve()
  }

  function describe(...given: readonly unknown[]): Promise<void> {
    const { name, settings, body } = readArguments(given)
    if (isSet(settings['skip']) || isSet(settings['todo'])) return Promise.resolve()
    const suite = newSuite(name, current)
    current.members.push(suite)
    current = suite
    try {
      // What it registers later would land elsewhere. A promise alone says nothing: `test` returns one.
      if (body.constructor.name === 'AsyncFunction') throw new Error('an asynchronous describe')
      body({})
    } finally {
      current = suite.parent ?? root
    }
    return Promise.resolve()
  }

  function hook(kind: keyof Hooks): (body: Body) => void {
    return (body) => void current.hooks[kind].push(body)
  }

  const test = withVariants(register)
  const suite = withVariants(describe)
  const hooks = {
    before: hook('before'),
    after: hook('after'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
  }
  const exports = { test, it: test, describe: suite, suite, mock, ...hooks }
  return { module: Object.assign(test, exports, { default: test, __esModule: true }), root }
}

/** All tests of a suite in the order in which they were registered. */
export function testsOf(suite: Suite, path: readonly string[] = []): NamedTest[] {
  return suite.members.flatMap((member) => {
    const names = [...path, member.name]
    return 'members' in member ? testsOf(member, names) : [{ id: names.join(' > '), test: member }]
  })
}

/** A suite and those around it, the outermost first. */
export function suitesAround(suite: Suite): Suite[] {
  return suite.parent === null ? [suite] : [...suitesAround(suite.parent), suite]
}

/** A suite and those in it, the innermost first: the order of their `after` hooks. */
export function suitesWithin(suite: Suite): Suite[] {
  const inner = suite.members.flatMap((member) => ('members' in member ? suitesWithin(member) : []))
  return [...inner, suite]
}

/** Runs the body of a test between its `beforeEach` and `afterEach` hooks; rejects with what it throws. */
export async function runBody({ suite, name, body, timeoutMs }: RegisteredTest): Promise<void> {
  const atEnd: Body[] = []
  const context = contextOf(name, atEnd)
  const suites = suitesAround(suite)
  for (const { hooks } of suites) for (const each of hooks.beforeEach) await each(context)
  try {
    await withinTime(call(body, context), timeoutMs)
  } finally {
    for (const { hooks } of suites.toReversed())
      for (const each of hooks.afterEach) await each(context)
    for (const each of atEnd.toReversed()) await each(context)
    mock.restoreAll()
  }
}

function newSuite(name: string, parent: Suite | null): Suite {
  const hooks: Hooks = { before: [], after: [], beforeEach: [], afterEach: [] }
  return { name, parent, hooks, members: [] }
}

/** As node:test reads them: an optional name, optional settings, and the function. */
function readArguments(given: readonly unknown[]): {
  name: string
  settings: Settings
  body: Body
} {
  const body = given.find((each) => typeof each === 'function') as Body | undefined
  const name = given.find((each) => typeof each === 'string') ?? body?.name ?? '<anonymous>'
  const settings = given.find((each) => typeof each === 'object' && each !== null)
  return { name, settings: (settings ?? {}) as Settings, body: body ?? noBody }
}

function noBody(): void {}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== false
}

function withVariants(register: (...given: readonly unknown[]) => Promise<void>): object {
  function skipped(...given: readonly unknown[]): Promise<void> {
    const { name, settings, body } = readArguments(given)
    return register(name, { ...settings, skip: true }, body)
  }
  function called(...given: readonly unknown[]): Promise<void> {
    return register(...given)
  }
  return Object.assign(called, { skip: skipped, todo: skipped, only: register })
}

function call(body: Body, context: Context): unknown {
  if (body.length < 2) return body(context)
  return new Promise<void>((resolve, reject) => {
    body(context, (error) => {
      if (error === undefined || error === null) resolve()
      else
        reject(error instanceof Error ? error : new Error('the test ended with what is no error'))
    })
  })
}

async function withinTime(running: unknown, timeoutMs: number | null): Promise<void> {
  if (timeoutMs === null) {
    await running
    return
  }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    await Promise.race([running, late])
  } finally {
    clearTimeout(timer)
  }
}

function contextOf(name: string, atEnd: Body[]): Context {
  const context: Record<string, unknown> = {
    name,
    signal: new AbortController().signal,
    mock,
    after: (body: Body) => void atEnd.push(body),
  }
  context['test'] = async (...given: readonly unknown[]): Promise<void> => {
    await readArguments(given).body(context)
  }
  for (const none of ['diagnostic', 'skip', 'todo', 'plan', 'runOnly']) context[none] = noBody
  return context
}
