/** GitHub Actions: what of it is around, and a Result as its workflow commands. */
import { checkRows } from './report-rows.js'
import { describeCheck } from './verdict-line.js'
import type { Result } from './result.ts'

/** What of GitHub Actions is around. */
export type Github = {
  /** The file whose Markdown is shown on the page of the run; empty where there is none. */
  readonly summary: string
  readonly annotates: boolean
}

/**
 * Takes it out of the environment, too: a script that this one starts as a part of itself would tell of the same once more.
 */
export function takeGithub(environment: NodeJS.ProcessEnv): Github {
  const { GITHUB_STEP_SUMMARY: summary = '', GITHUB_ACTIONS: actions } = environment
  delete environment['GITHUB_STEP_SUMMARY']
  delete environment['GITHUB_ACTIONS']
  return { summary, annotates: actions === 'true' }
}

/** GitHub shows so many of a step, and no more. */
const linesMax = 10

/** An error for each check that failed, one line each; where there are too many the last one says how many more there are. */
export function annotations(result: Result): readonly string[] {
  const failed = checkRows(result).filter(({ verdict }) => verdict === 'fail')
  const shown = failed.length > linesMax ? failed.slice(0, linesMax - 1) : failed
  const more = failed.length - shown.length
  return [
    ...shown.map(describeCheck),
    ...(more === 0 ? [] : [`and ${more} more of ${result.checks.length} checks`]),
  ].map((text) => `::error title=${inProperty(result.script)}::${inMessage(text)}`)
}

/** A line break would end the command, and what stands behind it could be another one. */
function inMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function inProperty(text: string): string {
  return inMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
