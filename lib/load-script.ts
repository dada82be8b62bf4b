/** What every load script hands to the frame: its main, and what is wrong with flags that are each right on their own. */
import { baselineProblems } from './baseline-file.ts'
import { factsOf, workloadFlags, workloadNames, workloadsWith } from './load-workloads.ts'
import type { CrossCheck, Script } from './cli.ts'
import type { LoadFlags, LoadOptions } from './load-options.ts'
import type { StackChoice } from './stack-choice.ts'

export const loadScript: Omit<Script<LoadOptions>, 'options'> = {
  main: async (given) => {
    const { runLoad } = await import('./run-load.ts')
    const { heldAgainstBaseline } = await import('./run-baseline.ts')
    return await heldAgainstBaseline(given, async () => await runLoad(given))
  },
  crossCheck: loadProblems,
  sourceAlone: true,
}

function loadProblems({
  flags,
  origins,
  stack,
}: Parameters<CrossCheck<LoadOptions>>[0]): readonly string[] {
  return [
    ...flagsWithoutMeaning({ flags, origins }),
    ...unknownClasses(flags),
    ...missingUrls(flags, stack),
    ...tooFew(flags),
    ...baselineProblems(flags),
  ]
}

/** As it was written on the command line. */
function shown({ workload: { name, file } }: Pick<LoadFlags, 'workload'>): string {
  return `--workload ${name ?? file}`
}

function flagsWithoutMeaning(given: {
  readonly flags: LoadFlags
  readonly origins: Readonly<Record<string, unknown>>
}): string[] {
  const { flags } = given
  const taken = factsOf(flags.workload).flags
  const written = workloadFlags.filter((flag) => given.origins[flag] !== undefined)
  return written
    .filter((flag) => !taken.includes(flag))
    .map((flag) => {
      const with_ = workloadsWith(flag).join(' or ')
      return `Cannot use --${flag} with ${shown(flags)}: expected --workload ${with_}`
    })
}

export function unknownClasses(flags: Pick<LoadFlags, 'workload' | 'user-class'>): string[] {
  const known = factsOf(flags.workload).userClasses
  if (known === null) return []
  const unknown = (flags['user-class'] ?? []).filter(({ name }) => !known.includes(name))
  const expected = known.map((each) => `${each}[=WEIGHT]`).join(', ')
  return unknown.map(
    ({ name }) => `Cannot use --user-class "${name}": ${shown(flags)} has ${expected}`,
  )
}

export function missingUrls(flags: Pick<LoadFlags, 'workload'>, stack: StackChoice): string[] {
  if (stack.stack !== 'yours') return []
  const missing = factsOf(flags.workload).needs.filter((url) => stack[url] === undefined)
  return missing.map((url) => {
    const others = workloadNames.filter((name) => name !== flags.workload.name).join(' or ')
    return `Cannot use ${shown(flags)} on a stack of yours without --${url} URL: expected it, or --workload ${others}`
  })
}

function tooFew(flags: LoadFlags): string[] {
  const { workload, workers, pool, sizes, tables } = flags
  const taken = factsOf(workload).flags
  const problems: string[] = []
  if (taken.includes('pool') && workers > pool) {
    problems.push(
      `Cannot use --workers ${workers} with --pool ${pool}: expected a connection or more for each thread`,
    )
  }
  if (taken.includes('tables') && tables !== undefined && tables < sizes.length) {
    problems.push(
      `Cannot use --tables ${tables} with ${sizes.length} sizes: expected a table or more of each size`,
    )
  }
  return problems
}
