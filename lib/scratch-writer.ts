/** For tests of live compare: a writer that does to a source all that an application may, in transactions of every kind. */
import { random } from './random.ts'
import { sleep } from './wait.ts'
import type { Random } from './random.ts'
import type { Sql } from './postgres.ts'

/**
 * The tables it writes to, on both sides, with their rows: of `busy` the ids up to `coldMax` are never touched, the next `hot` ones
 * all the time; `small` is emptied and filled again.
 */
export const written = { coldMax: 10_000, hot: 20, mixedMax: 20_000, small: 200 } as const

export const writtenTables = {
  busy: 'id int PRIMARY KEY, note text, amount numeric(12,2), at timestamptz DEFAULT now()',
  small: 'id int PRIMARY KEY, note text',
} as const

/** Fills the source's tables. */
export async function fillWritten(source: Sql): Promise<void> {
  await source.unsafe(`
    INSERT INTO busy SELECT id, 'row ' || id, id / 7.0 FROM generate_series(1, ${written.mixedMax}) AS id;
    INSERT INTO small SELECT id, 'row ' || id FROM generate_series(1, ${written.small}) AS id`)
}

export type Writer = AsyncDisposable & {
  /** Rows that its statements wrote, those of rolled back transactions among them. */
  rows(): number
}

export type WriterOptions = {
  /** A client with a connection for each of its `lanes`; they are all used. */
  readonly source: Sql
  readonly seed: number
  readonly rowsPerSecond: number
  readonly lanes: number
}

/** Writes until it is closed; what it has begun then is ended. @throws when closed, what a statement of it threw */
export function startWriter(options: WriterOptions): Writer {
  const { source, seed, rowsPerSecond, lanes } = options
  const stop = new AbortController()
  const chance = random(seed)
  const state = { rows: 0, startedMs: performance.now(), nextId: 1_000_000, signal: stop.signal }
  const running = Array.from({ length: lanes }, async (_, index) => {
    const lane = { chance: chance.fork(index), state, index }
    const session = await source.reserve()
    try {
      while (!stop.signal.aborted) {
        await ignoringEnds(async () => await writeOnce(session, lane))
        const dueMs = state.startedMs + (state.rows / rowsPerSecond) * 1000
        await pause(dueMs - performance.now(), stop.signal)
      }
    } finally {
      session.release()
    }
  })
  const ended = Promise.all(running)
  // It is looked at when the writer is closed.
  ended.catch(() => stop.abort())
  return {
    rows: () => state.rows,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}

type State = { rows: number; startedMs: number; nextId: number; readonly signal: AbortSignal }
type Lane = { readonly chance: Random; readonly state: State; readonly index: number }
type Session = Pick<Sql, 'unsafe'>

/** Two writers may wait for one another, or insert the same id: one of them is rolled back, as in life. */
async function ignoringEnds(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code !== '40P01' && code !== '23505') throw error
  }
}

async function writeOnce(session: Session, lane: Lane): Promise<void> {
  const { chance, state, index } = lane
  const statements = Array.from({ length: 1 + chance.below(3) }, () => statementOf(lane))
  const body = statements.map(([sql]) => sql).join(';')
  const count = statements.reduce((sum, [, rows]) => sum + rows, 0)
  const kind = chance.next()
  await session.unsafe('ROLLBACK')
  if (kind < 0.03) {
    const name = `written ${index}`
    await session.unsafe(`BEGIN; ${body}; PREPARE TRANSACTION '${name}'`)
    await pause(chance.between(0, 300), state.signal)
    await session.unsafe(`${chance.next() < 0.7 ? 'COMMIT' : 'ROLLBACK'} PREPARED '${name}'`)
  } else {
    await session.unsafe(`BEGIN; ${body}`)
    if (kind < 0.05) await pause(chance.between(200, 1700), state.signal)
    await session.unsafe(chance.next() < 0.1 ? 'ROLLBACK' : 'COMMIT')
  }
  state.rows += count
}

/** A statement or two, and how many rows they write about. */
function statementOf({ chance, state }: Lane): readonly [sql: string, rows: number] {
  const from = written.coldMax + written.hot + 1
  const id = from + chance.below(written.mixedMax - from)
  const hot = written.coldMax + 1 + chance.below(written.hot)
  const count = 1 + chance.below(20)
  const some = `id BETWEEN ${id} AND ${id + count}`
  const fresh = (state.nextId += 1)
  const kinds: readonly (readonly [sql: string, rows: number])[] = [
    [`UPDATE busy SET amount = amount + 1, at = clock_timestamp() WHERE id = ${hot}`, 1],
    [`UPDATE busy SET note = note || '.' WHERE ${some} AND length(note) < 40`, count],
    [`UPDATE busy SET note = 'row ' || id WHERE ${some}`, count],
    [`INSERT INTO busy VALUES (${fresh}, 'new')`, 1],
    [`DELETE FROM busy WHERE id IN (SELECT max(id) FROM busy WHERE id > ${written.mixedMax})`, 1],
    [`UPDATE busy SET id = id + 5000000 WHERE id = ${id}`, 1],
    [`UPDATE busy SET id = id - 5000000 WHERE id > 5000000 AND id % 3 = ${id % 3}`, 3],
    [
      `WITH gone AS (DELETE FROM busy WHERE id = ${id} RETURNING *) SELECT set_config('written.gone', to_json(gone)::text, false) FROM gone`,
      1,
    ],
    [
      `INSERT INTO busy SELECT (json_populate_record(NULL::busy, nullif(current_setting('written.gone', true), '')::json)).*
       WHERE current_setting('written.gone', true) <> '' ON CONFLICT DO NOTHING`,
      1,
    ],
    [
      `DELETE FROM busy WHERE id = ${id}; INSERT INTO busy VALUES (${id}, 'row ${id}') ON CONFLICT DO NOTHING`,
      2,
    ],
    [`UPDATE small SET note = note || '.' WHERE id = ${1 + chance.below(written.small)}`, 1],
    ...(chance.next() < 0.2
      ? ([
          [
            `TRUNCATE small; INSERT INTO small SELECT id, 'row ' || id FROM generate_series(1, ${written.small}) AS id`,
            written.small,
          ],
        ] as const)
      : []),
  ]
  return kinds[chance.below(kinds.length)] ?? ['SELECT', 0]
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return
  await sleep(ms, signal).catch(() => undefined)
}
