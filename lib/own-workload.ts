/** Loads the workload of a generator thread by its URL; what is wrong with somebody's own is told as theirs. */
import { messageOf, UsageError } from './errors.ts'
import { workloadOfUsers } from './own-users.ts'
import type { EngineWorkload } from './load-messages.ts'
import type { OwnSettings } from './load-messages.ts'
import type { OwnUsers } from './own-users.ts'
import type { StartWorkload } from './users.ts'

/** @throws UsageError where a module of somebody's own cannot be loaded, or exports neither `users` nor `start` */
export async function loadWorkload({ module, own }: EngineWorkload): Promise<StartWorkload> {
  if (own !== true) return ((await import(module)) as { start: StartWorkload }).start
  const { start, users } = await loadOwn(module)
  if (typeof start === 'function') return start
  if (users !== undefined)
    return async (settings) => started(module, users, settings as OwnSettings)
  throw new UsageError(
    `Cannot run workload "${module}": it exports neither users nor start(), expected one of them`,
  )
}

type Own = { readonly start?: StartWorkload; readonly users?: OwnUsers }

/** A file that its folder makes CommonJS has its exports under `default`. */
async function loadOwn(module: string): Promise<Own> {
  try {
    const loaded = (await import(module)) as Own & { readonly default?: Own }
    return loaded.start === undefined && loaded.users === undefined ? { ...loaded.default } : loaded
  } catch (thrown) {
    const hint =
      'expected an ES module: one named .mts, or with {"type":"module"} in its package.json'
    throw new UsageError(`Cannot load workload "${module}": ${messageOf(thrown)}; ${hint}`)
  }
}

function started(module: string, users: OwnUsers, settings: OwnSettings) {
  const { connect, source, target } = settings
  try {
    return workloadOfUsers(users, { connect: connect[0] ?? '', source, target })
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(error.problems.map((each) => `Cannot run workload "${module}": ${each}`))
  }
}
