/** What a run of faults means for the verdict: a result and a check for each, and the score of all. */
import { faultCheckName, faultWord, verdictOfFault } from './fault-rows.js'
import type { FaultResult, FaultScore, FaultStory } from './fault-result.ts'
import type { FaultJudgement } from './fault-judge.ts'
import type { Fault, Injection, PipelineStep } from './fault.ts'
import type { Check, Findings } from './result.ts'

/** An entry that was run; what was not has no judgement. */
export type JudgedFault = {
  readonly fault: Fault
  readonly judgement: FaultJudgement | null
  readonly durationMs: number
  readonly failure: string | null
}

/** `alone`: with the story of each, for there is only one. */
export function faultFindings(
  judged: readonly JudgedFault[],
  { alone = false }: { readonly alone?: boolean } = {},
): Findings {
  const faults = judged.map((each) => resultOf(each, alone))
  return { checks: faults.map(checkOf), faults, faultScore: scoreOf(faults) }
}

function resultOf(
  { fault, judgement, durationMs, failure }: JudgedFault,
  alone: boolean,
): FaultResult {
  const { id, name, kind, cause, told } = fault
  return {
    id,
    name,
    kind,
    cause,
    verdict: judgement?.verdict ?? 'not-run',
    rowsDamaged: told.reduce((sum, { rows }) => sum + rows, 0),
    rowsReported: judgement?.rowsReported ?? 0,
    exact: judgement?.exact ?? false,
    durationMs,
    untold: judgement?.untold ?? [],
    unexpected: judgement?.unexpected ?? [],
    failure,
    ...(alone && { story: storyOf(fault) }),
  }
}

/** The statements, each with where it was run, in their order. */
export function storyOf({ injection, told }: Fault): FaultStory {
  const { databases = {}, both, pipeline, source, target } = injection
  return {
    injected: [
      ...Object.entries(databases).map(
        ([side, options]) => `${side}: CREATE DATABASE … ${options}`,
      ),
      ...(both === undefined ? [] : [`both: ${oneLine(both)}`]),
      ...pipelineLines(pipeline),
      ...[source ?? []].flat().map((sql) => `source: ${oneLine(sql)}`),
      ...[target ?? []].flat().map((sql) => `target: ${oneLine(sql)}`),
    ],
    expected: told.map(({ text }) => text),
  }
}

function pipelineLines(pipeline: Injection['pipeline']): readonly string[] {
  if (pipeline === undefined) return []
  const { publication, subscription = 'copy_data = false', steps } = pipeline
  return [
    `source: CREATE PUBLICATION … ${publication}`,
    `target: CREATE SUBSCRIPTION … WITH (${subscription})`,
    ...steps.map(stepLine),
  ]
}

function stepLine(step: PipelineStep): string {
  if (step === 'applied') return 'until the target has applied all that the source has'
  return 'sql' in step
    ? `${step.on}: ${oneLine(step.sql)}`
    : `until at the ${step.on}: ${oneLine(step.until)}`
}

function oneLine(sql: string): string {
  return sql.trim().replaceAll(/\s+/g, ' ')
}

function checkOf(fault: FaultResult): Check {
  const [name, verdict] = [faultCheckName(fault), verdictOfFault(fault)]
  return verdict === 'pass' ? { name, verdict } : { name, verdict, message: whyOf(fault) }
}

function whyOf(fault: FaultResult): string {
  const { untold, unexpected, failure } = fault
  if (fault.verdict === 'not-run') return failure ?? 'stopped before it was run'
  return [faultWord(fault), listed('not told', untold), listed('told', unexpected)]
    .filter((part) => part !== '')
    .join('; ')
}

function listed(what: string, lines: readonly string[]): string {
  const [first, ...others] = lines
  if (first === undefined) return ''
  return `${what}: ${first}${others.length > 0 ? ` (and ${others.length} more)` : ''}`
}

function scoreOf(faults: readonly FaultResult[]): FaultScore {
  function count(verdict: FaultResult['verdict']): number {
    return faults.filter((fault) => fault.verdict === verdict).length
  }
  const [detected, missed] = [count('detected'), count('missed')]
  const inexact = faults.filter(({ verdict, exact }) => verdict === 'detected' && !exact).length
  const damaging = detected + missed
  function percent(part: number): number | null {
    return damaging === 0 ? null : Math.round((1000 * part) / damaging) / 10
  }
  return {
    score: percent(detected),
    exactPercent: percent(detected - inexact),
    detected,
    missed,
    inexact,
    clean: count('clean'),
    falseAlarms: count('false-alarm'),
    notRun: count('not-run'),
  }
}
