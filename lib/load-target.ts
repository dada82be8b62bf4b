/** What the connect workload is aimed at: the stand-in of the embedded stack, started for it, or your workers. */
import { UsageError } from './errors.ts'
import { openLoadStack, serverVersion } from './load-stack.ts'
import { keepBasicCredentials } from './redact.ts'
import type { HttpFlags, LoadRun } from './load-subject.ts'

export type LoadTarget = AsyncDisposable & {
  readonly urls: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly ca: string | undefined
  readonly insecure: boolean
  /** Asks the server for the requests that it has counted itself, null where it gives no answer; null where it does not count. */
  readonly countRequests: (() => Promise<number | null>) | null
  readonly environment: Readonly<Record<string, string>>
  /** The database that the connectors read, with its password; null where it is not known. */
  readonly source: string | null
}

const countTimeoutMs = 5000

/** Closing it closes the stack that was started for it. */
export async function openLoadTarget(run: LoadRun<HttpFlags>): Promise<LoadTarget> {
  const { flags } = run
  const stack = await openLoadStack(run)
  const { counts, source } = stack
  const { urls, headers } = withoutCredentials(stack.connect)
  return {
    source,
    ca: flags.ca,
    insecure: flags.insecure,
    urls,
    headers: { ...headers, ...Object.fromEntries(flags.header) },
    countRequests: counts === null ? null : () => countRequests(counts),
    environment: counts === null || source === null ? {} : { source: await serverVersion(source) },
    [Symbol.asyncDispose]: async () => await stack[Symbol.asyncDispose](),
  }
}

/** A user and a password in the URL, or in the environment, are HTTP basic authentication. */
function withoutCredentials(written: readonly string[]): {
  urls: string[]
  headers: Record<string, string>
} {
  const { CDC_CONNECT_USER: user = '', CDC_CONNECT_PASSWORD: password = '' } = process.env
  const credentials = new Set(user === '' && password === '' ? [] : [`${user}:${password}`])
  const urls = written.map((text) => {
    const url = new URL(text)
    if (url.username !== '' || url.password !== '') {
      const parts = {
        user: decodeURIComponent(url.username),
        password: decodeURIComponent(url.password),
      }
      keepBasicCredentials(parts)
      credentials.add(`${parts.user}:${parts.password}`)
    }
    url.username = ''
    url.password = ''
    return url.href.replace(/\/+$/, '')
  })
  if (credentials.size > 1) {
    throw new UsageError(
      'Cannot use several users for one Connect cluster: expected one in all URLs',
    )
  }
  const [one] = credentials
  const header =
    one === undefined ? {} : { authorization: `Basic ${Buffer.from(one).toString('base64')}` }
  return { urls, headers: header }
}

/** A stand-in that died has no answer: the run then says so, and keeps what it measured. */
async function countRequests(countsUrl: string): Promise<number | null> {
  const signal = AbortSignal.timeout(countTimeoutMs)
  const answer = await fetch(new URL('/counts', countsUrl), { signal }).catch(() => null)
  if (answer?.ok !== true) return null
  const { total } = (await answer.json()) as { total: number }
  return total
}
