/** For tests of repairs: makes two databases, repairs the second one, and holds it to the first. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { connectPostgres } from './postgres.ts'
import { quoteName } from './quote.ts'
import { applyRepair } from './reconcile-apply.ts'
import { contentOf, realPair, repairAll } from './scratch-repair.ts'
import { startPostgres } from './stack-postgres.ts'
import type { Applied } from './reconcile-apply.ts'
import type { PairOptions, Repaired, Urls } from './scratch-repair.ts'
import type { TablePair } from './table.ts'

export type Case = {
  /** SQL of both sides, then of each. */
  readonly both: string
  readonly source?: string
  readonly target?: string
  readonly tables: readonly PairOptions[]
}

export type Prepared = {
  readonly urls: Urls
  readonly pairs: readonly TablePair[]
  /** Of the file. */
  readonly path: string
}

export type Outcome = Prepared &
  Repaired & {
    readonly text: string
    /** Which of the tables then read the same. */
    readonly equal: readonly boolean[]
  }

export type RepairBench = AsyncDisposable & {
  /** Makes the two databases. */
  prepare(example: Case): Promise<Prepared>
  /** Makes, repairs, and compares. */
  repaired(example: Case): Promise<Outcome>
  /** Asserts that all is repaired, and that a second run changes nothing. */
  isRepaired(example: Case): Promise<Outcome>
}

/** URLs of databases on two servers. */
export type Servers = Readonly<Record<'source' | 'target', (database: string) => string>>

/** With no servers given, one of its own for both sides. */
export async function openRepairBench(given?: Servers): Promise<RepairBench> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-repair-'))
  const own = given === undefined ? await startPostgres({ name: 'repair' }) : null
  const servers = given ?? { source: own?.url ?? String, target: own?.url ?? String }
  let count = 0

  async function prepare({ both, source = '', target = '', tables }: Case): Promise<Prepared> {
    count += 1
    const urls = {
      source: await makeDatabase(servers.source, `source_${count}`, `${both};${source}`),
      target: await makeDatabase(servers.target, `target_${count}`, `${both};${target}`),
    }
    const pairs = []
    for (const table of tables) pairs.push(await realPair(urls, table))
    return { urls, pairs, path: join(folder, `${count}.sql`) }
  }

  async function repaired(example: Case): Promise<Outcome> {
    const { urls, pairs, path } = await prepare(example)
    const outcome = await repairAll(urls, pairs, path)
    const text = await readFile(path, 'utf8')
    return { ...outcome, urls, pairs, path, text, equal: await equalTables(urls, pairs) }
  }

  async function dispose(): Promise<void> {
    await own?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  }

  return { prepare, repaired, isRepaired: proven(repaired), [Symbol.asyncDispose]: dispose }
}

function proven(repaired: RepairBench['repaired']): RepairBench['isRepaired'] {
  return async (example) => {
    const result = await repaired(example)
    const { outcome, cannotRepair, equal, statements } = result
    const { failure, skipped } = outcome
    assert.deepEqual(
      { failure, skipped, cannotRepair },
      { failure: null, skipped: [], cannotRepair: [] },
    )
    assert.deepEqual([...new Set(equal)], [true])
    assert.equal(outcome.statements, statements)
    const again = await applied(result)
    assert.deepEqual({ failure: again.failure, rows: again.rows }, { failure: null, rows: 0 })
    return result
  }
}

/** Applies the file again. */
export async function applied({ path, urls }: Prepared): Promise<Applied> {
  return await applyRepair({ path, target: urls.target, signal: new AbortController().signal })
}

async function makeDatabase(
  server: (database: string) => string,
  name: string,
  statements: string,
): Promise<string> {
  await using admin = await connectPostgres(server('postgres'), { max: 1 })
  await admin.unsafe(`CREATE DATABASE ${quoteName(name)}`)
  await using sql = await connectPostgres(server(name), { max: 1 })
  await sql.unsafe(statements)
  return server(name)
}

/** Which tables read the same on both sides. */
export async function equalTables(urls: Urls, pairs: readonly TablePair[]): Promise<boolean[]> {
  await using source = await connectPostgres(urls.source, { max: 1 })
  await using target = await connectPostgres(urls.target, { max: 1 })
  const equal = []
  for (const pair of pairs) {
    const [was, is] = [await contentOf(source, pair), await contentOf(target, pair)]
    equal.push(JSON.stringify(was) === JSON.stringify(is))
  }
  return equal
}
