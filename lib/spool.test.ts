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

test('openSpool() keeps apart what several append at once, and holds nothing for what is empty', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-spool-'))
  await using spool = await openSpool(join(folder, 'spool'))
  await rm(folder, { recursive: true })
  async function fill(letter: string): Promise<void> {
    for (let at = 0; at < 200; at += 1) {
      const text = letter.repeat(at % 50 === 0 ? 300_000 : 3000)
      const [offset] = await Promise.all([spool.append(text), spool.append('')])
      if (at % 20 > 0) continue
      const read = (await spool.read(offset, text.length)).toString()
      assert.ok(read === text, `${letter} ${at}: ${read.slice(0, 9)}`)
    }
  }
  await Promise.all(['a', 'b', 'c', 'd'].map(fill))
  assert.equal(spool.length(), 4 * (196 * 3000 + 4 * 300_000))
  const whole = (await spool.read(0, spool.length())).toString()
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((letter) => whole.split(letter).length - 1),
    [1_788_000, 1_788_000, 1_788_000, 1_788_000],
  )
})

test('linesOf() ends a line at a newline only, wherever the pieces end', async () => {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (const byte of Buffer.from('a\r\u2028ü\n\nlast')) yield Buffer.of(byte)
  }
  const lines = []
  for await (const line of linesOf(pieces())) lines.push(line)
  assert.deepEqual(lines, ['a\r\u2028ü', '', 'last'])
})
