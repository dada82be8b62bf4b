/** A load script from the command line to its verdict: on the embedded stack, on a server that fails, on none. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { runToEnd } from './scratch-script.ts'
import type { Result } from './result.ts'

const light = fileURLToPath(new URL('../load/light.ts', import.meta.url))

type Server = AsyncDisposable & { readonly url: string; readonly seen: IncomingMessage[] }

/** Answers as a Connect worker with one connector does, unless `answer` has already. */
async function connectWorker(
  answer: (request: IncomingMessage, response: ServerResponse) => boolean,
): Promise<Server> {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    if (answer(request, response)) return
    response.setHeader('content-type', 'application/json')
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
  return { url: `http://127.0.0.1:${port}`, seen, [Symbol.asyncDispose]: close }
}

async function run(args: readonly string[], environment: Record<string, string> = {}) {
  const ended = await runToEnd(light, { args: [...args, '--json'], environment })
  assert.notEqual(ended.stdout, '', ended.stderr)
  return { ...ended, result: JSON.parse(ended.stdout) as Result }
}

function balances({ requests = [], totals, load }: Result): void {
  for (const each of [...requests, ...(totals === undefined ? [] : [totals])]) {
    assert.equal(each.sent, each.ok + each.failed + each.timedOut + each.interrupted, each.name)
  }
  assert.equal(
    requests.reduce((sum, { sent }) => sum + sent, 0),
    totals?.sent,
  )
  assert.ok((load?.sentInAll ?? 0) >= (totals?.sent ?? 0))
}

/** On a machine that is too slow to measure, a run has no verdict; it never fails for that. */
const lenient = ['--threshold', 'p99<60s', '--threshold', 'p95<60s', '--threshold', 'throughput>=0']

test('a light run on the embedded stack holds, and its counts are those of the stand-in', async () => {
  const { code, result } = await run([
    '--users',
    '20',
    '--spawn-rate',
    '20',
    '--run-time',
    '3s',
    '--workers',
    '2',
    ...lenient,
  ])
  assert.equal(code, result.load?.valid ? 0 : 3, JSON.stringify(result.checks))
  assert.equal(result.load?.serverCounted, result.load?.sentInAll)
  assert.equal(result.load?.usersMax, 20)
  assert.equal(result.requests?.length, 5)
  assert.match(String(result.environment['source']), /^PostgreSQL 18/)
  balances(result)
})

test('an open run sends what its schedule says, and its warm-up stands in no statistic', async () => {
  const args = ['--arrival-rate', '50', '--stages', '1s:150,1s:150', '--warm-up', '1s']
  const { code, result } = await run([...args, ...lenient])
  assert.equal(code, result.load?.valid ? 0 : 3, JSON.stringify(result.checks))
  const due = (result.series ?? []).reduce((sum, point) => sum + (point.due ?? 0), 0)
  assert.equal(result.totals?.sent, due)
  assert.ok((result.load?.sentInAll ?? 0) > (result.totals?.sent ?? 0))
  assert.equal(result.load?.serverCounted, result.load?.sentInAll)
  balances(result)
})

test('a threshold that is broken ends with 1 and says what was measured', async () => {
  await using server = await connectWorker(() => false)
  const limits = ['--threshold', 'p99<0.001ms', '--threshold', 'throughput>=0']
  const { code, result } = await run(['--connect', server.url, '--run-time', '2s', ...limits])
  assert.deepEqual([code, result.verdict], result.load?.valid ? [1, 'fail'] : [3, 'unknown'])
  const failed = result.checks.filter(({ limit }) => limit === 0.001)
  assert.deepEqual(
    failed.map(({ name, limit }) => [name, limit]),
    [['p99<0.001ms', 0.001]],
  )
})

test('a check that no series tells has a line of its own, with all that was measured, and says since when it fails', async () => {
  await using server = await connectWorker(() => false)
  const limits = ['max<0.001ms', 'min>=0ms', 'throughput>=0', 'failure-rate<=100%']
  const { result } = await run([
    ...`--connect ${server.url} --users 5 --spawn-rate 50 --run-time 3s`.split(' '),
    ...[...limits.map((each) => `GET /connectors ${each}`), 'p90<60s'].flatMap((each) => [
      '--threshold',
      each,
    ]),
    ...lenient,
  ])
  const { requests = [], load, checks } = result
  const asked = requests.find(({ name }) => name === '/connectors')
  const lines = new Map(checks.map(({ name, over }) => [name, over]))
  function valuesOf(name: string): readonly number[] {
    const { step, values } = lines.get(name) ?? assert.fail(name)
    // What was asked in the last second may be answered behind it.
    assert.ok(step === 1 && values.length >= 3 && values.length <= 5, name)
    return values.filter((value) => value !== null)
  }
  const { max, min } = asked?.responseTimeMs ?? assert.fail()
  assert.equal(Math.max(...valuesOf('GET /connectors max<0.001ms')), Number(max?.toPrecision(3)))
  assert.equal(Math.min(...valuesOf('GET /connectors min>=0ms')), Number(min?.toPrecision(3)))
  const answered = valuesOf('GET /connectors throughput>=0').reduce((sum, each) => sum + each, 0)
  assert.ok(answered <= (asked?.ok ?? 0) && answered >= (asked?.ok ?? 0) - 5, `${answered}`)
  assert.ok(valuesOf('GET /connectors failure-rate<=100%').every((rate) => rate === 0))
  assert.ok(valuesOf('p90<60s').every((ms) => ms >= (min ?? 0)))
  const late = checks.find(({ name }) => name === 'generator kept its schedule')
  assert.equal(valuesOf('generator kept its schedule').length > 0, late?.measured !== null)
  // The series of the Result has these.
  assert.ok(lines.has('p95<60s') && lines.get('p95<60s') === undefined)
  const failed = checks.find(({ name }) => name === 'GET /connectors max<0.001ms')
  assert.deepEqual(
    [failed?.verdict, failed?.since],
    load?.valid ? ['fail', 1] : ['unknown', undefined],
  )
})

test('a port that is closed ends with 3 and is named', async () => {
  const { code, result } = await run(['--connect', 'http://127.0.0.1:1'])
  assert.deepEqual([code, result.verdict, result.environment['stack']], [3, 'unknown', 'yours'])
  assert.match(result.checks[0]?.message ?? '', /127\.0\.0\.1:1.*ECONNREFUSED/)
})

test('--abort-on-fail ends a run whose server only fails, with 1, long before its time', async () => {
  await using server = await connectWorker((request, response) => {
    if (request.url === '/connectors' || request.url === '/') return false
    response.writeHead(500).end('{"error_code":500,"message":"x"}')
    return true
  })
  const users = ['--users', '50', '--spawn-rate', '50', '--run-time', '10m', '--abort-on-fail']
  const { code, result } = await run(['--connect', server.url, ...users])
  assert.deepEqual([code, result.verdict], result.load?.valid ? [1, 'fail'] : [3, 'unknown'])
  assert.ok(result.durationMs < 120_000)
  assert.ok(
    (result.failures ?? []).every(
      ({ kind, message }) => kind === 'status' && message === 'HTTP 500',
    ),
  )
  assert.equal(server.seen.length, result.load?.sentInAll)
  balances(result)
})

test('a user and a password reach the server and nothing else', async () => {
  await using server = await connectWorker(() => false)
  const environment = { CDC_CONNECT_USER: 'op', CDC_CONNECT_PASSWORD: 'pa55-word' }
  const users = ['--users', '2', '--run-time', '1s', '--threshold', 'throughput>=0']
  const { result, stdout, stderr } = await run(['--connect', server.url, ...users], environment)
  const basic = `Basic ${Buffer.from('op:pa55-word').toString('base64')}`
  assert.ok(server.seen.length > 1)
  assert.ok(server.seen.every(({ headers }) => headers.authorization === basic))
  assert.doesNotMatch(stdout + stderr, /pa55-word|b3A6cGE1NS13b3Jk/)
  assert.equal(result.load?.serverCounted, null)
})

test('a server that is no Connect worker has no verdict', async () => {
  await using server = await connectWorker((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<html>')
    return true
  })
  const { code, result } = await run(['--connect', server.url, '--run-time', '1s'])
  assert.equal(code, 3)
  assert.match(result.checks[0]?.message ?? '', /is this a Connect worker/)
})

test('the value of a header of any name stands nowhere: not in what is printed, nor in a report', async () => {
  await using worker = await connectWorker(() => false)
  const sent = { 'x-vault-token': 'vault-555', apikey: 'k66', 'private-token': 'private 777' }
  const headers = Object.entries(sent).flatMap(([name, value]) => ['--header', `${name}: ${value}`])
  const args = ['--connect', worker.url, '--users', '2', '--run-time', '1s', ...lenient]
  headers.push('--header', 'accept: text/plain')
  const { result, stdout, stderr } = await run([...args, ...headers])
  const [seen] = worker.seen
  assert.equal(seen?.headers['x-vault-token'], sent['x-vault-token'])
  for (const text of [stdout, stderr]) assert.doesNotMatch(text, /vault-555|k66|private 777|777/)
  assert.deepEqual(result.settings['header'], [
    'x-vault-token: ***',
    'apikey: ***',
    'private-token: ***',
    'accept: text/plain',
  ])
  assert.match(result.command, /--header 'apikey: \*\*\*'/)
})
