/** The frame of every script: reads its flags, runs its main, writes its Result, and sets its exit code. */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

import { commonOptions } from './common-options.ts'
import { parseFlags } from './flags.ts'
import { chooseStack, unknownVariables } from './stack-choice.ts'
import type { FlagsOf, Options, Origin, ParsedFlags } from './flags.ts'
import type { Progress } from './progress.ts'
import type { MainFindings } from './cli-outcome.ts'
import type { StackChoice } from './stack-choice.ts'
import type { ListedDifference } from './table.ts'

/** The values of the flags that every script takes and of a script's own. */
export type AllFlags<T extends Options> = FlagsOf<typeof commonOptions> & FlagsOf<T>

/** What a script's main gets. */
export type Main<T extends Options> = (given: {
  readonly flags: AllFlags<T>
  readonly origins: Readonly<Record<string, Origin>>
  /** What stood on the command line without a flag; empty unless the script checks its words. */
  readonly words: readonly string[]
  /** The flags as they were written or are by default, as they will stand in the Result. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly stack: StackChoice
  /** Aborted when the script was told to stop: main then returns what it has. */
  readonly signal: AbortSignal
  readonly progress: Progress
  /** Writes a line on stderr that stays. */
  readonly note: (text: string) => void
  /** Writes the one thing that a script which goes on running tells on stdout; no Result follows. */
  readonly announce: (text: string) => void
  /** Writes a line on stderr as it is: the address of a page, whose token is meant for whoever reads it there. */
  readonly invite: (text: string) => void
  /**
   * Takes each row that differs, for the reports that hold them all. Resolves when the next may come: whoever awaits it
   * needs no more memory for a million rows than for one. Never throws.
   */
  readonly rows: (difference: ListedDifference) => Promise<void>
  /** Whether any report holds rows: without, nobody needs to read the values of those that are not listed. */
  readonly rowsWanted: boolean
}) => Promise<MainFindings>

/** What is wrong with flags that are each right on their own: one line an error, before anything is started. */
export type CrossCheck<T extends Options> = (given: {
  readonly flags: AllFlags<T>
  readonly origins: Readonly<Record<string, Origin>>
  readonly words: readonly string[]
  readonly stack: StackChoice
}) => readonly string[]

export type Script<T extends Options> = {
  readonly options: T
  readonly main: Main<T>
  readonly crossCheck?: CrossCheck<T>
  /** For a script that takes words without a flag: what is wrong with these, one line an error. */
  readonly checkWords?: (words: readonly string[]) => readonly string[]
  readonly judges?: true
  readonly sourceAlone?: true
  /** It finds rows that differ: `--report` takes `.jsonl`, and `.csv` holds these rows instead of requests or checks. */
  readonly streamsRows?: true
}

/**
 * Runs `main` where the module is the one that was started; does nothing where it is imported. With no URL the
 * script may start the embedded stack.
 */
export async function script<T extends Options>(
  meta: ImportMeta,
  options: T,
  main: Main<T> | Omit<Script<T>, 'options'>,
): Promise<void> {
  const definition = typeof main === 'function' ? { options, main } : { ...main, options }
  const file = fileURLToPath(meta.url)
  if (isStarted(file)) await run(file, definition)
}

/** `script` for those that judge a pipeline: they need URLs, or `--stack` said explicitly. */
export async function judge<T extends Options>(
  meta: ImportMeta,
  options: T,
  main: Main<T> | Omit<Script<T>, 'options' | 'judges'>,
): Promise<void> {
  const definition = typeof main === 'function' ? { main } : main
  await script(meta, options, { ...definition, judges: true })
}

/** import.meta.main does not exist on Node 20; tsx lets the extension be left out. */
function isStarted(file: string): boolean {
  const [, started = ''] = process.argv
  return [started, `${started}.ts`].some((path) => existsSync(path) && realpathSync(path) === file)
}

async function run<T extends Options>(file: string, definition: Script<T>): Promise<void> {
  const name = `${basename(dirname(file))}/${basename(file, '.ts')}`
  const options: Options = { ...commonOptions, ...definition.options }
  // The table was merged just above: the compiler cannot see that its values are those of both.
  const parsed = parseFlags(options, {
    args: process.argv.slice(2),
    environment: process.env,
    positionals: definition.checkWords !== undefined,
  }) as ParsedFlags<AllFlags<T>>
  if (parsed.flags.help) {
    const { manual } = await import('./manual.ts')
    const source = readFileSync(file, 'utf8')
    process.stdout.write(manual(source, { own: definition.options, common: commonOptions }))
    return
  }
  const known = Object.values(options).flatMap((each) =>
    each.type === 'string' && each.env !== undefined ? [each.env] : [],
  )
  const problems = [...parsed.problems, ...unknownVariables(process.env, { known })]
  const {
    choice,
    notices,
    problems: stackProblems,
  } = chooseStack({
    flags: parsed.flags,
    origins: parsed.origins,
    judges: definition.judges ?? false,
    sourceAlone: definition.sourceAlone ?? false,
  })
  problems.push(...stackProblems, ...(definition.checkWords?.(parsed.positionals) ?? []))
  if (parsed.problems.length === 0) {
    const { flags, origins, positionals: words } = parsed
    problems.push(...(definition.crossCheck?.({ flags, origins, words, stack: choice }) ?? []))
  }
  const { runScript } = await import('./cli-run.ts')
  try {
    const { main, streamsRows = false } = definition
    await runScript({ name, parsed, problems, notices, stack: choice, main, streamsRows })
  } catch (error) {
    // runScript turns every error of a main into a Result: what arrives here is a bug of the frame itself.
    const { redact } = await import('./redact.ts')
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(redact(`${name}: a bug in cdc-testbench: ${text}\n`))
    process.exitCode = 4
  }
}
