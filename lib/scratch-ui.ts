/** A live page for a test: the script as a user starts it, and how to ask it without a browser. */
import { fileURLToPath } from 'node:url'

import { follow, loader } from './scratch-script.ts'
import type { Live as Followed } from './scratch-script.ts'

const script = fileURLToPath(new URL('../load/ui.ts', import.meta.url))

export type ScratchUi = AsyncDisposable & {
  readonly followed: Followed
  /** With the token behind its #. */
  readonly address: string
  readonly origin: string
  readonly token: string
  /** `body` makes it a POST. The token is sent unless headers say otherwise. */
  readonly ask: (
    path: string,
    how?: Ask,
  ) => Promise<{ readonly status: number; readonly body: unknown }>
}

type Ask = { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }

/** On a free port, unless the flags say otherwise. Disposing kills it. */
export async function startScratchUi(
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<ScratchUi> {
  const port = args.includes('--port') ? [] : ['--port', '0']
  const followed = follow(
    process.execPath,
    ['--import', loader, script, ...port, ...args],
    environment,
  )
  const said = await followed.until(/open (http:\S+)\n/).catch(async (error: unknown) => {
    await followed[Symbol.asyncDispose]()
    throw error
  })
  const [, address = ''] = /open (http:\S+)\n/.exec(said) ?? []
  const { origin, hash } = new URL(address)
  const token = hash.slice(1)
  return {
    followed,
    address,
    origin,
    token,
    ask: async (path, { body, headers = {} } = {}) => {
      const answer = await fetch(new URL(path, origin), {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      const isJson = answer.headers.get('content-type')?.includes('json') === true
      return { status: answer.status, body: isJson ? (JSON.parse(text) as unknown) : text }
    },
    [Symbol.asyncDispose]: async () => await followed[Symbol.asyncDispose](),
  }
}
