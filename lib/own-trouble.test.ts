/** A task of somebody's own that ends or blocks its thread is told as theirs, on the command line and on the live page. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { answerJson, scratchServer } from './scratch-server.ts'
import { runToEnd } from './scratch-script.ts'
import { startScratchUi } from './scratch-ui.ts'
import { until } from './wait.ts'
import type { Hello } from './live-events.js'
import type { Result } from './result.ts'
import type { ScratchServer } from './scratch-server.ts'

const light = fileURLToPath(new URL('../load/light.ts', import.meta.url))
const shape = ['--users', '3', '--spawn-rate', '50', '--run-time', '1s', '--stop-timeout', '100ms']
let folder = ''
let worker: ScratchServer

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-own-trouble-'))
  worker = await scratchServer((_incoming, response) => answerJson(response, []))
})

after(async () => {
  await worker[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const troubles: readonly (readonly [story: string, does: string, told: RegExp])[] = [
  ['ends its thread', 'process.exit(3)', /it ended its thread with process\.exit\(3\)/],
  ['blocks its thread', 'for (;;);', /it blocked its thread for \d+ s/],
]

/** Its task waits first, as one does that asks a server. */
async function moduleThat(does: string): Promise<string> {
  return await moduleOf(taskOf(`await new Promise((r) => setTimeout(r, 50)); ${does}`))
}

function taskOf(does: string): string {
  const task = `{ method: 'GET', name: '/x', run: async () => { ${does} } }`
  return `export const users = { A: { tasks: [${task}] } }`
}

async function moduleOf(text: string): Promise<string> {
  const file = join(folder, 'mine.mts')
  await writeFile(file, text)
  return file
}

for (const [story, does, told] of troubles) {
  test(`a task that ${story} is told in one line of the command line, with exit code 2`, async () => {
    const args = ['--workload', await moduleThat(does), '--connect', worker.url, ...shape]
    const { code, stderr } = await runToEnd(light, { args })
    assert.equal(code, 2, stderr)
    const lines = stderr.split('\n').filter((line) => line.includes('Cannot '))
    assert.equal(lines.length, 1, stderr)
    assert.match(lines[0] ?? '', /^load\/light: Cannot run workload "file:.*mine\.mts": it /)
    assert.match(lines[0] ?? '', told)
    assert.doesNotMatch(stderr, /bug|\n {4}at /)
    assert.match(stderr, /^load\/light: loading the workload …$/m)
  })

  test(`a task that ${story} is told on the live page, and its run is no bug of ours`, async () => {
    const file = await moduleThat(does)
    await using ui = await startScratchUi(['--workload', file, '--connect', worker.url])
    const short = { users: '3', 'spawn-rate': '50', 'run-time': '1s', 'stop-timeout': '100ms' }
    const body = { profile: 'light', workload: file, ...short }
    const { status } = await ui.ask('/api/v1/start', { body })
    assert.equal(status, 200)
    async function ended(): Promise<Hello | null> {
      const hello = (await ui.ask('/api/v1/state')).body as Hello
      return hello.live.state === 'invalid' ? hello : null
    }
    const hello = await until(ended, { what: 'the end', deadlineMs: 60_000, everyMs: 100 })
    assert.match(JSON.stringify(hello), told)
    const report = await ui.ask('/api/v1/report.json')
    const { exitCode, checks } = report.body as Result
    assert.deepEqual([exitCode, checks[0]?.name], [2, 'usage'])
    assert.doesNotMatch(JSON.stringify(hello), /a bug in/)
  })
}

test('a task that waits for nothing is measured for as long as was asked, and what it throws with ids is one group', async () => {
  const file = await moduleOf(taskOf('throw new Error(`User ${crypto.randomUUID()} not found`)'))
  const args = ['--workload', file, '--connect', worker.url, ...shape, '--json']
  const { code, stdout, stderr } = await runToEnd(light, { args })
  assert.ok(code === 1 || code === 3, stderr)
  const { totals, failures, load } = JSON.parse(stdout) as Result
  assert.ok((totals?.sent ?? 0) > 3 && totals?.sent === totals?.failed, stdout)
  assert.deepEqual([failures?.length, load?.measuredSeconds], [1, 1])
  assert.equal(failures?.[0]?.message, 'User … not found')
  assert.match(failures[0].sample ?? '', /^User [\da-f]{8}-[\da-f-]{27} not found$/)
})
