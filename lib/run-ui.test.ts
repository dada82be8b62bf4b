/** The live page's server, started as a user starts it and asked as its page and as others would. */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { answerJson, scratchServer } from './scratch-server.ts'
import { runToEnd } from './scratch-script.ts'
import { startScratchUi } from './scratch-ui.ts'
import type { Hello } from './live-events.js'
import type { Preview } from './live-state.ts'
import type { Result } from './result.ts'
import type { ScratchServer } from './scratch-server.ts'
import type { ScratchUi } from './scratch-ui.ts'

const script = fileURLToPath(new URL('../load/ui.ts', import.meta.url))

let answers = true

/** A Connect worker with one connector, which answers for as long as it is to. */
function connectWorker(): Promise<ScratchServer> {
  return scratchServer((incoming, response) => {
    if (answers)
      answerJson(response, incoming.url === '/connectors' ? ['one'] : { version: '4.3.1' })
  })
}

/** On a machine that is too slow to measure, a run has no verdict; it never fails for that. */
const lenient = 'p99<60s\np95<60s\nthroughput>=0'

describe('the server of the live page', { timeout: 120_000 }, () => {
  let worker: ScratchServer
  let ui: ScratchUi

  before(async () => {
    worker = await connectWorker()
    ui = await startScratchUi([
      '--connect',
      worker.url,
      '--users-max',
      '50',
      '--threshold',
      'p99<60s',
    ])
  })
  after(async () => {
    await ui[Symbol.asyncDispose]()
    await worker[Symbol.asyncDispose]()
  })

  async function state(): Promise<Hello> {
    const { body } = await ui.ask('/api/v1/state')
    return body as Hello
  }

  async function until(wanted: (hello: Hello) => boolean): Promise<Hello> {
    const deadline = performance.now() + 60_000
    for (;;) {
      const hello = await state()
      if (wanted(hello)) return hello
      assert.ok(performance.now() < deadline, `still ${hello.live.state}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  test('the shell holds no data, and its policy allows itself alone', async () => {
    const answer = await fetch(ui.origin)
    const text = await answer.text()
    assert.equal(text.includes(worker.url) || text.includes(ui.token), false)
    const policy = answer.headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'; script-src 'sha256-[^']+' 'sha256-[^']+'; style-src/)
    assert.match(policy, /connect-src 'self'.*frame-ancestors 'none'/)
    assert.equal(/unsafe|\*|https?:/.test(policy), false)
    assert.equal(answer.headers.get('access-control-allow-origin'), null)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.equal(answer.headers.get('cross-origin-resource-policy'), 'same-origin')
    assert.doesNotMatch(text, /(?:src|href)="(?!data:|#)/)
  })

  test('another Host, another page and a wrong token are turned away, and start nothing', async () => {
    const body = { profile: 'light' }
    const refused = [
      { headers: { origin: 'http://evil.example' }, status: 403 },
      { headers: { 'sec-fetch-site': 'cross-site' }, status: 403 },
      { headers: { authorization: 'Bearer nonsense' }, status: 401 },
      { headers: { 'content-type': 'text/plain' }, status: 415 },
    ]
    for (const { headers, status } of refused) {
      assert.equal((await ui.ask('/api/v1/start', { body, headers })).status, status)
    }
    // fetch does not let a Host be made up.
    const status = await new Promise((resolve, reject) => {
      request(new URL('/api/v1/state', ui.origin), { headers: { host: 'evil.example' } })
        .on('response', (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })
    assert.equal(status, 421)
    const long = { profile: 'light', seed: '1'.repeat(5000) }
    assert.equal((await ui.ask('/api/v1/start', { body: long })).status, 413)
    assert.equal((await ui.ask('/api/v1/report.json')).status, 409)
    assert.equal((await state()).live.state, 'idle')
  })

  test('a form is read as the command line is, and every fault is told at once, with its field', async () => {
    const { body } = await ui.ask('/api/v1/preview', {
      body: {
        profile: 'spike',
        users: '60',
        'run-time': '5',
        workload: './evil.ts',
        connect: 'http://x',
      },
    })
    const { problems, command } = body as Preview
    const told = problems.map(({ field, text }) => `${field}: ${text}`).join('\n')
    assert.match(told, /workload: Cannot choose a file on the page/)
    assert.match(told, /run-time: Cannot use --run-time "5": expected a duration/)
    assert.match(told, /null: Cannot set "connect" on the page/)
    assert.equal(
      command.startsWith(`npx tsx load/spike.ts --connect ${worker.url} --users 60`),
      true,
      command,
    )
    const many = await ui.ask('/api/v1/preview', { body: { profile: 'spike', users: '60' } })
    assert.match(JSON.stringify(many.body), /60 users at the peak, expected at most 50/)
    const good = await ui.ask('/api/v1/preview', { body: { stages: '10s:20,10s:5' } })
    assert.deepEqual((good.body as Preview).problems, [])
    assert.deepEqual((good.body as Preview).shape.at(-1), [20, 5])
    for (const none of [[], 7, null, 'x']) {
      assert.equal((await ui.ask('/api/v1/start', { body: none })).status, 400)
    }
  })

  test('a run that is stopped while it starts was stopped by its user, and no bug', async () => {
    answers = false
    try {
      assert.equal((await ui.ask('/api/v1/start', { body: { profile: 'light' } })).status, 200)
      assert.equal((await ui.ask('/api/v1/stop', { body: {} })).status, 200)
      const { log } = await until(({ live }) => live.state === 'aborted')
      assert.doesNotMatch(JSON.stringify(log), /bug/)
    } finally {
      answers = true
    }
    const result = (await ui.ask('/api/v1/report.json')).body as Result
    assert.deepEqual([result.exitCode, result.interrupted, result.verdict], [130, true, 'unknown'])
    assert.match(result.checks[0]?.message ?? '', /stopped before it was done/)
  })

  test('a run is started, changed, noted and stopped, and its reports are its own', async () => {
    const body = {
      profile: 'light',
      users: '5',
      'spawn-rate': '100',
      'run-time': '5m',
      threshold: lenient,
      seed: '7',
    }
    assert.equal((await ui.ask('/api/v1/start', { body })).status, 200)
    assert.equal((await ui.ask('/api/v1/start', { body })).status, 409)
    await until(({ live, result }) => live.state === 'running' && (result?.points.length ?? 0) >= 1)
    assert.equal((await ui.ask('/api/v1/report.json')).status, 409)
    const wrong = [{ value: 51 }, { value: -1 }, { value: '5' }, { value: 5, over: -1 }, {}]
    for (const each of wrong)
      assert.equal((await ui.ask('/api/v1/edit', { body: each })).status, 400)
    assert.equal((await ui.ask('/api/v1/edit', { body: { value: 12, over: 0 } })).status, 200)
    assert.equal((await ui.ask('/api/v1/note', { body: { text: ' ' } })).status, 400)
    assert.equal((await ui.ask('/api/v1/note', { body: { text: '<b>noted</b>' } })).status, 200)
    await until(({ result }) => result?.points.at(-1)?.[1] === 12)
    assert.equal((await ui.ask('/api/v1/stop', { body: {} })).status, 200)
    const ended = await until(({ live }) => live.state === 'aborted')
    const { body: report } = await ui.ask('/api/v1/report.json')
    const result = report as Result
    assert.deepEqual([result.script, result.interrupted, result.seed], ['load/light', true, 7])
    assert.equal(result.totals?.sent, ended.result?.head.totals?.sent)
    assert.deepEqual(
      result.marks?.map(({ kind, text }) => [kind, text]),
      [
        ['change', 'to 12 users'],
        ['note', '<b>noted</b>'],
        ['stop', 'stopped before its time'],
      ],
    )
    assert.match(
      result.command,
      /^npx tsx load\/light\.ts --connect http:.* --users 5 .* --seed 7$/,
    )
    const html = await ui.ask('/api/v1/report.html')
    assert.match(String(html.body), /&lt;b&gt;noted&lt;\/b&gt;/)
    for (const format of ['csv', 'xml', 'prom', 'md']) {
      assert.equal((await ui.ask(`/api/v1/report.${format}`)).status, 200, format)
    }
    const prom = (await ui.ask('/api/v1/metrics')).body
    assert.match(String(prom), /^# HELP cdc_testbench_/)
  })

  test('the next run is another one, and its verdict is its own', async () => {
    const earlier = (await state()).live.runId
    const body = { users: '2', 'run-time': '1s', threshold: 'p99<0.001ms\nthroughput>=0' }
    assert.equal((await ui.ask('/api/v1/start', { body })).status, 200)
    const { live, result } = await until(({ live: { state: now } }) =>
      ['failed', 'invalid'].includes(now),
    )
    assert.notEqual(live.runId, earlier)
    assert.equal(result?.head.marks, undefined)
    assert.equal(result?.head.verdict, result?.head.load?.valid ? 'fail' : 'unknown')
  })

  test('Ctrl-C in the terminal ends it with 130 and the Result of the last run, and the port is closed', async () => {
    ui.followed.child.kill('SIGINT')
    const { code, stdout, stderr } = await ui.followed.ended
    assert.equal(code, 130)
    assert.match(stdout, /NO VERDICT load\/ui/)
    assert.equal((stdout + stderr.replace(ui.address, '')).includes(ui.token), false)
    await assert.rejects(fetch(ui.origin))
  })
})

test('a port that is taken is a mistake of usage, and named', async () => {
  await using taken = await scratchServer()
  const { port } = new URL(taken.url)
  const { code, stderr } = await runToEnd(script, { args: ['--port', port] })
  assert.equal(code, 2)
  assert.equal(
    stderr,
    `load/ui: Cannot use --port ${port}: it is taken on 127.0.0.1, expected a free one, or 0 for any\n`,
  )
})

test('a short token of the environment is a mistake of usage, and not told', async () => {
  const { code, stderr } = await runToEnd(script, { environment: { CDC_LIVE_TOKEN: 'hunter2' } })
  assert.equal(code, 2)
  assert.match(stderr, /Cannot use CDC_LIVE_TOKEN: expected 16 or more/)
  assert.doesNotMatch(stderr, /hunter2/)
})

test('a target elsewhere is loaded only where its name was typed', async () => {
  await using ui = await startScratchUi(['--connect', 'http://user:pa55-word@192.0.2.7:8083'])
  const body = { profile: 'light', 'run-time': '1s' }
  const { status, body: answer } = await ui.ask('/api/v1/start', { body })
  assert.equal(status, 400)
  assert.match(JSON.stringify(answer), /"confirm".*Cannot load 192\.0\.2\.7 unasked/)
  const { body: hello } = await ui.ask('/api/v1/state')
  assert.doesNotMatch(JSON.stringify(hello), /pa55-word/)
  const { body: preview } = await ui.ask('/api/v1/preview', { body })
  assert.match(JSON.stringify(preview), /--connect http:\/\/user:\*\*\*@192\.0\.2\.7:8083/)
})
