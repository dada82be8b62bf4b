/** A condition in SQL that somebody wrote, which stands in brackets in every statement: whether it stays inside them. */
import { UsageError } from './errors.ts'

/**
 * What PostgreSQL takes for one piece, in which a bracket says nothing: quoted text (E'…' with escapes, which go on in a text on a
 * later line), a dollar-quoted one, a quoted name, a comment, a word.
 */
const gap = String.raw`(?:[ \t\f\v]|--[^\n\r]*)*[\n\r](?:\s|--[^\n\r]*[\n\r])*`
const escaped = String.raw`'(?:[^'\\]|\\[^]|'')*'`
const pieces = new RegExp(
  [
    `(?<quoted>[eE]${escaped}(?:${gap}${escaped})*|'(?:[^']|'')*'|"(?:[^"]|"")*")`,
    String.raw`(?<dollar>\$(?:[a-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)`,
    String.raw`(?<parameter>\$\d+)`,
    String.raw`(?<line>--[^\n\r]*)`,
    String.raw`(?<comment>/\*)`,
    String.raw`(?<word>[a-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d+)`,
    String.raw`(?<mark>[^])`,
  ].join('|'),
  'iy',
)

/**
 * The condition as it was written.
 *
 * @example parseCondition("note = ')' OR id IN (1, 2)")
 * @throws UsageError where something would end outside of the condition: `a = 1) OR (true` holds for every row
 */
export function parseCondition(text: string): string {
  if (text.trim() === '') throw new UsageError('expected a condition in SQL')
  let depth = 0
  for (let at = 0; at < text.length;) {
    pieces.lastIndex = at
    const { quoted, dollar, parameter, comment, mark } = pieces.exec(text)?.groups ?? {}
    at = pieces.lastIndex
    if (quoted !== undefined) continue
    if (dollar !== undefined) at = behind(text, dollar, at)
    else if (comment !== undefined) at = behindComment(text, at)
    else if (parameter !== undefined) throw misread(`the parameter ${parameter}`)
    else if (mark !== undefined) depth += stepOf(mark)
    if (depth < 0) throw misread('")" that closes nothing')
  }
  if (depth > 0) throw misread('"(" that nothing closes')
  return text
}

function stepOf(mark: string): number {
  if (mark === `'` || mark === '"') throw misread(`${mark} that nothing closes`)
  if (mark === ';') throw misread('";" between two statements')
  return mark === '(' ? 1 : mark === ')' ? -1 : 0
}

function behind(text: string, mark: string, at: number): number {
  const end = text.indexOf(mark, at)
  if (end < 0) throw misread(`${mark} that nothing closes`)
  return end + mark.length
}

/** Comments of this kind may hold others. */
function behindComment(text: string, at: number): number {
  const marks = /\/\*|\*\//g
  marks.lastIndex = at
  for (let depth = 1; depth > 0;) {
    const mark = marks.exec(text)
    if (mark === null) throw misread('"/*" that nothing closes')
    depth += mark[0] === '/*' ? 1 : -1
  }
  return marks.lastIndex
}

function misread(found: string): UsageError {
  return new UsageError(`expected one condition in SQL, found ${found}`)
}
