/** What is filled in on the live page, read as the command line that it stands for: by the parser of every script. */
import { commonOptions } from './common-options.ts'
import { commandLine } from './cli-result.ts'
import { parseFlags } from './flags.ts'
import { loadOptions } from './load-options.ts'
import { loadProfiles } from './load-profiles.ts'
import { rampOf } from './load-ramp.ts'
import { loadScript } from './load-script.ts'
import { factsOf } from './load-workloads.ts'
import { lengthMs, peak, valueAt } from './pacer.ts'
import { chooseStack } from './stack-choice.ts'
import { fieldNames, fieldOf } from './ui-fields.ts'
import type { AllFlags } from './cli.ts'
import type { ParsedFlags } from './flags.ts'
import type { LoadFlags, LoadOptions } from './load-options.ts'
import type { FormProblem, Preview } from './live-state.ts'
import type { ProfileName } from './load-profiles.ts'
import type { StackChoice } from './stack-choice.ts'

/** What the command line of the page has set, and the page cannot change. */
export type UiBase = {
  /** Words of a command line: the target, and how to reach it. */
  readonly fixed: readonly string[]
  /** The workload of one's own that may be loaded; null where none was named. */
  readonly ownWorkload: string | null
  readonly usersMax: number
  readonly environment: Readonly<Record<string, string | undefined>>
}

export type PreparedRun = {
  readonly profile: ProfileName
  /** As a load script would get them. */
  readonly args: readonly string[]
  readonly parsed: ParsedFlags<AllFlags<LoadOptions>>
  readonly stack: StackChoice
  readonly problems: readonly FormProblem[]
  /** Whose name has to be typed before it is loaded; null where that is this machine. */
  readonly host: string | null
}

/** Problems are those that the load script would tell, and what only a page can do wrong. */
export function prepareRun(form: unknown, base: UiBase): PreparedRun {
  const written = recordOf(form)
  const choices = unknownChoices(written, base)
  // Whether there is such a file is nobody's business.
  const filled = choices.length === 0 ? written : { ...written, workload: undefined }
  const profile = isProfile(filled['profile']) ? filled['profile'] : 'light'
  const args = [...base.fixed, ...argsOf(filled)]
  const options = { ...commonOptions, ...loadOptions(loadProfiles[profile]) }
  const parsed = parseFlags(options, {
    args,
    environment: base.environment,
  }) as PreparedRun['parsed']
  const { choice, problems } = chooseStack({
    flags: parsed.flags,
    origins: parsed.origins,
    judges: false,
    sourceAlone: true,
  })
  const told = [...parsed.problems, ...problems]
  if (parsed.problems.length === 0) {
    const { flags, origins } = parsed
    told.push(...(loadScript.crossCheck?.({ flags, origins, words: [], stack: choice }) ?? []))
    told.push(...beyondPage(flags, base))
  }
  const unknown = [...unknownFields(filled), ...choices]
  const usable = told.length === 0
  return {
    profile,
    args,
    parsed,
    stack: choice,
    problems: [...unknown, ...told.map(toProblem)],
    host: usable ? foreignHost(choice, factsOf(parsed.flags.workload).needs) : null,
  }
}

/** The command, and the shape of the load in at most 120 points. */
export function previewOf({ profile, args, parsed, problems }: PreparedRun): Preview {
  const command = commandLine(`load/${profile}`, args)
  const model = parsed.flags['arrival-rate'] === undefined ? 'closed' : 'open'
  if (problems.length > 0) return { problems, command, shape: [], model }
  const ramp = rampOf(parsed.flags)
  const wholeMs = lengthMs(ramp)
  const corners = ramp.pieces.reduce<number[]>(
    (ends, { durationMs }) => [...ends, (ends.at(-1) ?? 0) + durationMs],
    [0],
  )
  const grid = Array.from({ length: 101 }, (_, index) => (wholeMs * index) / 100)
  const times = [...new Set([...grid, ...corners.slice(0, 20)])].sort((one, other) => one - other)
  return { problems, command, shape: times.map((ms) => [ms / 1000, valueAt(ramp, ms)]), model }
}

function recordOf(form: unknown): Readonly<Record<string, unknown>> {
  return typeof form === 'object' && form !== null && !Array.isArray(form)
    ? (form as Record<string, unknown>)
    : {}
}

function isProfile(name: unknown): name is ProfileName {
  return typeof name === 'string' && Object.hasOwn(loadProfiles, name)
}

/** An empty field is one that nobody filled in. */
function argsOf(filled: Readonly<Record<string, unknown>>): string[] {
  return fieldNames.flatMap((name) => {
    const value = filled[name]
    if (value === true) return [`--${name}`]
    const texts = [value]
      .flat()
      .flatMap((each) => (typeof each === 'string' ? each.split('\n') : []))
    return texts
      .map((each) => each.trim())
      .filter((each) => each !== '')
      .flatMap((each) => (each.startsWith('-') ? [`--${name}=${each}`] : [`--${name}`, each]))
  })
}

function unknownFields(filled: Readonly<Record<string, unknown>>): FormProblem[] {
  const others = Object.keys(filled).filter(
    (name) => !['profile', 'confirm'].includes(name) && !fieldNames.includes(name),
  )
  return others.map((name) => ({
    field: null,
    text: `Cannot set "${name.slice(0, 80)}" on the page: expected ${['profile', ...fieldNames].join(' ')}`,
  }))
}

function unknownChoices(
  { profile, workload }: Readonly<Record<string, unknown>>,
  { ownWorkload }: UiBase,
): FormProblem[] {
  const problems: FormProblem[] = []
  if (profile !== undefined && !isProfile(profile)) {
    const known = Object.keys(loadProfiles).join(' ')
    problems.push({ field: 'profile', text: `Cannot use this profile: expected one of ${known}` })
  }
  const isPath = typeof workload === 'string' && /[./\\]/.test(workload)
  if (isPath && workload !== ownWorkload) {
    const text = 'Cannot choose a file on the page: expected it as --workload of load/ui.ts'
    problems.push({ field: 'workload', text })
  }
  return problems
}

/** What a load script would do and the page does not. */
export function beyondPage(flags: LoadFlags, { usersMax }: Pick<UiBase, 'usersMax'>): string[] {
  if (flags['arrival-rate'] !== undefined) return []
  const flag = flags.stages === undefined ? 'users' : 'stages'
  // However few of them a short run comes to.
  const users = flag === 'users' ? flags.users : peak(rampOf(flags))
  if (users <= usersMax) return []
  return [
    `Cannot use --${flag}: ${users} users at the peak, expected at most ${usersMax} (--users-max)`,
  ]
}

function toProblem(text: string): FormProblem {
  const [, named = ''] = /--([a-z-]+)/.exec(text) ?? []
  return { field: fieldOf(named), text }
}

/** Of the URLs that the workload uses: the first one that is not of this machine. */
function foreignHost(
  choice: StackChoice,
  needs: readonly ('connect' | 'source' | 'target')[],
): string | null {
  if (choice.stack !== 'yours') return null
  const urls = needs.flatMap((each) => [choice[each]].flat()).filter((url) => url !== undefined)
  const hosts = urls.map((url) => new URL(url).hostname)
  return hosts.find((host) => !isLoopback(host)) ?? null
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host)
}
