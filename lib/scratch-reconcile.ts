/** For tests of the whole compare: stories that are told in SQL, set up on two servers, and what a compare says of them. */
import { plainSettings, quietly } from './plain-compare.ts'
import { connectPostgres } from './postgres.ts'
import { reconcile } from './reconcile.ts'
import { parseSelection } from './table-selection.ts'
import type { Reconciled, ReconcileRun, ReconcileSettings } from './reconcile.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { Both, Difference, ListedDifference, Row, TableResult, Value } from './table.ts'

/** SQL for both sides, then for one of them; the table has the name of the story. */
export type TableStory = {
  readonly name: string
  readonly both: string
  readonly source?: string
  readonly target?: string
  /** Each row that differs, as `toldDifference` tells it, in any order. */
  readonly differs: readonly string[]
  /** By default `different` where a row differs, else `equal`. */
  readonly verdict?: TableResult['verdict']
  readonly reason?: RegExp
}

let databases = 0

/** URLs of a new database on either server. */
export async function storyDatabases(
  on: Both<PostgresServer>,
  options: Both<string> = { source: '', target: '' },
): Promise<Both<string>> {
  databases += 1
  const name = `story_${databases}`
  await onServer(on.source.url('postgres'), `CREATE DATABASE ${name}_s ${options.source}`)
  await onServer(on.target.url('postgres'), `CREATE DATABASE ${name}_t ${options.target}`)
  return { source: on.source.url(`${name}_s`), target: on.target.url(`${name}_t`) }
}

/** Two databases on one server, with the same statements run in both, and more in the target's. */
export async function filledDatabases(
  server: PostgresServer,
  { both, target }: { readonly both: string; readonly target: string },
): Promise<Both<string>> {
  const urls = await storyDatabases({ source: server, target: server })
  await onServer(urls.source, both)
  await onServer(urls.target, `${both}; ${target}`)
  return urls
}

export async function onServer(url: string, statements: string): Promise<void> {
  await using sql = await connectPostgres(url, { max: 1 })
  await sql.unsafe(statements)
}

/** Sets the stories up, all in one database. */
export async function setUp(urls: Both<string>, stories: readonly TableStory[]): Promise<void> {
  for (const side of ['source', 'target'] as const) {
    await using sql = await connectPostgres(urls[side], { max: 1 })
    for (const story of stories) {
      await sql.unsafe(`${story.both};\n${story[side] ?? ''}`)
    }
  }
}

export type ScratchCompare = Partial<ReconcileSettings> & {
  readonly table?: readonly string[]
  readonly map?: readonly string[]
  readonly rows?: ListedDifference[]
  readonly signal?: AbortSignal
  /** Awaited: what it does happens in the middle of the compare. */
  readonly onDifference?: NonNullable<ReconcileRun['onDifference']>
}

/** The whole engine, with the defaults of the script. */
export async function compareNow(
  urls: Both<string>,
  { table = [], map = [], rows = [], signal, onDifference, ...settings }: ScratchCompare = {},
): Promise<Reconciled> {
  return await reconcile({
    urls,
    settings: {
      ...plainSettings,
      selection: parseSelection({ table, map }),
      digestSeed: '-4611686018427387905',
      ...settings,
    },
    signal: signal ?? new AbortController().signal,
    ...quietly,
    rows: async (row) => void rows.push(row),
    ...(onDifference && { onDifference }),
  })
}

/** What a compare says of a table, as a story expects it. */
export function toldTable(result: TableResult | undefined): {
  readonly verdict: string
  readonly differs: readonly string[]
} {
  if (result === undefined) return { verdict: 'not listed', differs: [] }
  return { verdict: result.verdict, differs: result.differences.map(toldDifference).toSorted() }
}

/**
 * One line a difference.
 *
 * @example 'changed id=5: v a → NULL'
 * @example 'missing (no key) ×2: a=1 b=x'
 */
export function toldDifference({ kind, key, columns, source, target, copies }: Difference): string {
  const where = key === null ? '(no key)' : told(key)
  const times = copies === 1 ? '' : ` ×${copies}`
  if (kind !== 'changed') return `${kind} ${where}${times}: ${told(source ?? target ?? {})}`
  const changes = columns.map(
    (name) => `${name} ${toldValue(source?.[name])} → ${toldValue(target?.[name])}`,
  )
  return `${kind} ${where}${times}: ${changes.join(', ')}`
}

function told(row: Row): string {
  return Object.entries(row)
    .map(([name, value]) => `${name}=${toldValue(value)}`)
    .join(' ')
}

function toldValue(value: Value | undefined): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'NULL'
  return typeof value === 'string' ? value : `${value.cut.slice(0, 3)}…(${value.length})`
}
