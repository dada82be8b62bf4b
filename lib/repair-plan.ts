/** From differences to operations: each row is read again on both sides, for what has changed since must not be written. */
import { quoteLineLiteral } from './quote.ts'
import { countByContent, contentDigest, readByKeys } from './repair-read.ts'
import { comparedSql } from './repair-sides.ts'
import { isSame } from './row-text.ts'
import type { State } from './repair-facts.ts'
import type { RepairPair } from './repair-sides.ts'
import type { Difference, Row } from './table.ts'

/** What is to be done about a difference, or why nothing can be done; its states bind it to others either way. */
export type Planned = {
  readonly difference: Difference
  readonly before: State
  readonly after: State
  readonly copies: { readonly before: number; readonly after: number } | null
  /** By column: what the source has. */
  readonly set: Row
  /** By column: what the target had, and of rows to come what they will have there. */
  readonly seen: Row
  readonly failure: string | null
}

/** Plans some differences of one pair, in their order. */
export async function planDifferences(
  repaired: RepairPair,
  differences: readonly Difference[],
): Promise<Planned[]> {
  const planned = new Map<Difference, Planned>()
  const unresolved = differences.filter(({ kind }) => kind === 'unresolved')
  for (const difference of unresolved) planned.set(difference, failed(difference, 'not resolved'))
  const rest = differences.filter(({ kind }) => kind !== 'unresolved')
  const keyed = rest.filter(({ key }) => key !== null)
  for (const kind of ['missing', 'changed', 'extra'] as const) {
    const some = keyed.filter((difference) => difference.kind === kind)
    if (some.length === 0) continue
    for (const each of await planKeyed(repaired, kind, some)) planned.set(each.difference, each)
  }
  const copies = rest.filter(({ key }) => key === null)
  for (const each of await planCopies(repaired, copies)) planned.set(each.difference, each)
  return differences.flatMap((difference) => planned.get(difference) ?? [])
}

function failed(difference: Difference, failure: string, states?: States): Planned {
  const { before = difference.target, after = difference.source } = states ?? {}
  return { difference, before, after, copies: null, set: {}, seen: {}, failure }
}

type States = { readonly before: State; readonly after: State }

async function planKeyed(
  repaired: RepairPair,
  kind: 'missing' | 'changed' | 'extra',
  differences: readonly Difference[],
): Promise<Planned[]> {
  const { read, writable, compared, bound, pair } = repaired
  const keys = differences.map(({ key }) => (pair.key ?? []).map((name) => key?.[name] ?? ''))
  const differing = [...new Set(differences.flatMap(({ columns }) => columns))]
  const known = Object.keys(read.source.expressions)
  const columns = {
    missing: { source: [...new Set([...compared, ...writable])], target: [] },
    changed: {
      source: [...new Set([...differing, ...bound.filter((name) => known.includes(name))])],
      target: [...new Set([...differing, ...bound])],
    },
    extra: { source: [], target: [...new Set([...compared, ...bound])] },
  }[kind]
  const [sources, targets] = await both(
    readByKeys(read.source, keys, columns.source),
    readByKeys(read.target, keys, columns.target),
  )
  return differences.map((difference, at) => {
    const found = { sources: sources[at] ?? [], targets: targets[at] ?? [] }
    return planRow(repaired, difference, found)
  })
}

/** Both at once; an error of one comes when the other one has ended, too. */
async function both<T>(source: Promise<T>, target: Promise<T>): Promise<readonly [T, T]> {
  const [first, second] = await Promise.allSettled([source, target])
  if (first.status === 'rejected') throw first.reason
  if (second.status === 'rejected') throw second.reason
  return [first.value, second.value]
}

type Found = { readonly sources: readonly Row[]; readonly targets: readonly Row[] }

function planRow(repaired: RepairPair, difference: Difference, found: Found): Planned {
  const [source = null, second] = found.sources
  const [target = null, another] = found.targets
  const states = {
    before: target,
    after: difference.kind === 'changed' && source !== null ? { ...target, ...source } : source,
  }
  if (second !== undefined || another !== undefined) {
    return failed(difference, 'the key is that of several rows', states)
  }
  const changed = changedSince(difference, source, target)
  if (changed !== null) return failed(difference, changed, states)
  const names = difference.kind === 'changed' ? difference.columns : repaired.writable
  const writable = names.filter((name) => repaired.writable.includes(name))
  if (difference.kind === 'changed') {
    const refusal = notWritable(repaired, writable)
    if (refusal !== null) return failed(difference, refusal, states)
  }
  const set = difference.kind === 'extra' ? {} : pick(source ?? {}, writable)
  return {
    difference,
    // What is not written keeps the target's value.
    before: states.before,
    after: difference.kind === 'changed' ? { ...target, ...set } : states.after,
    copies: null,
    set,
    seen: storedOf(repaired, difference.target ?? {}),
    failure: null,
  }
}

/** What the target does not have at all cannot be seen there. */
function storedOf({ table }: RepairPair, row: Row): Row {
  return pick(
    row,
    Object.keys(row).filter((name) => name in table.columns),
  )
}

function changedSince(
  { source: was, target: saw }: Difference,
  source: Row | null,
  target: Row | null,
): string | null {
  if (!sameRow(was, source)) return 'changed at the source since it was compared'
  if (!sameRow(saw, target)) return 'changed at the target since it was compared'
  return null
}

function sameRow(was: Row | null, now: Row | null): boolean {
  if (was === null || now === null) return was === now
  return Object.entries(was).every(([name, value]) => isSame(value, now[name] ?? null))
}

function notWritable({ table }: RepairPair, columns: readonly string[]): string | null {
  if (columns.length === 0) return 'only generated columns differ, which cannot be written'
  const always = columns.find((name) => table.columns[name]?.identityAlways === true)
  if (always === undefined) return null
  return `column ${always} is an identity that is always generated: an UPDATE cannot set it`
}

function pick(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]))
}

/** Rows without a key: the target is to have as many copies of each as the source. */
async function planCopies(
  { read, compared, table, writable }: RepairPair,
  differences: readonly Difference[],
): Promise<Planned[]> {
  if (differences.length === 0) return []
  const rows = differences.map(({ source, target }) => pick(source ?? target ?? {}, compared))
  const digests = rows.map(contentDigest)
  const [sources, targets] = await both(
    countByContent(read.source, compared, digests),
    countByContent(read.target, compared, digests),
  )
  return differences.map((difference, at) => {
    const digest = digests[at] ?? ''
    const copies = { before: targets.get(digest) ?? 0, after: sources.get(digest) ?? 0 }
    const expected = difference.kind === 'missing' ? difference.copies : -difference.copies
    if (copies.after - copies.before !== expected) {
      return failed(difference, 'changed on one of the sides since it was compared')
    }
    const row = rows[at] ?? {}
    const seen = pick(
      row,
      Object.keys(row).filter((name) => name in table.columns),
    )
    const { source: after, target: before } = difference
    const set =
      difference.kind === 'extra'
        ? {}
        : pick(
            row,
            compared.filter((name) => writable.includes(name)),
          )
    return { difference, before, after, copies, set, seen, failure: null }
  })
}

/**
 * What the target makes of a text of the source: how it prints there; null where it does not fit, or is compared as another value.
 */
export async function fitting(
  repaired: RepairPair,
  column: string,
  text: string,
): Promise<string | null> {
  const types = repaired.mismatched.get(column)
  if (types === undefined) return text
  const literal = quoteLineLiteral(text)
  const { source, target } = repaired.read
  const [was] = await source.sql
    .unsafe(comparedSql(repaired, column, { side: 'source', type: types.source.type, literal }))
    .raw()
  const [is] = await target.sql
    .unsafe(comparedSql(repaired, column, { side: 'target', type: types.target.type, literal }))
    .raw()
    .catch(doesNotFit)
  return is !== undefined && String(was?.[0]) === String(is[0]) ? String(is[1]) : null
}

/** SQLSTATE classes of values that a type refuses: data exceptions, and the checks of a domain. */
function doesNotFit(error: unknown): [] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/^(?:22|23)/.test(code)) return []
  throw error
}
