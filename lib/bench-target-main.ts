/** The server that the bench loads: five small JSON answers, arrivals noted, frozen on demand. A process of its own. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { benchPaths } from './bench-plan.ts'

/** 70 to 900 bytes, as the answers of a small Connect cluster. */
const bodies = new Map<string, string>(
  benchPaths.map((path, index) => {
    const filler = 'x'.repeat([20, 180, 420, 640, 850][index] ?? 0)
    // The first is the list of connectors, which is read before a run.
    return [path, JSON.stringify(index === 0 ? ['one'] : { path, filler })]
  }),
)

let arrivals: number[] = []
let delayMs = 0
let freeze: { atMs: number; forMs: number } | null = null

/** Blocks the event loop, as a long garbage collection or a stopped machine would. */
function block(forMs: number): void {
  const until = performance.now() + forMs
  while (performance.now() < until);
}

/**
 * `/bench/reset?at=2000&for=1000` forgets the arrivals, and freezes 2 s after the next one for 1 s; from `/bench/slow?by=10` on
 * each answer takes 10 ms more.
 */
function control(url: URL): string {
  if (url.pathname === '/bench/arrivals') return JSON.stringify(arrivals)
  if (url.pathname === '/bench/slow') {
    delayMs = Number(url.searchParams.get('by') ?? 0)
    return '{}'
  }
  arrivals = []
  const atMs = Number(url.searchParams.get('at') ?? 0)
  freeze = atMs > 0 ? { atMs, forMs: Number(url.searchParams.get('for') ?? 0) } : null
  return '{}'
}

const server = createServer((request, response) => {
  const path = request.url ?? '/'
  response.setHeader('content-type', 'application/json')
  if (path.startsWith('/bench/')) {
    response.end(control(new URL(path, 'http://localhost')))
    return
  }
  arrivals.push(performance.now())
  if (freeze !== null && arrivals.length === 1) {
    const { atMs, forMs } = freeze
    setTimeout(() => block(forMs), atMs)
  }
  const body = bodies.get(path) ?? '{}'
  if (delayMs === 0) response.end(body)
  else setTimeout(() => response.end(body), delayMs)
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`)
process.stdin.resume()
await once(process.stdin, 'end')
server.closeAllConnections()
server.close()
