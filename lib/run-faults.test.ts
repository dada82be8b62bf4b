/** The script of the faults as a person and a machine use it: one fault, the list, and databases that are kept. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { faultCatalogue } from './fault-catalogue.ts'
import { connectPostgres } from './postgres.ts'
import { follow, loader, runToEnd } from './scratch-script.ts'
import type { Result } from './result.ts'

const file = fileURLToPath(new URL('../mutation/faults.ts', import.meta.url))

test('mutation/faults.ts --list tells every fault, and runs none', async () => {
  const { code, stdout } = await runToEnd(file, { args: ['--list', '--json'] })
  const { faults = [], checks } = JSON.parse(stdout) as Result
  assert.equal(code, 0)
  assert.deepEqual(checks, [{ name: 'done', verdict: 'pass' }])
  assert.deepEqual(
    faults.map(({ id, verdict }) => [id, verdict]),
    (await faultCatalogue()).map(({ id }) => [id, 'not-run']),
  )
})

test('mutation/faults.ts --fault tells one so that somebody understands it who has never seen it', async () => {
  const { code, stdout } = await runToEnd(file, { args: ['--fault', 'l21'] })
  assert.equal(code, 0)
  for (const words of [
    /✓ detected +L21 +loss +one update is lost +1 +1/,
    /In a real pipeline: event\.processing\.failure\.handling\.mode=skip/,
    /source: UPDATE accounts SET balance = 100\.01, version = 2 WHERE id = 13/,
    /public\.accounts: id='13' changed: balance '100\.01' → '100\.00', version '2' → '1'/,
    /public\.accounts id=13: /,
    /PASS mutation\/faults on the embedded stack/,
  ]) {
    assert.match(stdout, words)
  }
})

const wrong: readonly (readonly [args: readonly string[], told: RegExp])[] = [
  [['--fault', 'L211'], /Cannot use --fault "L211": expected an id that --list tells, L21 perhaps/],
  [['--fault', ''], /--fault/],
  [['--keep'], /Cannot use --keep alone: expected --fault beside it/],
  [['--list', '--fault', 'L1'], /--list/],
  [
    ['--source', 'postgres://h/a', '--target', 'postgres://h/b'],
    /Cannot inject faults into databases of yours/,
  ],
]

for (const [args, told] of wrong) {
  test(`mutation/faults.ts ${args.join(' ')} is a mistake of the caller, told in one line`, async () => {
    const { code, stdout, stderr } = await runToEnd(file, { args })
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, told)
    assert.doesNotMatch(stderr, /\n +at /)
  })
}

test('mutation/faults.ts --fault --keep announces its databases once, and removes them on Ctrl-C', async () => {
  await using started = follow(process.execPath, [
    '--import',
    loader,
    file,
    '--fault',
    'L17',
    '--keep',
    '--json',
  ])
  const [line] = /^\{.*\}$/m.exec(await started.until(/^\{.*\}\n/m)) ?? ['']
  const { source, target, pid } = JSON.parse(line) as {
    source: string
    target: string
    pid: number
  }
  for (const [url, rows] of [
    [source, 60],
    [target, 54],
  ] as const) {
    await using sql = await connectPostgres(url, { max: 1 })
    const [row] = await sql<[{ count: number }]>`SELECT count(*)::int AS count FROM payments`
    assert.equal(row.count, rows)
  }
  process.kill(pid, 'SIGINT')
  const { code, stdout } = await started.ended
  assert.deepEqual([code, stdout.trim().split('\n').length], [130, 1])
  await assert.rejects(connectPostgres(target, { max: 1 }), /Cannot reach PostgreSQL/)
})
