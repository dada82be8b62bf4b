/** What happens to a pipeline beside its writes: its sink is paused, its target's server crashes and recovers. */
import { sendSignal } from './process-identity.ts'
import { until } from './wait.ts'
import type { Sql } from './postgres.ts'

const deadlineMs = 120_000

/** Pauses or resumes the sink of the stand-in, and returns when the subscription of the target has followed. */
export async function pauseSink(
  paused: boolean,
  { connect, target }: { readonly connect: string; readonly target: Sql },
): Promise<void> {
  const listed = await fetch(`${connect}/connectors`)
  const names = (await listed.json()) as readonly string[]
  const sink = names.find((name) => name.includes('sink')) ?? ''
  const path = `/connectors/${sink}/${paused ? 'pause' : 'resume'}`
  const answer = await fetch(`${connect}${path}`, { method: 'PUT' })
  await answer.text()
  if (answer.status !== 202) throw new Error(`Cannot PUT ${path}: answered ${answer.status}`)
  await until(async () => (await isEnabled(target)) !== paused, {
    what: 'the subscription to follow',
    deadlineMs,
  })
}

async function isEnabled(target: Sql): Promise<boolean> {
  const [row] = await target<
    [{ enabled: boolean }]
  >`SELECT bool_and(subenabled) AS enabled FROM pg_subscription`
  return row.enabled
}

/** Kills one process of a server, whereupon all of them die; returns when the server has recovered. */
export async function crashServer(sql: Sql): Promise<void> {
  const before = await checkpointer(sql)
  if (before === null) throw new Error('Cannot crash the server: it has no checkpointer')
  sendSignal(before, 'SIGKILL')
  async function isAnother(): Promise<boolean> {
    const now = await checkpointer(sql).catch(() => null)
    return now !== null && now !== before
  }
  await until(isAnother, { what: 'the server to recover', deadlineMs })
}

async function checkpointer(sql: Sql): Promise<number | null> {
  const [row] = await sql<
    [{ pid: number }?]
  >`SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'`
  return row?.pid ?? null
}
