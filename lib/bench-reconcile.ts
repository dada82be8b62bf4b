/** How fast reconciliation is: beside the least that an exact compare can cost, and beside reladiff where that is installed. */
import { spawnSync } from 'node:child_process'

import { benchConnections, engineMs, reconcileScript, runProgram } from './bench-compare.ts'
import { floorMs } from './bench-floor.ts'
import { goal, short } from './bench-goal.ts'
import { liveChecks } from './bench-live.ts'
import { median } from './bench-statistics.ts'
import { makeBenchDatabase, makeBenchTables, makeUnlikeTables } from './bench-tables.ts'
import { connectPostgres } from './postgres.ts'
import { startEmbeddedStack } from './stack.ts'
import type { ProgramRun } from './bench-compare.ts'
import type { Both } from './table.ts'
import type { Check, Findings } from './result.ts'

export type ReconcileBench = {
  readonly repetitions: number
  readonly rows: number
  readonly seed: number
  readonly signal: AbortSignal
  readonly progress: (text: string) => void
}

type Bench = ReconcileBench & { readonly urls: Both<string> }

/** Each goal is a check. Times are of the engine within this process, connections and catalogues included, against bare statements. */
export async function benchReconcile(run: ReconcileBench): Promise<Findings> {
  const { rows, signal, progress, seed } = run
  await using stack = await startEmbeddedStack({ signal, progress, seed })
  const urls = await makeBenchDatabase(stack, 'bench')
  const bench = { ...run, urls }
  progress(`making tables of ${rows} rows`)
  await makeBenchTables(urls, { name: 'by_number', rows })
  await makeUnlikeTables(urls, { name: 'by_text', rows, textKey: true })
  const checks: Check[] = [
    ...(await equalTables(bench)),
    ...(await differingRows(bench)),
    ...(await besideReladiff(bench)),
    ...(await tenTimes(bench)),
    ...(await liveChecks({ ...run, shop: stack })),
  ]
  return { checks, environment: { stack: 'embedded', rows } }
}

/** Interleaved, so that a noisy minute falls on both; of each the fastest round, which others on the machine have disturbed least. */
async function equalTables(bench: Bench): Promise<readonly Check[]> {
  const goals = [
    { table: 'by_number', limit: 1.15, keys: 'numbers' },
    { table: 'by_text', limit: 1.35, keys: 'texts, and rows lie in another order' },
  ] as const
  const checks: Check[] = []
  for (const { table, limit, keys } of goals) {
    const { ours, floor } = await interleaved(bench, table)
    checks.push(
      goal({
        name: `equal tables, keys are ${keys}: time ÷ floor`,
        measured: short(ours / floor),
        comparison: '<=',
        limit,
        unit: '×',
        message: `${Math.round(ours)} ms against ${Math.round(floor)} ms for ${bench.rows} rows; ${about(bench)}`,
      }),
    )
  }
  return checks
}

async function interleaved(
  { urls, repetitions, signal, progress }: Bench,
  table: string,
): Promise<{ readonly ours: number; readonly floor: number }> {
  const [ours, floors]: [number[], number[]] = [[], []]
  const connections = benchConnections
  for (let round = 0; round <= repetitions; round += 1) {
    progress(`${table}: round ${round} of ${repetitions}`)
    const floor = await floorMs({ urls, table, connections, signal })
    const { ms, result } = await engineMs({ urls, table, signal })
    if (result.verdict !== 'equal') throw new Error(`Cannot bench "${table}": it is not equal`)
    // The first round warms the servers up.
    if (round === 0) continue
    floors.push(floor)
    ours.push(ms)
  }
  return { ours: Math.min(...ours), floor: Math.min(...floors) }
}

/** Ten rows, spread over the table; in the same run as equal ones, in turns. */
async function differingRows(bench: Bench): Promise<readonly Check[]> {
  const { urls, rows, repetitions, signal, progress } = bench
  const [equal, differing]: [number[], number[]] = [[], []]
  const table = 'by_number'
  for (let round = 1; round <= repetitions; round += 1) {
    progress(`ten rows that differ: round ${round} of ${repetitions}`)
    equal.push((await engineMs({ urls, table, signal })).ms)
    await plantTen(urls.target, rows)
    const { ms, result } = await engineMs({ urls, table, signal })
    await healTen(urls.target, rows)
    differing.push(result.changed === 10 ? ms : Number.NaN)
  }
  const [slow, fast] = [Math.min(...differing), Math.min(...equal)]
  return [
    goal({
      name: 'ten rows that differ: time ÷ equal',
      measured: short(slow / fast),
      comparison: '<=',
      limit: 1.3,
      unit: '×',
      message: `${Math.round(slow)} ms against ${Math.round(fast)} ms; ${about(bench)}`,
    }),
  ]
}

async function plantTen(url: string, rows: number): Promise<void> {
  await using sql = await connectPostgres(url, { max: 1 })
  await sql.unsafe(`UPDATE by_number SET i = i + 1 WHERE id IN (${tenIds(rows).join()})`)
}

async function healTen(url: string, rows: number): Promise<void> {
  await using sql = await connectPostgres(url, { max: 1 })
  await sql.unsafe(`UPDATE by_number SET i = i - 1 WHERE id IN (${tenIds(rows).join()})`)
}

function tenIds(rows: number): readonly number[] {
  return Array.from({ length: 10 }, (_, index) => Math.floor(((index + 0.5) * rows) / 10))
}

/** Whole programs, in turns: CPU of the client and of both servers, and the client's memory. */
async function besideReladiff(bench: Bench): Promise<readonly Check[]> {
  const { urls, rows, repetitions, signal, progress } = bench
  const [equal, differing]: [Programs[], Programs[]] = [[], []]
  for (let round = 1; round <= repetitions; round += 1) {
    progress(`whole programs: round ${round} of ${repetitions}`)
    equal.push({ ours: await ourProgram(bench), theirs: await reladiff(bench) })
    await plantTen(urls.target, rows)
    differing.push({ ours: await ourProgram(bench), theirs: await reladiff(bench) })
    await healTen(urls.target, rows)
    signal.throwIfAborted()
  }
  const all = [...equal, ...differing].map(({ ours }) => ours)
  const memory = goal({
    name: 'RSS of the client',
    measured: Math.round(Math.max(...all.map(({ rssMaxMiB }) => rssMaxMiB))),
    comparison: '<=',
    limit: 150,
    unit: 'MiB',
    message: `node with scripts/reconcile.ts, exit codes ${all.map(({ code }) => code).join(', ')}`,
  })
  const goals = [
    reladiffGoal('equal tables', 2.5, equal),
    reladiffGoal('ten rows that differ', 4, differing),
  ].filter((each) => each !== null)
  if (goals.length === 0) {
    progress(
      'reladiff is not installed: not compared with it (pip install reladiff psycopg2-binary)',
    )
  }
  return [memory, ...goals]
}

/** Null: reladiff is not installed. */
type Programs = { readonly ours: ProgramRun; readonly theirs: ProgramRun | null }

function reladiffGoal(name: string, limit: number, rounds: readonly Programs[]): Check | null {
  const ours = median(rounds.map((each) => each.ours.cpuSeconds))
  const found = rounds.flatMap(({ theirs }) => (theirs === null ? [] : [theirs.cpuSeconds]))
  if (found.length === 0) return null
  const theirs = median(found)
  return goal({
    name: `${name}: CPU of reladiff ÷ ours`,
    measured: short(theirs / ours),
    comparison: '>=',
    limit,
    unit: '×',
    message: `client and both servers: ${short(theirs)} s against ${short(ours)} s, medians of ${rounds.length}`,
  })
}

async function ourProgram({ urls, signal }: Bench): Promise<ProgramRun> {
  return await runProgram({
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), reconcileScript, '--table', 'public.by_number'],
    environment: { CDC_SOURCE_URL: urls.source, CDC_TARGET_URL: urls.target },
    signal,
  })
}

const columns = ['u', 'a', 'b', 'n', 'i', 'f', 'ok', 'at', 'j']

/** Null where it is not installed. */
async function reladiff({ urls, signal }: Bench): Promise<ProgramRun | null> {
  if (spawnSync('reladiff', ['--version']).error !== undefined) return null
  const [source, target] = [urls.source, urls.target].map((url) =>
    url.replace(/^postgres:/, 'postgresql:'),
  )
  const args = [source ?? '', 'by_number', target ?? '', 'by_number', '-k', 'id']
  return await runProgram({
    command: 'reladiff',
    args: [...args, ...columns.flatMap((column) => ['-c', column])],
    environment: {},
    signal,
  })
}

async function tenTimes(bench: Bench): Promise<readonly Check[]> {
  const { urls, rows, signal, progress } = bench
  progress(`making tables of ${10 * rows} rows`)
  await makeBenchTables(urls, { name: 'large', rows: 10 * rows })
  const connections = benchConnections
  const one: number[] = []
  const ten: number[] = []
  for (let round = 1; round <= 2; round += 1) {
    progress(`${10 * rows} rows: round ${round} of 2`)
    one.push((await engineMs({ urls, table: 'by_number', signal })).ms)
    ten.push((await engineMs({ urls, table: 'large', signal })).ms)
  }
  const floor = await floorMs({ urls, table: 'large', connections, signal })
  const [small, large] = [Math.min(...one), Math.min(...ten)]
  return [
    goal({
      name: 'ten times the rows: time ÷ that of one',
      measured: short(large / small),
      comparison: '<=',
      limit: 11,
      unit: '×',
      message: `${Math.round(large)} ms against ${Math.round(small)} ms; the floor of the large one is ${Math.round(floor)} ms`,
    }),
  ]
}

function about({ repetitions }: Bench): string {
  return `${benchConnections} connections a side, fastest of ${repetitions}`
}
