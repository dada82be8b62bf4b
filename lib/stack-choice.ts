/** Which pipeline a run is about: one that we start, or yours, as the flags and the environment say. */
import { nearest } from './nearest.ts'
import type { FlagsOf, Origin } from './flags.ts'
import type { pipelineOptions } from './common-options.ts'

export type StackChoice = {
  readonly stack: 'embedded' | 'yours'
  readonly source: string | undefined
  readonly target: string | undefined
  readonly connect: readonly string[] | undefined
  readonly brokers: readonly string[] | undefined
}

export type StackQuestion = {
  readonly flags: FlagsOf<typeof pipelineOptions>
  readonly origins: Readonly<Record<string, Origin>>
  /** A script that judges a pipeline never falls back to the embedded one. */
  readonly judges: boolean
  /** Scripts that use the source alone take one URL without the other. */
  readonly sourceAlone: boolean
}

const urlFlags = ['source', 'target', 'connect', 'brokers'] as const

/** The choice, what to tell the user about it, and what is wrong with the question. */
export function chooseStack(question: StackQuestion): {
  choice: StackChoice
  notices: readonly string[]
  problems: readonly string[]
} {
  const { flags, origins } = question
  const byFlag = urlFlags.filter((name) => origins[name] === 'flag')
  const byEnvironment = urlFlags.filter((name) => origins[name] === 'environment')
  const stackByFlag = origins['stack'] === 'flag'
  const setAside = stackByFlag ? byEnvironment : []
  const starts = stackByFlag || (origins['stack'] === 'environment' && byFlag.length === 0)
  const given = [...byFlag, ...byEnvironment]
  const embedded = starts || (given.length === 0 && !question.judges)
  const choice: StackChoice = embedded
    ? {
        stack: 'embedded',
        source: undefined,
        target: undefined,
        connect: undefined,
        brokers: undefined,
      }
    : {
        stack: 'yours',
        source: flags.source,
        target: flags.target,
        connect: flags.connect,
        brokers: flags.brokers,
      }
  const notices = setAside.map(
    (name) => `--stack ${flags.stack} sets aside ${environmentName(name)} of the environment`,
  )
  return { choice, notices, problems: problemsOf({ question, byFlag, byEnvironment, embedded }) }
}

function problemsOf({
  question,
  byFlag,
  byEnvironment,
  embedded,
}: {
  question: StackQuestion
  byFlag: readonly string[]
  byEnvironment: readonly string[]
  embedded: boolean
}): string[] {
  const { flags, origins, judges, sourceAlone } = question
  const problems: string[] = []
  if (origins['stack'] === 'flag' && byFlag.length > 0) {
    problems.push(`Cannot use --stack with --${byFlag.join(' --')}: expected one of them`)
  }
  if (origins['stack'] === 'environment' && byFlag.length === 0 && byEnvironment.length > 0) {
    const names = byEnvironment.map(environmentName).join(' ')
    problems.push(`Cannot use CDC_STACK with ${names}: expected one of them`)
  }
  if (!embedded && judges && byFlag.length + byEnvironment.length === 0) {
    problems.push(
      'Cannot judge a pipeline without knowing which: expected --source URL and --target URL, or --stack embedded to try it on toy data',
    )
  }
  if (!embedded && (flags.source === undefined) !== (flags.target === undefined)) {
    const missing = flags.source === undefined ? 'source' : 'target'
    if (!(sourceAlone && missing === 'target')) {
      problems.push(`Cannot use one database alone: expected --${missing} URL as well`)
    }
  }
  return problems
}

function environmentName(flag: string): string {
  return `CDC_${flag.toUpperCase()}${flag === 'brokers' ? '' : '_URL'}`
}

/** Variables that are read elsewhere than by a flag. */
const otherVariables = [
  'CDC_PROFILE',
  'CDC_REQUIRE',
  'CDC_CACHE',
  'CDC_CONNECT_USER',
  'CDC_CONNECT_PASSWORD',
  'CDC_LIVE_TOKEN',
]

/** One line for each variable CDC_* that nothing reads: a misspelt one must not go unnoticed. */
export function unknownVariables(
  environment: Readonly<Record<string, string | undefined>>,
  { known }: { known: readonly string[] },
): string[] {
  const names = [...known, ...otherVariables]
  const unknown = Object.keys(environment).filter(
    (name) => name.startsWith('CDC_') && !names.includes(name),
  )
  return unknown.map((name) => {
    const near = nearest(name, names)
    return `Cannot use ${name}: unknown variable, expected ${near === null ? names.join(' ') : `${near} perhaps`}`
  })
}
