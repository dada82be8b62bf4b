// @ts-check
/** Faults in words: what is not as it should be first, and each kind counted; plain JavaScript, because the page shares it. */
import { formatCount } from './format-numbers.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').Check} Check */
/** @typedef {import('./result.ts').Verdict} Verdict */
/** @typedef {import('./fault-result.ts').FaultResult} FaultResult */
/** @typedef {import('./fault-result.ts').FaultKind} FaultKind */
/** @typedef {import('./fault-result.ts').FaultScore} FaultScore */

/** @type {Readonly<Record<FaultResult['verdict'], Verdict>>} */
const faultVerdicts = {
  detected: 'pass',
  clean: 'pass',
  missed: 'fail',
  'false-alarm': 'fail',
  'not-run': 'unknown',
}

/**
 * Only what was told exactly passes.
 * @param {Pick<FaultResult, 'verdict' | 'exact'>} fault
 * @returns {Verdict}
 */
export function verdictOfFault({ verdict, exact }) {
  const judged = faultVerdicts[verdict]
  return judged === 'pass' && !exact ? 'fail' : judged
}

/**
 * `detected`, or what is wrong; a fault of which something else was told is `inexact`.
 * @param {Pick<FaultResult, 'verdict' | 'exact'>} fault
 */
export function faultWord({ verdict, exact }) {
  return verdict === 'detected' && !exact ? 'inexact' : verdict.replace('-', ' ')
}

/** @type {Readonly<Record<Verdict, number>>} */
const faultOrder = { fail: 0, unknown: 1, pass: 2 }

/**
 * What failed first, then what was not run, each in the order of the catalogue.
 * @param {Pick<Result, 'faults'>} result
 * @returns {readonly FaultResult[]}
 */
export function faultRows({ faults = [] }) {
  return [...faults].sort(
    (left, right) => faultOrder[verdictOfFault(left)] - faultOrder[verdictOfFault(right)],
  )
}

/**
 * The name of the check that a fault makes: the same from run to run.
 * @param {Pick<FaultResult, 'id' | 'name'>} fault
 */
export function faultCheckName({ id, name }) {
  return `${id} ${name}`
}

export const kindColumns = [
  'Kind',
  'Faults',
  'Detected',
  'Exactly',
  'Missed',
  'Clean',
  'Alarms',
  'Not run',
  'Rows damaged',
  'Rows told',
]

/** @type {readonly FaultKind[]} */
const faultKinds = ['loss', 'corruption', 'duplication', 'order', 'benign']

/**
 * A row for each kind that there is, as `kindColumns` names its cells.
 * @param {Pick<Result, 'faults'>} result
 * @returns {readonly (readonly string[])[]}
 */
export function kindRows({ faults = [] }) {
  return [...faultKinds, 'all'].flatMap((kind) => {
    const ofKind = faults.filter((fault) => kind === 'all' || fault.kind === kind)
    return ofKind.length === 0 ? [] : [[kind, ...countsOf(ofKind).map(formatCount)]]
  })
}

/** @param {readonly FaultResult[]} faults */
function countsOf(faults) {
  /** @param {FaultResult['verdict']} verdict */
  function count(verdict) {
    return faults.filter((fault) => fault.verdict === verdict).length
  }
  return [
    faults.length,
    count('detected'),
    faults.filter(({ verdict, exact }) => verdict === 'detected' && exact).length,
    count('missed'),
    count('clean'),
    count('false-alarm'),
    count('not-run'),
    faults.reduce((sum, { rowsDamaged }) => sum + rowsDamaged, 0),
    faults.reduce((sum, { rowsReported }) => sum + rowsReported, 0),
  ]
}

/**
 * `Score 100 %: 224 of 224 faults detected, 224 of them exactly; 94 of 94 benign ones raised no alarm`.
 * @param {FaultScore} score
 */
export function scoreSentence({ score, detected, missed, inexact, clean, falseAlarms, notRun }) {
  const damaging = detected + missed
  const benign = clean + falseAlarms
  const parts = [
    ...(score === null
      ? []
      : [
          `${formatCount(detected)} of ${formatCount(damaging)} faults detected, ${formatCount(detected - inexact)} of them exactly`,
        ]),
    ...(benign === 0
      ? []
      : [`${formatCount(clean)} of ${formatCount(benign)} benign ones raised no alarm`]),
    ...(notRun === 0 ? [] : [`${formatCount(notRun)} not run`]),
  ]
  return `Score${score === null ? '' : ` ${score} %`}: ${parts.join('; ')}`
}

/**
 * What is wrong with it, a line each: what had to be told and was not, and the reverse.
 * @param {FaultResult} fault
 * @returns {readonly string[]}
 */
export function faultLines({ untold, unexpected, failure }) {
  return [
    ...(failure === null ? [] : [`not run: ${failure}`]),
    ...untold.map((text) => `not told: ${text}`),
    ...unexpected.map((text) => `told: ${text}`),
  ]
}
