/** What goes into the file comes out of it, and no file stays. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { linesOf, openSpool, spooledLines } from './spool.ts'

test('openSpool() gives back what was appended, and has no name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-spool-'))
  await using spool = await openSpool(join(folder, 'spool'))
  assert.deepEqual(await readdir(folder), [])
  await rm(folder, { recursive: true })
  const offsets = []
  for (let at = 0; at < 5000; at += 1)
    offsets.push(await spool.append(`${'ü'.repeat(at % 300)}${at}\n`))
  const last = offsets.at(-1) ?? 0
  assert.equal(
    (await spool.read(last, spool.length() - last)).toString(),
    `${'ü'.repeat(199)}4999\n`,
  )
  assert.equal((await spool.read(spool.length(), 10)).length, 0)
  let count = 0
  for await (const line of spooledLines(spool)) {
    assert.equal(line, `${'ü'.repeat(count % 300)}${count}`)
    count += 1
  }
  assert.equal(count, 5000)
})

test('linesOf() ends a line at a newline only, wherever the pieces end', async () => {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (const byte of Buffer.from('a\r\u2028ü\n\nlast')) yield Buffer.of(byte)
  }
  const lines = []
  for await (const line of linesOf(pieces())) lines.push(line)
  assert.deepEqual(lines, ['a\r\u2028ü', '', 'last'])
})
