/** A checkpoint survives its writer's end at any moment, and never mixes two runs or two kinds of work. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'

import { openCheckpoint } from './checkpoint.ts'
import { UsageError } from './errors.ts'
import { identityOf, pidNamespace } from './process-identity.ts'
import { loader } from './scratch-script.ts'
import type { Checkpoint, Fingerprint } from './checkpoint.ts'

let folder: string
let files = 0

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoint-test-'))
})

after(async () => await rm(folder, { recursive: true }))

function freshPath(): string {
  files += 1
  return join(folder, `file-${files}`)
}

const fingerprint = { seed: '7', 'table public.orders': 'key id' }

async function opened(
  path: string,
  expected: Fingerprint = fingerprint,
): Promise<Checkpoint<number>> {
  return await openCheckpoint(path, expected, (value) => {
    if (typeof value !== 'number') throw new Error('expected a number')
    return value
  })
}

/** The work of two tables, as a run that was stopped leaves it. */
async function leaveWork(path: string): Promise<void> {
  await using checkpoint = await opened(path)
  await checkpoint.add('public.orders', 1)
  await Promise.all([2, 3, 4].map(async (value) => await checkpoint.add('public.orders', value)))
  await checkpoint.add('public."Ümläut\n"', 5)
}

test('openCheckpoint() gives back what an earlier run finished, by table and in order', async () => {
  const path = freshPath()
  await leaveWork(path)
  await using checkpoint = await opened(path)
  assert.deepEqual(checkpoint.finished('public.orders'), [1, 2, 3, 4])
  assert.deepEqual(checkpoint.finished('public."Ümläut\n"'), [5])
  assert.deepEqual(checkpoint.finished('public.other'), [])
})

test('done() removes the file, and nothing is left beside it', async () => {
  const path = freshPath()
  await leaveWork(path)
  {
    await using checkpoint = await opened(path)
    await checkpoint.done()
  }
  const left = (await readdir(folder)).filter((name) =>
    name.startsWith(path.slice(folder.length + 1)),
  )
  assert.deepEqual(left, [])
})

test('openCheckpoint() goes on from a file that was cut off anywhere', async () => {
  const path = freshPath()
  await leaveWork(path)
  const whole = await readFile(path)
  const header = whole.indexOf('\n') + 1
  const seen = new Set<number>()
  for (let cut = header; cut <= whole.length; cut += 1) {
    await writeFile(path, whole.subarray(0, cut))
    const complete = whole.subarray(header, cut).toString().split('\n').length - 1
    {
      await using checkpoint = await opened(path)
      assert.deepEqual(checkpoint.finished('public.orders'), [1, 2, 3, 4].slice(0, complete))
      await checkpoint.add('public.later', 9)
    }
    await using again = await opened(path)
    assert.deepEqual(again.finished('public.later'), [9])
    assert.deepEqual(again.finished('public.orders'), [1, 2, 3, 4].slice(0, complete))
    seen.add(complete)
  }
  assert.equal(seen.size, 6)
})

test('openCheckpoint() goes on after kill -9, and has all that was told to be there', async () => {
  const path = freshPath()
  const module = new URL('checkpoint.ts', import.meta.url).href
  const program = `
    const { openCheckpoint } = await import(${JSON.stringify(module)})
    const checkpoint = await openCheckpoint(process.env.FILE, { seed: '7' }, (value) => value)
    console.log('open')
    for (let value = 1; ; value += 1) {
      await checkpoint.add('public.orders', value)
      console.log(value)
    }`
  const args = ['--import', loader, '--input-type=module', '--eval', program]
  const writer = spawn(process.execPath, args, { env: { ...process.env, FILE: path } })
  let told = 0
  for await (const line of createInterface(writer.stdout)) {
    if (line === 'open') {
      // While it runs nobody else may have the file.
      await assert.rejects(opened(path, { seed: '7' }), (error) => {
        assert.ok(error instanceof UsageError)
        assert.match(error.message, new RegExp(`process ${writer.pid} uses it`))
        return true
      })
      continue
    }
    told = Number(line)
    if (told === 200) writer.kill('SIGKILL')
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit')
  await using checkpoint = await opened(path, { seed: '7' })
  const finished = checkpoint.finished('public.orders')
  assert.ok(told >= 200 && finished.length >= told)
  assert.deepEqual(
    finished,
    Array.from({ length: finished.length }, (_, index) => index + 1),
  )
})

test('openCheckpoint() lets no second one in, in the same process either', async () => {
  const path = freshPath()
  {
    await using first = await opened(path)
    await assert.rejects(opened(path), /uses it/)
    await first.add('public.orders', 1)
  }
  await using later = await opened(path)
  assert.deepEqual(later.finished('public.orders'), [1])
})

const holders: readonly (readonly [story: string, holder: string, taken: boolean])[] = [
  ['is gone', JSON.stringify({ pid: 1, startedAt: 'long ago', namespace: pidNamespace() }), true],
  ['cannot be told', 'no JSON', true],
  ['is in another container', JSON.stringify({ pid: 1, startedAt: '', namespace: 'x' }), false],
  ['runs', JSON.stringify({ ...identityOf(process.ppid), namespace: pidNamespace() }), false],
]

for (const [story, holder, taken] of holders) {
  test(`openCheckpoint() ${taken ? 'takes over' : 'leaves'} a lock whose holder ${story}`, async () => {
    const path = freshPath()
    await writeFile(`${path}.lock`, holder)
    if (!taken) {
      await assert.rejects(opened(path), UsageError)
      assert.equal(await readFile(`${path}.lock`, 'utf8'), holder)
      return
    }
    await using checkpoint = await opened(path)
    assert.deepEqual(checkpoint.finished('public.orders'), [])
  })
}

test('openCheckpoint() says all that differs from the work of the earlier run', async () => {
  const path = freshPath()
  await leaveWork(path)
  const other = { seed: '8', 'table public.lines': 'key id' }
  await assert.rejects(opened(path, other), (error) => {
    assert.ok(error instanceof UsageError)
    assert.deepEqual(error.problems, [
      `Cannot resume from "${path}": its seed is "7", expected "8"`,
      `Cannot resume from "${path}": its table public.lines is none, expected "key id"`,
      `Cannot resume from "${path}": its table public.orders is "key id", expected none`,
    ])
    return true
  })
  await using checkpoint = await opened(path)
  assert.equal(checkpoint.finished('public.orders').length, 4)
})

test('openCheckpoint() writes over nothing that is no checkpoint', async () => {
  for (const text of [
    'notes',
    'notes\n',
    '{}\n',
    'null\n',
    '{"checkpoint":2,"fingerprint":{}}\n',
  ]) {
    const path = freshPath()
    await writeFile(path, text)
    await assert.rejects(opened(path), /it is no checkpoint of this version/)
    assert.equal(await readFile(path, 'utf8'), text)
  }
})

test('openCheckpoint() refuses a line that is damaged in the middle', async () => {
  for (const line of ['{"table":"public.ord', '{"finished":1}', '{"table":"t","finished":"1"}']) {
    const path = freshPath()
    await leaveWork(path)
    await appendFile(path, `${line}\n{"table":"public.orders","finished":6}\n`)
    await assert.rejects(opened(path), /line 7 is damaged/)
  }
})

test('openCheckpoint() says which path cannot be used', async () => {
  for (const path of [join(folder, 'not/there'), folder]) {
    await assert.rejects(opened(path), (error) => {
      assert.ok(error instanceof UsageError)
      assert.ok(error.message.startsWith(`Cannot use the checkpoint "${path}": `))
      return true
    })
  }
})
