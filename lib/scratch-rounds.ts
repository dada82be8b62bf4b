/**
 * For tests of live compare: rounds of a compare while a writer writes and the pipeline stands still now and then, with a difference
 * planted on the target every second round. What is told and was not planted is a false alarm.
 */
import { random } from './random.ts'
import { startWriter, written } from './scratch-writer.ts'
import { untilApplied } from './stack-replication.ts'
import { sleep } from './wait.ts'
import type { startLiveServers } from './scratch-live.ts'
import type { Random } from './random.ts'
import type { Sql } from './postgres.ts'

/** A row that a compare tells: its table without the schema, the one column of its key. */
export type ToldRow = {
  readonly table: string
  readonly key: string
  readonly verdict: 'missing' | 'extra' | 'changed' | 'unresolved'
}

export type RoundsOptions = {
  readonly source: Sql
  readonly target: Sql
  /** The tables of `scratch-writer.ts`, in step on both sides. */
  readonly compare: () => Promise<readonly ToldRow[]>
  readonly rounds: number
  readonly seed?: number
  readonly rowsPerSecond?: number
}

export type RoundsReport = {
  readonly rounds: number
  readonly planted: number
  readonly found: number
  /** Planted, and not told as what it was. */
  readonly missed: readonly string[]
  readonly falseAlarms: readonly string[]
  readonly unresolved: number
  readonly pauses: number
  readonly rowsWritten: number
  readonly rowsPerSecond: number
  readonly roundMs: { readonly p50: number; readonly p95: number; readonly max: number }
  /** What a last compare tells when nothing is written any more. */
  readonly atRest: readonly string[]
}

export async function liveRounds(options: RoundsOptions): Promise<RoundsReport> {
  const { source, target, compare, rounds, seed = 1, rowsPerSecond = 1000 } = options
  const chance = random(seed)
  const tally = { planted: 0, found: 0, unresolved: 0 }
  const [missed, falseAlarms, durations]: [string[], string[], number[]] = [[], [], []]
  const started = performance.now()
  const pauses = { count: 0 }
  const writer = startWriter({ source, seed, rowsPerSecond, lanes: 6 })
  const pauser = startPauses(target, chance.fork(1), pauses)
  try {
    for (let round = 0; round < rounds; round += 1) {
      const plant = round % 2 === 0 ? await plantCold(target, chance) : null
      const startedMs = performance.now()
      const rows = await compare()
      durations.push(performance.now() - startedMs)
      const names = rows.map(({ table, key, verdict }) => `${table} ${key} ${verdict}`)
      if (plant !== null) {
        tally.planted += 1
        if (names.includes(plant.told)) tally.found += 1
        else missed.push(plant.told)
        await target.unsafe(plant.heal)
      }
      tally.unresolved += rows.filter(({ verdict }) => verdict === 'unresolved').length
      falseAlarms.push(
        ...names.filter((name) => name !== plant?.told && !name.endsWith(' unresolved')),
      )
      await sleep(chance.between(0, 300))
    }
  } finally {
    await pauser[Symbol.asyncDispose]()
    await writer[Symbol.asyncDispose]()
  }
  const seconds = (performance.now() - started) / 1000
  await untilApplied(source)
  const rows = await compare()
  return {
    rounds,
    ...tally,
    missed,
    falseAlarms,
    pauses: pauses.count,
    rowsWritten: writer.rows(),
    rowsPerSecond: Math.round(writer.rows() / seconds),
    roundMs: quantiles(durations),
    atRest: rows.map(({ table, key, verdict }) => `${table} ${key} ${verdict}`),
  }
}

type Plant = { readonly told: string; readonly heal: string }

/** In a row that the writer never touches. */
async function plantCold(target: Sql, chance: Random): Promise<Plant> {
  const id = 1 + chance.below(written.coldMax)
  const original = `INSERT INTO busy SELECT * FROM planted WHERE id = ${id}`
  const kinds = [
    {
      verdict: 'changed',
      id,
      plant: `UPDATE busy SET note = note || ' ' WHERE id = ${id}`,
      heal: `DELETE FROM busy WHERE id = ${id}; ${original}`,
    },
    { verdict: 'missing', id, plant: `DELETE FROM busy WHERE id = ${id}`, heal: original },
    {
      verdict: 'extra',
      id: -id,
      plant: `INSERT INTO busy VALUES (${-id}, 'extra')`,
      heal: `DELETE FROM busy WHERE id = ${-id}`,
    },
  ]
  const kind = kinds[chance.below(kinds.length)]
  if (kind === undefined) throw new Error('Cannot plant a difference: no kind of it was drawn')
  await target.unsafe(`
    CREATE TABLE IF NOT EXISTS planted (LIKE busy);
    TRUNCATE planted; INSERT INTO planted SELECT * FROM busy WHERE id = ${id}; ${kind.plant}`)
  return { told: `busy ${kind.id} ${kind.verdict}`, heal: kind.heal }
}

/** The pipeline stands still for 0.2 to 2 s, now and then, until this is closed. */
function startPauses(target: Sql, chance: Random, pauses: { count: number }): AsyncDisposable {
  const stop = new AbortController()
  async function pause(): Promise<void> {
    for (;;) {
      await sleep(chance.between(1000, 6000), stop.signal).catch(() => undefined)
      if (stop.signal.aborted) return
      await target`ALTER SUBSCRIPTION shop_subscription DISABLE`
      pauses.count += 1
      await sleep(chance.between(200, 2000), stop.signal).catch(() => undefined)
      await target`ALTER SUBSCRIPTION shop_subscription ENABLE`
    }
  }
  const pausing = pause()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await pausing
    },
  }
}

function quantiles(durations: readonly number[]): RoundsReport['roundMs'] {
  const sorted = durations.toSorted((left, right) => left - right)
  const [p50 = 0, p95 = 0, max = 0] = [0.5, 0.95, 1].map((part) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0),
  )
  return { p50, p95, max }
}

export type EngineRounds = Pick<RoundsOptions, 'seed' | 'rowsPerSecond' | 'rounds'> & {
  /** How a side is started that is not the embedded server. */
  readonly start?: Parameters<typeof startLiveServers>[0]
}
