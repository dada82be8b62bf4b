/** scripts/all.ts: its parts with their flags, one report that leads to theirs, and the worst of their verdicts. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { commonOptions } from './common-options.ts'
import { partNames, partOrder } from './all-parts.ts'
import { parseFlags } from './flags.ts'
import { runToEnd } from './scratch-script.ts'
import type { AllSettings } from './all-parts.ts'
import type { Options } from './flags.ts'
import type { Result } from './result.ts'

const all = fileURLToPath(new URL('../scripts/all.ts', import.meta.url))
let folder = ''
let server: Server
let url = ''
let status = 200

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-all-'))
  server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    const isDiscovery = request.url === '/' || request.url === '/connectors'
    response.statusCode = isDiscovery ? 200 : status
    response.end(request.url === '/connectors' ? '["one"]' : '{"version":"4.3.1"}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

after(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true, force: true })
})

const settings: AllSettings = {
  profile: 'ci',
  since: 'main',
  runTime: '10s',
  seed: 7,
  stack: {
    stack: 'yours',
    source: 'postgres://me:secret@source/shop',
    target: 'postgres://me:secret@target/shop',
    connect: ['http://one:8083', 'http://two:8083'],
    brokers: undefined,
  },
}

test('every part is a script that takes the flags it gets, and no password is among them', async () => {
  for (const name of partNames) {
    const { script, args } = partOrder(name, settings)
    const file = pathToFileURL(fileURLToPath(new URL(`../${script}.ts`, import.meta.url))).href
    const { options } = (await import(file)) as { options: Options }
    const found = parseFlags({ ...commonOptions, ...options }, { args, environment: {} })
    assert.deepEqual(found.problems, [], script)
    assert.ok(!args.join(' ').includes('secret'), script)
  }
})

const smoke = ['--only', 'load', '--run-time', '2s']

async function run(args: readonly string[]) {
  const words = [...smoke, '--connect', url, ...args, '--json']
  const { code, stdout, stderr } = await runToEnd(all, { args: words })
  assert.notEqual(stdout, '', stderr)
  return { code, stderr, result: JSON.parse(stdout) as Result }
}

test('the report of all leads to that of each part, and holds its checks under its name', async () => {
  const report = join(folder, 'all.html')
  const { code, result } = await run(['--report', report])
  const [part] = result.parts ?? []
  assert.deepEqual([part?.script, part?.report], ['load/light', 'all-load.html'])
  assert.equal(code, part?.exitCode)
  assert.ok(result.checks.some(({ name }) => name === 'load/light: p99<1000ms'))
  assert.ok((result.totals?.sent ?? 0) > 0)
  assert.match(await readFile(report, 'utf8'), /href="?\.\/all-load\.html/)
  assert.match(await readFile(join(folder, 'all-load.html'), 'utf8'), /load\/light/)
})

test('what a part fails, all fails', async () => {
  status = 500
  const { code, result } = await run([])
  status = 200
  const valid = result.load?.valid === true
  assert.deepEqual([code, result.verdict], valid ? [1, 'fail'] : [3, 'unknown'])
})

test('a part that ends without a Result has no verdict, and says what it said', async () => {
  const { code, stdout } = await runToEnd(all, {
    args: ['--only', 'mutation', '--since', 'no-such-commit', '--json'],
  })
  const { checks } = JSON.parse(stdout) as Result
  assert.equal(code, 3)
  assert.match(checks[0]?.message ?? '', /mutation\/run ended with 2 .*no-such-commit/)
})

test('a pipeline that a part cannot do without is asked for before anything is started', async () => {
  const { code, stderr } = await runToEnd(all, { args: ['--connect', url] })
  assert.equal(code, 2)
  assert.match(stderr, /Cannot run reconcile without --source and --target: expected it, or --only/)
})
