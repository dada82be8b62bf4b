/** Faults in Markdown: each kind counted, and what is not as it should be. */
import {
  faultLines,
  faultRows,
  faultWord,
  kindColumns,
  kindRows,
  scoreSentence,
  verdictOfFault,
} from './fault-rows.js'
import { formatCount } from './format-numbers.js'
import { inline, table } from './markdown-text.ts'
import type { Result } from './result.ts'

const listedMax = 50

/** Empty where the Result has no faults. */
export function faultSections(result: Result): readonly string[] {
  const { faults = [], faultScore } = result
  if (faults.length === 0) return []
  const wrong = faultRows(result).filter((fault) => verdictOfFault(fault) !== 'pass')
  const listed = faultScore === undefined ? [] : wrong.slice(0, listedMax)
  const rest = faultScore === undefined ? 0 : wrong.length - listed.length
  return [
    ...(faultScore === undefined ? [] : [`\n${scoreSentence(faultScore)}.`]),
    ...table(
      kindColumns,
      kindRows(result).map((row) => [...row]),
    ),
    ...(listed.length === 0
      ? []
      : table(
          ['', 'fault', 'damaged', 'told', ''],
          listed.map((fault) => [
            faultWord(fault),
            inline(`${fault.id} ${fault.name}`),
            formatCount(fault.rowsDamaged),
            formatCount(fault.rowsReported),
            inline(faultLines(fault).slice(0, 3).join('; '), 500),
          ]),
        )),
    ...(rest > 0 ? [`\n${formatCount(rest)} more are in the other reports.`] : []),
  ]
}
