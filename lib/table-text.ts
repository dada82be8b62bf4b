/** A borderless table of text that fits the terminal's width. */
import Table from 'cli-table3'

import type { ChalkInstance } from 'chalk'

const gap = 2

const narrowest = 8

export type PlainTable = {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Indexes of the columns that hold numbers. */
  readonly right: readonly number[]
  /** Indexes of the columns that give way where the table is too wide. */
  readonly stretch: readonly number[]
  /** Whether what does not fit goes on in a second line, or ends in an ellipsis. */
  readonly wrap?: boolean
  /** How many rows at the end are a sum, with a line above. */
  readonly footers?: number
  readonly paint: ChalkInstance
  readonly width: number
}

/** Lines without trailing blanks. Wide characters count twice. */
export function plainTable(table: PlainTable): string {
  const widths = fittingWidths(table)
  const rule = widths.map((width) => '─'.repeat(width))
  const footers = table.footers ?? 0
  const body = table.rows.length - footers
  return drawRows(
    [
      table.header.map((text) => table.paint.bold(text)),
      rule,
      ...table.rows.slice(0, body),
      ...(footers > 0 ? [rule, ...table.rows.slice(body)] : []),
    ],
    { widths, right: table.right, wrap: table.wrap ?? false },
  )
}

/** A cell of `drawRows` that runs over several columns. */
export type WideCell = {
  readonly content: string
  readonly colSpan: number
  readonly hAlign: 'left'
}

type Columns = {
  readonly widths: readonly number[]
  readonly right: readonly number[]
  readonly wrap?: boolean
}

/** Rows in columns of the given widths, the last column included. */
export function drawRows(
  rows: readonly (readonly (string | WideCell)[])[],
  { widths, right, wrap = false }: Columns,
): string {
  const table = new Table({
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    wordWrap: wrap,
    colWidths: widths.map((width) => width + gap),
    colAligns: widths.map((_, index) => (right.includes(index) ? 'right' : 'left')),
  })
  for (const row of rows) table.push([...row])
  // A character that was cut in half prints as a question mark at best.
  const whole = table.toString().replace(/\p{Surrogate}/gu, '')
  return whole
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

const borderNames =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right ' +
  'left left-mid mid mid-mid right right-mid middle'

const noBorders = Object.fromEntries(borderNames.split(' ').map((name) => [name, '']))

/** The widest text of each column. */
export function naturalWidths(rows: readonly (readonly string[])[]): number[] {
  const [first = []] = rows
  return first.map((_, index) => Math.max(...rows.map((row) => textWidth(row[index] ?? ''))))
}

/** Columns of a terminal that the text takes; colours take none. */
export function textWidth(text: string): number {
  // oxlint-disable-next-line no-control-regex -- the escape sequences are our own colours.
  const plain = text.replace(/\u001b\[[\d;]*m/g, '')
  // oxlint-disable-next-line no-control-regex -- ASCII is the quick way out.
  if (/^[\0-\x7f]*$/.test(plain)) return plain.length
  return Array.from(graphemes.segment(plain), graphemeWidth).reduce((sum, each) => sum + each, 0)
}

/** Made once: making one takes longer than a row. */
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u

function graphemeWidth({ segment }: { readonly segment: string }): number {
  if (/^(?:\p{Mn}|\p{Me}|\u200d|\ufe0f)+$/u.test(segment)) return 0
  return wide.test(segment) ? 2 : 1
}

function fittingWidths({ header, rows, stretch, width }: PlainTable): number[] {
  const widths = naturalWidths([header, ...rows])
  let surplus = totalWidth(widths) - width
  // The widest gives way first, so that two long columns end up alike.
  while (surplus > 0) {
    const widest = stretch.reduce((left, right) =>
      (widths[right] ?? 0) > (widths[left] ?? 0) ? right : left,
    )
    const current = widths[widest] ?? 0
    if (current <= narrowest) break
    widths[widest] = current - 1
    surplus -= 1
  }
  return widths
}

/** Of the columns and the gaps between them. */
export function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1)
}

/** Broken between words, and within a word that is longer than a line. */
export function wrapped(text: string, width: number): string {
  const lines = ['']
  for (const word of text.split(' ').flatMap((each) => piecesOf(each, width - 2))) {
    const last = lines.at(-1) ?? ''
    const longer = last.trim() === '' ? `${last}${word}` : `${last} ${word}`
    if (textWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(`  ${word}`)
  }
  return lines.join('\n')
}

/** Parts of a word, none of which is wider than `longest` columns. */
export function piecesOf(word: string, longest: number): string[] {
  if (textWidth(word) <= longest) return [word]
  // Where some characters take two columns, half as many fit in any case.
  const room = textWidth(word) === word.length ? longest : longest / 2
  const step = Math.max(1, Math.floor(room))
  const characters = Array.from(word)
  return Array.from({ length: Math.ceil(characters.length / step) }, (_, index) =>
    characters.slice(index * step, (index + 1) * step).join(''),
  )
}
