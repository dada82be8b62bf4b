/** HTTP servers that exist for the length of a test, on 127.0.0.1, and count what reaches them. */
import { createServer } from 'node:http'
import type { RequestListener, Server, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { ServerOptions } from 'node:https'
import type { AddressInfo, Server as NetServer, Socket } from 'node:net'

export type ScratchServer = AsyncDisposable & {
  readonly url: string
  readonly server: Server
  /** By method and path. */
  readonly counts: Map<string, number>
  readonly total: () => number
  /** Connections that were ever accepted. */
  readonly connections: () => number
}

/** Answers with this JSON, as a Connect worker would. */
export function answerJson(response: ServerResponse, body: unknown): void {
  const text = JSON.stringify(body)
  const length = Buffer.byteLength(text)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': length })
  response.end(text)
}

/** Each request is counted before it is answered; by default with `[]`. */
export async function scratchServer(
  answer: RequestListener = (_request, response) => answerJson(response, []),
  tls?: ServerOptions,
): Promise<ScratchServer> {
  const counts = new Map<string, number>()
  let accepted = 0
  function count(...[request, response]: Parameters<RequestListener>): void {
    const key = `${request.method} ${request.url}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
    answer(request, response)
  }
  const server = tls === undefined ? createServer(count) : createTlsServer(tls, count)
  server.on('connection', () => accepted++)
  const port = await listening(server)
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    server,
    counts,
    total: () => [...counts.values()].reduce((sum, one) => sum + one, 0),
    connections: () => accepted,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await closed(server)
    },
  }
}

/** Listens on a free port of 127.0.0.1; the answer is the port. */
export async function listening(server: NetServer): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

/** Closes a server with the connections that stand. */
export async function closed(server: NetServer, sockets: Iterable<Socket> = []): Promise<void> {
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
}
