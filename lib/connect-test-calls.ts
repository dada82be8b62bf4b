/** For tests: calls of the Connect API, and what they do to the pipeline. */
import { until } from './wait.ts'
import type { Sql } from './postgres.ts'

export type Status = {
  readonly connector: { readonly state: string }
  readonly tasks: readonly { readonly state: string; readonly trace?: string }[]
}

/** For `until`. */
export const waiting = { deadlineMs: 60_000, everyMs: 25 }

/** Sends `METHOD /path`, and throws where it is refused. */
export async function call(base: string, asked: string, body?: unknown): Promise<Response> {
  const [method = '', path = ''] = asked.split(' ')
  const response = await fetch(`${base}${path}`, {
    method,
    signal: AbortSignal.timeout(60_000),
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  })
  if (response.ok) return response
  throw new Error(`Cannot ${asked}: ${response.status} ${await response.text()}`)
}

/** The JSON body of a GET. */
export async function read<T>(base: string, path: string): Promise<T> {
  return (await (await call(base, `GET ${path}`)).json()) as T
}

/** Waits until the connector and its task are in these states; `FAILED` alone is that of the task. */
export async function untilState(base: string, name: string, wanted: string): Promise<Status> {
  return await until(
    async () => {
      const status = await read<Status>(base, `/connectors/${name}/status`)
      const shown = [status.connector, ...status.tasks].map(({ state }) => state).join(' ')
      return shown === wanted && status
    },
    { what: `${name} ${wanted}`, ...waiting },
  )
}

/** Waits until `orders` has so many rows. */
export async function untilCount(target: Sql, count: number): Promise<void> {
  await until(async () => (await countOf(target)) === count, { what: `${count} rows`, ...waiting })
}

export async function countOf(target: Sql): Promise<number> {
  const [row] = await target<{ count: number }[]>`SELECT count(*)::integer AS count FROM orders`
  return row?.count ?? -1
}

/** Null: there is no subscription. */
export async function subscriptionOf(
  target: Sql,
): Promise<{ enabled: boolean; worker: boolean } | null> {
  const [row] = await target<{ enabled: boolean; worker: boolean }[]>`
    SELECT s.subenabled AS enabled, w.pid IS NOT NULL AS worker
    FROM pg_subscription s LEFT JOIN pg_stat_subscription w ON w.subid = s.oid AND w.worker_type = 'apply'`
  return row === undefined ? null : { ...row }
}
