/** Loads the workload of a generator thread by its URL; what is wrong with somebody's own is told as theirs. */
import { UsageError } from './errors.ts'
import { loadFailure } from './own-failure.ts'
import { nameProblems, workloadOfUsers } from './own-users.ts'
import type { EngineWorkload } from './load-messages.ts'
import type { OwnSettings } from './load-messages.ts'
import type { OwnUsers } from './own-users.ts'
import type { StartWorkload, Workload } from './users.ts'

/** @throws UsageError where a module of somebody's own cannot be loaded, exports neither `users` nor `start`, or calls two endpoints the same */
export async function loadWorkload({ module, own }: EngineWorkload): Promise<StartWorkload> {
  if (own !== true) return ((await import(module)) as { start: StartWorkload }).start
  const { start, users } = await loadOwn(module)
  if (typeof start === 'function')
    return async (settings, thread) => named(module, await start(settings, thread))
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
    throw new UsageError(`Cannot load workload "${module}": ${loadFailure(thrown)}`)
  }
}

async function named(module: string, workload: Workload): Promise<Workload> {
  const problems = nameProblems(workload.endpoints)
  if (problems.length === 0) return workload
  await workload.stop()
  throw new UsageError(problems.map((each) => `Cannot run workload "${module}": ${each}`))
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
