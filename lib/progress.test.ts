/** Progress: one living line on a terminal, one plain line each 10 s elsewhere. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createProgress } from './progress.ts'

function recorded({ tty, quiet = false }: { tty: boolean; quiet?: boolean }) {
  const written: string[] = []
  const clock = { ms: 0 }
  const line = createProgress({
    write: (text) => written.push(text),
    tty,
    columns: () => 20,
    quiet,
    now: () => clock.ms,
  })
  return { written, clock, line }
}

test('createProgress() overwrites its line on a terminal and never wraps it', () => {
  const { written, line } = recorded({ tty: true })
  line.show('x'.repeat(50))
  line.note('stays')
  line.clear()
  assert.deepEqual(written, [`\r\u001b[2K${'x'.repeat(19)}`, '\r\u001b[2K', 'stays\n'])
})

test('createProgress() writes a plain line each 10 s where nobody watches, and no escape', () => {
  const { written, clock, line } = recorded({ tty: false })
  for (const ms of [0, 5000, 9999, 10_000, 12_000]) {
    clock.ms = ms
    line.show(`at ${ms}`)
  }
  assert.deepEqual(written, ['at 0\n', 'at 10000\n'])
})

test('createProgress() is silent when quiet, but for notes', () => {
  const { written, line } = recorded({ tty: true, quiet: true })
  line.show('busy')
  line.note('trouble')
  assert.deepEqual(written, ['trouble\n'])
})
