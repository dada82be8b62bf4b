/** A reader of RFC 4180 for tests, so that the writers are not held against themselves. */
import type { Value } from './table.ts'

/** All rows of cells; every line ends in CRLF. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const cells = text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)
  for (const [, quoted, bare, end] of cells) {
    rows.at(-1)?.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

/** The value that a cell of a row report stands for, by what `csvLines` says of the format. */
export function valueOfCell(cell: string): Value {
  if (cell === '\\N') return null
  const [, length, sha256, cut] = /^\\C (\d+) (\w+) (.*)$/s.exec(cell) ?? []
  if (length !== undefined) return { cut: cut ?? '', length: Number(length), sha256: sha256 ?? '' }
  return /^\\\\+[NCR]/.test(cell) ? cell.slice(1) : cell
}
