/** One request for a test, sent as the load generator sends it, and what became of it. */
import { httpTarget } from './http.ts'
import type { HttpConnection, HttpOptions, HttpRequest } from './http.ts'
import type { Failed } from './users.ts'

export type Ended = { readonly sent: number; readonly ok?: number; readonly failed?: Failed }

export const get = { method: 'GET', path: '/connectors', body: null }
export const plain = { headers: {}, insecure: false }

/** One request and its end; a second end, or a second send, would be seen. */
export function ask(connection: HttpConnection, request: HttpRequest = get): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let sent = 0
    let ends = 0
    function end(ended: Omit<Ended, 'sent'>): void {
      if (++ends > 1) reject(new Error('told its end twice'))
      setImmediate(() => resolve({ sent, ...ended }))
    }
    connection.start(request, {
      sent: () => sent++,
      ok: (bytes) => end({ ok: bytes }),
      failed: (failed) => end({ failed }),
    })
  })
}

export async function endOf(url: string, options: Partial<HttpOptions> = {}): Promise<Ended> {
  const connection = httpTarget({ ...plain, url, ...options }).connect()
  try {
    return await ask(connection)
  } finally {
    connection.close()
  }
}
