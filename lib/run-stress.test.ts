/** load/stress.ts from the command line to its verdict, against a server that turns away what is too much. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { AddressInfo } from 'node:net'

import { runToEnd } from './scratch-script.ts'
import type { Result } from './result.ts'

const stress = fileURLToPath(new URL('../load/stress.ts', import.meta.url))

type Server = AsyncDisposable & { readonly url: string }

/** Answers so many requests in any second, and the rest with 503; discovery is always answered. */
async function limitedServer(perSecond: number): Promise<Server> {
  let seen: number[] = []
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    const now = performance.now()
    seen = seen.filter((at) => at > now - 1000)
    seen.push(now)
    const isDiscovery = seen.length <= 3
    if (!isDiscovery && seen.length > perSecond) response.statusCode = 503
    response.end(request.url === '/connectors' ? '["one"]' : '{"version":"4.3.1"}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  async function close(): Promise<void> {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close }
}

const steps = ['--arrival-rate', '1000', '--step', '1s', '--warm-up', '0']
const lenient = ['--threshold', 'p99<60s', '--threshold', 'p95<60s']

async function run(url: string, args: readonly string[] = []) {
  const words = ['--connect', url, ...steps, ...lenient, ...args, '--json']
  const { code, stdout, stderr } = await runToEnd(stress, { args: words })
  assert.notEqual(stdout, '', stderr)
  return { code, result: JSON.parse(stdout) as Result }
}

test('the rate above which a server turns requests away is found, and the server is named as the limit', async () => {
  await using server = await limitedServer(1500)
  const { code, result } = await run(server.url)
  const { capacity } = result
  assert.ok(capacity !== undefined)
  assert.equal(result.checks.length, 1)
  if (capacity.limitedIn === 'generator') {
    assert.deepEqual([code, result.verdict], [3, 'unknown'])
    return
  }
  assert.deepEqual([code, result.verdict, result.checks[0]?.name], [0, 'pass', 'a rate holds'])
  const { sustainedRate } = capacity
  assert.ok(
    sustainedRate !== null && sustainedRate >= 1000 && sustainedRate <= 1600,
    `${sustainedRate}`,
  )
  assert.deepEqual([capacity.limitedBy, capacity.limitedIn], ['failure-rate<=1%', 'target'])
  const held = capacity.steps.filter(({ holds }) => holds).map(({ rate }) => rate)
  assert.equal(Math.max(...held), sustainedRate)
  assert.equal(result.load?.requestedRate, sustainedRate)
  assert.ok((capacity.saturation?.answered ?? 0) > 0)
  assert.ok((capacity.saturation?.not2xx ?? 0) > 0)
})

test('a server that turns all away holds no rate, and fails', async () => {
  await using server = await limitedServer(0)
  const { code, result } = await run(server.url)
  const late = result.capacity?.limitedIn === 'generator'
  assert.deepEqual([code, result.verdict], late ? [3, 'unknown'] : [1, 'fail'])
  assert.equal(result.capacity?.sustainedRate, null)
})

test('a rate that holds up to --rate-max is limited by that alone', async () => {
  await using server = await limitedServer(1_000_000)
  const { code, result } = await run(server.url, ['--rate-max', '1000'])
  const late = result.capacity?.limitedIn === 'generator'
  assert.deepEqual([code, result.capacity?.limitedIn], late ? [3, 'generator'] : [0, 'rate-max'])
})

test('flags without meaning in steps are told before anything is started', async () => {
  const args = ['--workload', 'database', '--rate-max', '50', '--users', '5']
  const { code, stderr, stdout } = await runToEnd(stress, { args })
  assert.deepEqual([code, stdout], [2, ''])
  assert.match(stderr, /Cannot use --users: unknown flag/)
  const without = await runToEnd(stress, { args: args.slice(0, 4) })
  assert.equal(without.code, 2)
  assert.match(without.stderr, /--workload database in steps: expected --workload connect or/)
  assert.match(without.stderr, /--rate-max 50 below --arrival-rate 100/)
})
