/** A load run in full swing on the embedded stack: Ctrl-C ends it in order, kill -9 leaves nothing behind. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { descendants, isAlive } from './scratch-processes.ts'
import { follow, loader, missingPty } from './scratch-script.ts'
import type { Result } from './result.ts'

const spike = fileURLToPath(new URL('../load/spike.ts', import.meta.url))

/** 300 users who hardly think keep the generator and the stand-in at their limit. */
const fullLoad = [
  '--users',
  '300',
  '--spawn-rate',
  '300',
  '--user-class',
  'HighThroughputUser',
  '--run-time',
  '60s',
]

const leftoverMs = 60_000

test(
  'Ctrl-C under full load ends npx tsx with 130 and a partial report',
  { skip: missingPty() },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-report-'))
    const report = join(folder, 'r.json')
    const command = ['npx', 'tsx', `'${spike}'`, ...fullLoad, '--report', report].join(' ')
    await using live = follow('script', ['-qfec', command, '/dev/null'])
    await live.until(/ 300 users, [1-9]\d*\/s/)
    live.child.stdin.write('\u0003')
    assert.equal((await live.ended).code, 130)
    const result = JSON.parse(await readFile(report, 'utf8')) as Result
    assert.deepEqual([result.interrupted, result.exitCode, result.verdict], [true, 130, 'unknown'])
    assert.ok((result.totals?.sent ?? 0) > 0)
    assert.equal(result.load?.sentInAll, result.load?.serverCounted)
    await rm(folder, { recursive: true })
  },
)

test('kill -9 under full load leaves no process and no folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-report-'))
  const report = join(folder, 'r.json')
  await using live = follow(process.execPath, [
    '--import',
    loader,
    spike,
    ...fullLoad,
    '--report',
    report,
  ])
  await live.until(/ 300 users, [1-9]\d*\/s|\b1s of 1m/)
  const started = leftovers()
  assert.ok(started.processes.length >= 3, 'two servers and the stand-in run')
  assert.ok(started.folders.length >= 1, 'their folder is there')
  live.child.kill('SIGKILL')
  await live.ended
  const deadline = performance.now() + leftoverMs
  function left(): number {
    const folders = started.folders.filter((each) => existsSync(each))
    return started.processes.filter(isAlive).length + folders.length
  }
  while (left() > 0 && performance.now() < deadline) await delay(50)
  assert.deepEqual(
    [started.processes.filter(isAlive), started.folders.filter((each) => existsSync(each))],
    [[], []],
  )
  const result = JSON.parse(await readFile(report, 'utf8')) as Result
  assert.equal(result.verdict, 'unknown', 'what stands there is no pass of yesterday')
  await rm(folder, { recursive: true })

  function leftovers(): { processes: number[]; folders: string[] } {
    return {
      processes: descendants(live.child.pid ?? 0),
      folders: stackFolders(live.child.pid ?? 0),
    }
  }
})

/** The folders of the stack, as its servers name them on their command lines. */
function stackFolders(pid: number): string[] {
  const named = descendants(pid).flatMap((each) => {
    const line = existsSync(`/proc/${each}/cmdline`)
      ? readFileSync(`/proc/${each}/cmdline`, 'utf8')
      : ''
    return [...line.matchAll(/\/[^\0]*cdc-testbench-stack[^/\0]*/g)].map(([path]) => path)
  })
  return [...new Set(named)]
}
