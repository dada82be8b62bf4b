/** Reads the flags and the environment of a script against its table of options, and finds every fault at once. */
import { parseArgs } from 'node:util'

import { UsageError, messageOf } from './errors.ts'
import { nearest } from './nearest.ts'

type Relations = {
  /** Flags beside which this one has no meaning. */
  readonly excludes?: readonly string[]
  /** Flags without one of which this one has no meaning. */
  readonly needs?: readonly string[]
}

export type BooleanOption = Relations & { readonly type: 'boolean'; readonly help: string }

/** `parse` turns the text into the value, or throws a UsageError that says what was expected. */
export type TextOption<T = unknown> = Relations & {
  readonly type: 'string'
  /** What stands for the value in the manual: `N`, `URL`. */
  readonly value: string
  readonly help: string
  readonly parse: (text: string) => T
  readonly default?: string
  /** Another default beside a value of another flag. */
  readonly defaultBeside?: { readonly flag: string; readonly is: string; readonly value: string }
  readonly multiple?: true
  /** The environment variable that gives the value where the flag does not. */
  readonly env?: string
}

export type Option = BooleanOption | TextOption
export type Options = Readonly<Record<string, Option>>

type ValueOf<O> = O extends { type: 'boolean' }
  ? boolean
  : O extends { multiple: true; parse: (text: string) => infer T }
    ? readonly T[]
    : O extends { default: string; parse: (text: string) => infer T }
      ? T
      : O extends { parse: (text: string) => infer T }
        ? T | undefined
        : never

/** The parsed values of a table of options, by flag name. */
export type FlagsOf<T extends Options> = { readonly [K in keyof T]: ValueOf<T[K]> }

/** Where a value came from: a default stands behind the environment, and that behind a flag. */
export type Origin = 'flag' | 'environment' | 'default'

export type ParsedFlags<Flags> = {
  readonly flags: Flags
  readonly origins: Readonly<Record<string, Origin>>
  /** Every flag as it was used, as text: what a Result shows. */
  readonly settings: Readonly<Record<string, unknown>>
  /** One line an error; where there are any, `flags` must not be used. */
  readonly problems: readonly string[]
  /** The words that were not flags. */
  readonly positionals: readonly string[]
}

type Environment = Readonly<Record<string, string | undefined>>
type Written = { readonly texts: string[]; origin: Origin }

/** Reads `args` (without node and script) and `environment`; never throws for what the caller wrote. */
export function parseFlags<T extends Options>(
  options: T,
  {
    args,
    environment,
    positionals = false,
  }: { args: readonly string[]; environment: Environment; positionals?: boolean },
): ParsedFlags<FlagsOf<T>> {
  const problems: string[] = []
  const written = new Map<string, Written>()
  const words = readTokens({ options, args, problems, written })
  if (!positionals) {
    problems.push(...words.map((word) => `Cannot use "${word}": expected flags only (see --help)`))
  }
  readEnvironment({ options, environment, problems, written })
  problems.push(...brokenRelations(options, written))
  const values = readValues({ options, written, problems })
  const origins = Object.fromEntries([...written].map(([name, { origin }]) => [name, origin]))
  const settings = settingsOf(options, written)
  return { flags: values as FlagsOf<T>, origins, settings, problems, positionals: words }
}

type Reading = {
  readonly options: Options
  readonly args: readonly string[]
  readonly problems: string[]
  readonly written: Map<string, Written>
}

function readTokens({ options, args, problems, written }: Reading): string[] {
  const words: string[] = []
  const usable = withoutBareFlags({ options, args, problems })
  const table = Object.fromEntries(
    Object.entries(options).map(([name, { type }]) => [name, { type, multiple: true } as const]),
  )
  const { tokens } = parseArgs({ args: usable, options: table, strict: false, tokens: true })
  let unknownAt = Number.NaN
  for (const token of tokens) {
    // The word behind an unknown flag was meant as its value: one mistake, one line.
    if (token.kind === 'positional' && token.index !== unknownAt + 1) words.push(token.value)
    if (token.kind !== 'option') continue
    const option = options[token.name]
    if (option === undefined || !token.rawName.startsWith('--')) {
      problems.push(`Cannot use ${token.rawName}: ${unknownFlag(token.rawName, options)}`)
      unknownAt = token.value === undefined ? token.index : Number.NaN
    } else if (option.type === 'boolean' && token.value !== undefined) {
      problems.push(`Cannot use --${token.name}="${token.value}": expected no value`)
    } else {
      write({ option, name: token.name, text: token.value ?? 'true', problems, written })
    }
  }
  return words
}

/** parseArgs would take `--users --json` as the value "--json": such a flag is told and left out. */
function withoutBareFlags({ options, args, problems }: Omit<Reading, 'written'>): string[] {
  const usable: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? ''
    const option = word.startsWith('--') ? options[word.slice(2)] : undefined
    const next = args[at + 1]
    if (option?.type !== 'string' || (next !== undefined && !next.startsWith('-'))) {
      usable.push(word)
      if (option?.type === 'string') usable.push(args[(at += 1)] ?? '')
      continue
    }
    const found = next === undefined ? 'found nothing' : `found the option-like "${next}"`
    problems.push(
      `Cannot use ${word}: ${found}, expected ${option.value} (${word}=${option.value})`,
    )
    if (next !== undefined && !next.startsWith('--')) at += 1
  }
  return usable
}

function write({
  option,
  name,
  text,
  problems,
  written,
}: { option: Option; name: string; text: string } & Pick<Reading, 'problems' | 'written'>): void {
  const before = written.get(name)
  if (before === undefined) written.set(name, { texts: [text], origin: 'flag' })
  else if (option.type === 'string' && option.multiple) before.texts.push(text)
  else problems.push(`Cannot use --${name} twice: expected it once`)
}

function readEnvironment({
  options,
  environment,
  problems,
  written,
}: Omit<Reading, 'args'> & { environment: Environment }): void {
  for (const [name, option] of Object.entries(options)) {
    if (option.type === 'boolean' || option.env === undefined || written.has(name)) continue
    const text = environment[option.env]
    if (text === undefined) continue
    if (text === '')
      problems.push(
        `Cannot use ${option.env}: it is empty, expected ${option.value} or no such variable`,
      )
    else written.set(name, { texts: [text], origin: 'environment' })
  }
}

function brokenRelations(options: Options, written: ReadonlyMap<string, Written>): string[] {
  const problems: string[] = []
  for (const [name, { origin }] of written) {
    const { excludes = [], needs = [] } = options[name] ?? {}
    if (origin !== 'flag') continue
    for (const other of excludes.filter((each) => written.get(each)?.origin === 'flag')) {
      problems.push(`Cannot use --${name} with --${other}: expected one of them`)
    }
    if (needs.length > 0 && !needs.some((each) => written.has(each))) {
      const list = needs.map((each) => `--${each}`).join(' or ')
      problems.push(`Cannot use --${name} alone: expected ${list} beside it`)
    }
  }
  return problems
}

function readValues({
  options,
  written,
  problems,
}: Omit<Reading, 'args'>): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(options)) {
    const found = written.get(name)
    if (option.type === 'boolean') {
      values[name] = found !== undefined
      continue
    }
    const usual = defaultOf(option, written)
    const texts = found?.texts ?? (usual === undefined ? [] : [usual])
    const shown = found?.origin === 'environment' ? option.env : `--${name}`
    const parsed = texts.map((text) => parseOne({ option, text, shown: `${shown}`, problems }))
    values[name] = option.multiple ? parsed : parsed[0]
  }
  return values
}

function defaultOf({ default: usual, defaultBeside }: TextOption, written: Reading['written']) {
  const { flag = '', is, value } = defaultBeside ?? {}
  return value !== undefined && written.get(flag)?.texts[0] === is ? value : usual
}

function parseOne({
  option,
  text,
  shown,
  problems,
}: {
  option: TextOption
  text: string
  shown: string
  problems: string[]
}): unknown {
  try {
    return option.parse(text)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    problems.push(`Cannot use ${shown} "${text}": ${messageOf(error)}`)
    return undefined
  }
}

function settingsOf(options: Options, written: Reading['written']): Record<string, unknown> {
  const entries = Object.entries(options).map(([name, option]) => {
    const texts = written.get(name)?.texts
    if (option.type === 'boolean') return [name, texts !== undefined]
    if (option.multiple) return [name, texts ?? []]
    const text = texts?.[0] ?? defaultOf(option, written) ?? null
    return [name, text !== null && /^\d{1,15}$/.test(text) ? Number(text) : text]
  })
  return Object.fromEntries(entries) as Record<string, unknown>
}

/** The words of an error about a flag that the table does not have, with the nearest one that it has. */
function unknownFlag(rawName: string, options: Options): string {
  if (!rawName.startsWith('--')) return 'expected long flags only (see --help)'
  const near = nearest(rawName.slice(2), Object.keys(options))
  return near === null ? 'unknown flag (see --help)' : `unknown flag, expected --${near} perhaps`
}
