/** Signals: the first ends the script in order with its report, the second kills; a lost parent is a signal too. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

import { follow, loader, missingPty, scratchScript } from './scratch-script.ts'
import type { Result } from './result.ts'

const waiting = `
  const timer = setInterval(() => {}, 1000)
  announce('ready ' + process.pid + ' ' + process.ppid)
  if (mode === 'deaf') await new Promise(() => {})
  await new Promise((ok) => signal.addEventListener('abort', ok))
  clearInterval(timer)
  return { checks: [{ name: 'half', verdict: mode === 'failing' ? 'fail' : 'pass' }] }
`

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const) {
  test(`${signal} ends the script with ${code}, its partial report written and its checks unknown`, async () => {
    await using scratch = await scratchScript(waiting)
    const report = join(scratch.folder, 'r.json')
    const args = ['--import', loader, scratch.file, '--mode', 'failing', '--report', report]
    await using live = follow(process.execPath, args)
    await live.until(/ready/)
    const before = JSON.parse(await readFile(report, 'utf8')) as Result
    assert.equal(before.verdict, 'unknown', 'stands as unknown from the start')
    live.child.kill(signal)
    assert.equal((await live.ended).code, code)
    const result = JSON.parse(await readFile(report, 'utf8')) as Result
    assert.deepEqual([result.interrupted, result.exitCode, result.verdict], [true, code, 'unknown'])
    assert.deepEqual(
      result.checks.map(({ name, verdict }) => [name, verdict]),
      [['half', 'unknown']],
    )
  })
}

test('a second SIGINT kills a script that does not end', async () => {
  await using scratch = await scratchScript(waiting)
  await using live = follow(process.execPath, ['--import', loader, scratch.file, '--mode', 'deaf'])
  await live.until(/ready/)
  live.child.kill('SIGINT')
  await live.until(/once more to kill/)
  const again = setInterval(() => live.child.kill('SIGINT'), 200)
  await live.ended
  clearInterval(again)
  assert.equal(live.child.signalCode, 'SIGINT')
})

test(
  'Ctrl-C in a terminal goes through npx tsx and ends with 130',
  { skip: missingPty() },
  async () => {
    await using scratch = await scratchScript(waiting)
    const report = join(scratch.folder, 'r.json')
    const command = `npx tsx ${scratch.file} --report ${report}`
    await using live = follow('script', ['-qfec', command, '/dev/null'])
    await live.until(/ready/)
    live.child.stdin.write('\u0003')
    assert.equal((await live.ended).code, 130)
    assert.equal((JSON.parse(await readFile(report, 'utf8')) as Result).interrupted, true)
  },
)

test('a script whose npx was killed ends with its partial report', async () => {
  await using scratch = await scratchScript(waiting)
  const report = join(scratch.folder, 'r.json')
  await using live = follow('npx', ['tsx', scratch.file, '--report', report])
  await live.until(/ready/)
  live.child.kill('SIGKILL')
  // The pipes close only when the last of npx, tsx and the script is gone.
  await live.ended
  const result = JSON.parse(await readFile(report, 'utf8')) as Result
  assert.deepEqual([result.interrupted, result.exitCode], [true, 143])
})

test('what a script announces keeps the password of its throw-away servers, and no Result follows', async () => {
  const url = 'postgres://postgres:throw-away@127.0.0.1:1/shop'
  await using scratch = await scratchScript(waiting.replace("'ready '", `'ready ${url} '`))
  await using live = follow(process.execPath, ['--import', loader, scratch.file])
  await live.until(/ready/)
  live.child.kill('SIGINT')
  const { stdout } = await live.ended
  assert.match(stdout, /^ready postgres:\/\/postgres:throw-away@127\.0\.0\.1:1\/shop \d+ \d+\n$/)
})

test(
  'what a script announces takes the living line of a terminal away',
  { skip: missingPty() },
  async () => {
    await using scratch = await scratchScript(`progress('making it'); ${waiting}`)
    await using live = follow('script', ['-qfec', `npx tsx ${scratch.file}`, '/dev/null'])
    const said = await live.until(/ready/)
    live.child.stdin.write('\u0003')
    await live.ended
    assert.ok(said.includes('making it\r\u001b[2Kready'), JSON.stringify(said))
  },
)
