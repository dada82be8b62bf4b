/** What three reads of a suspect say: of the source, then of the target at a position behind that, then of the source again. */
import { differingColumns } from './row-text.ts'
import type { PrintedRow } from './row-text.ts'
import type { TablePair } from './table.ts'

/** A row as one read saw it, with all that print the same. */
export type SeenRow = {
  /** Table, xmin and ctid: a version once dead never comes back. Of several rows a digest; empty where the relation has none. */
  readonly version: string
  readonly copies: number
  /** A transaction has locked, updated or deleted it, and may have failed to, or may not have ended yet. */
  readonly isTouched: boolean
  readonly row: PrintedRow
}

export type Reads = {
  readonly before: readonly SeenRow[]
  readonly target: readonly SeenRow[]
  readonly after: readonly SeenRow[]
}

export type JudgementOptions = {
  readonly pair: TablePair
  /** The source holds one row of the suspect at most. */
  readonly unique: boolean
  /** Both relations have row versions. */
  readonly versioned: boolean
}

/** `copies` of a row that one side lacks, or a row that is another one on the target. */
export type Finding = {
  readonly verdict: 'missing' | 'extra' | 'changed'
  readonly source: PrintedRow | null
  readonly target: PrintedRow | null
  readonly copies: number
}

export type Judgement =
  | { readonly name: 'equal' }
  /** The source did not stand still between its reads: nothing can be said. */
  | { readonly name: 'moved' }
  | {
      readonly name: 'differs'
      readonly findings: readonly Finding[]
      /**
       * A commit reaches the target before the source shows it. One that changed a row that is there has left its mark on it; one that
       * inserted has not. Those who write now must have ended before the source's second read.
       */
      readonly awaitsWriters: boolean
      /** In how many attempts, one after the other, the same must be seen. */
      readonly sightings: number
      /** What was seen: the same text means the same rows. */
      readonly seen: string
    }

/**
 * The target is right when it shows what either read of the source saw. It is wrong only when the source's rows were the same versions
 * both times, and so throughout.
 *
 * Rows that the target has too many may have come and gone on the source between its two reads, leaving nothing to see, unless the
 * source's row occupies their place: then the target must be seen twice with the same versions, for it had to drop them in between.
 * Without versions a change and back cannot be seen at all, and three sightings make it unlikely.
 */
export function judge(reads: Reads, options: JudgementOptions): Judgement {
  const { before, target, after } = reads
  const { pair, unique, versioned } = options
  const findings = findingsOf(pair, after, target)
  if (findings.length === 0 || findingsOf(pair, before, target).length === 0) {
    return { name: 'equal' }
  }
  if (textOf(before) !== textOf(after) || isAmbiguous(pair, findings)) return { name: 'moved' }
  const isOccupied = unique && after.length === 1
  const mayHaveGone = !isOccupied && findings.some((finding) => finding.target !== null)
  return {
    name: 'differs',
    findings,
    awaitsWriters: !versioned || mayHaveGone || after.some(({ isTouched }) => isTouched),
    sightings: !versioned ? 3 : mayHaveGone ? 2 : 1,
    seen: `${textOf(after)}/${textOf(target)}`,
  }
}

/** The rows of either side that have no equal on the other one; none: the sides are equal. */
function findingsOf(
  pair: TablePair,
  source: readonly SeenRow[],
  target: readonly SeenRow[],
): readonly Finding[] {
  const spare = target.map(({ row, copies }) => ({ row, copies }))
  const lacking = source.map(({ row, copies }) => ({ row, copies }))
  for (const ours of lacking) {
    for (const theirs of spare) {
      if (!areEqual(pair, ours.row, theirs.row)) continue
      const common = Math.min(ours.copies, theirs.copies)
      ours.copies -= common
      theirs.copies -= common
    }
  }
  const [sourceRow, targetRow] = [lacking[0], spare[0]]
  const isOne = lacking.length === 1 && spare.length === 1
  if (isOne && sourceRow?.copies === 1 && targetRow?.copies === 1) {
    return [{ verdict: 'changed', source: sourceRow.row, target: targetRow.row, copies: 1 }]
  }
  return [
    ...left(lacking).map(
      ({ row, copies }) => ({ verdict: 'missing', source: row, target: null, copies }) as const,
    ),
    ...left(spare).map(
      ({ row, copies }) => ({ verdict: 'extra', source: null, target: row, copies }) as const,
    ),
  ]
}

type Copies = { readonly row: PrintedRow; readonly copies: number }

function left(rows: readonly Copies[]): readonly Copies[] {
  return rows.filter(({ copies }) => copies > 0)
}

/** With a tolerance, a is near b and b near c while a is not near c: of several rows, which belongs to which is not plain. */
function isAmbiguous({ columns }: TablePair, findings: readonly Finding[]): boolean {
  const hasTolerance = columns.some(({ policy }) => policy.name === 'epsilon')
  return (
    hasTolerance &&
    ['missing', 'extra'].every((name) => findings.some((each) => each.verdict === name))
  )
}

function areEqual(pair: TablePair, source: PrintedRow, target: PrintedRow): boolean {
  return differingColumns(pair, { source, target }).length === 0
}

function textOf(rows: readonly SeenRow[]): string {
  return rows
    .map(({ version, copies, row }) => `${copies} ${version} ${JSON.stringify(row.values)}`)
    .toSorted()
    .join('\n')
}
