/** The frame: one exit code for each ending, one document on stdout, and no secret anywhere. */
import assert from 'node:assert/strict'
import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

import { runToEnd, scratchScript } from './scratch-script.ts'
import type { Result } from './result.ts'

const endings = `
  const checks = (...verdicts) => ({ checks: verdicts.map((verdict) => ({ name: verdict, verdict })) })
  if (mode === 'pass') return checks('pass', 'pass')
  if (mode === 'fail') return checks('pass', 'fail', 'unknown')
  if (mode === 'unknown') return checks('pass', 'unknown')
  if (mode === 'none') return checks()
  if (mode === 'usage') throw new errors.UsageError(['one is wrong', 'two is wrong'])
  if (mode === 'unreachable') throw new errors.UnreachableError('Cannot reach "x": refused')
  if (mode === 'throw') throw new TypeError('boom')
  if (mode === 'reject') { Promise.reject(new Error('nobody awaits')); await new Promise((ok) => setTimeout(ok, 30_000)) }
  if (mode === 'stuck') await new Promise(() => {})
  if (mode === 'secret') throw new errors.UnreachableError('Cannot reach ' + flags.source + ' with hunter2-secret')
  if (mode === 'much') return { checks: [{ name: 'x'.repeat(3_000_000), verdict: 'pass' }] }
  return checks('pass')
`

const exitCodes: [mode: string, code: number, verdict: string][] = [
  ['pass', 0, 'pass'],
  ['fail', 1, 'fail'],
  ['unknown', 3, 'unknown'],
  ['none', 3, 'unknown'],
  ['unreachable', 3, 'unknown'],
  ['throw', 4, 'unknown'],
  ['stuck', 4, 'unknown'],
]

for (const [mode, code, verdict] of exitCodes) {
  test(`script() ends a run that is "${mode}" with ${code}, and its Result says the same`, async () => {
    await using scratch = await scratchScript(endings)
    const report = join(scratch.folder, 'r.json')
    const ended = await runToEnd(scratch.file, {
      args: ['--mode', mode, '--json', '--report', report],
    })
    const result = JSON.parse(ended.stdout) as Result
    assert.deepEqual(
      [ended.code, result.exitCode, result.verdict],
      [code, code, verdict],
      ended.stderr,
    )
    assert.deepEqual(JSON.parse(await readFile(report, 'utf8')), result)
  })
}

test('script() ends with 4 for a rejection that nobody awaits, while main still waits', async () => {
  await using scratch = await scratchScript(endings.replace('30_000', '300'))
  const ended = await runToEnd(scratch.file, { args: ['--mode', 'reject'] })
  assert.equal(ended.code, 4)
  assert.match(ended.stderr, /a bug in cdc-testbench: nobody awaits/)
})

test('script() tells all usage errors at once, a line each, with exit code 2 and nothing on stdout', async () => {
  await using scratch = await scratchScript(endings)
  const args = [
    '--moed',
    'x',
    '--seed',
    '-1',
    '--report',
    '/nowhere/x.html',
    '--report',
    'y.pdf',
    '--report=',
    'stray',
  ]
  const ended = await runToEnd(scratch.file, { args, environment: { CDC_SEEED: '1' } })
  assert.equal(ended.code, 2)
  assert.equal(ended.stdout, '')
  for (const word of [
    '--moed',
    '--seed',
    '/nowhere/x.html',
    'y.pdf',
    '""',
    '"stray"',
    'CDC_SEEED',
  ]) {
    assert.equal(
      ended.stderr.split('\n').filter((line) => line.includes(word)).length,
      1,
      ended.stderr,
    )
  }
  assert.doesNotMatch(ended.stderr, /\n\s+at /)
})

test('script() ends with 2 where main finds the usage wrong', async () => {
  await using scratch = await scratchScript(endings)
  const ended = await runToEnd(scratch.file, { args: ['--mode', 'usage'] })
  assert.deepEqual([ended.code, ended.stdout], [2, ''])
  assert.match(ended.stderr, /one is wrong\n.*two is wrong\n$/)
})

test('script() shows no password: not in text, JSON, reports or errors', async () => {
  await using scratch = await scratchScript(endings)
  const reports = ['html', 'json', 'csv', 'xml', 'prom', 'md'].map((kind) =>
    join(scratch.folder, `r.${kind}`),
  )
  const url = 'postgres://bob:hunter2-secret@h/db'
  const args = [
    '--mode',
    'secret',
    '--source',
    url,
    '--target',
    url,
    ...reports.flatMap((file) => ['--report', file]),
  ]
  for (const extra of [[], ['--json']]) {
    const ended = await runToEnd(scratch.file, { args: [...args, ...extra] })
    assert.equal(ended.code, 3)
    const written = await Promise.all(reports.map((file) => readFile(file, 'utf8')))
    for (const text of [ended.stdout, ended.stderr, ...written])
      assert.doesNotMatch(text, /hunter2/)
    assert.match(ended.stderr, /postgres:\/\/bob:\*\*\*@h\/db/)
  }
})

test('script() is quiet where all passes, and speaks where something does not', async () => {
  await using scratch = await scratchScript(endings)
  const passed = await runToEnd(scratch.file, { args: ['--mode', 'pass', '--quiet'] })
  assert.deepEqual([passed.code, passed.stdout, passed.stderr], [0, '', ''])
  const failed = await runToEnd(scratch.file, { args: ['--mode', 'fail', '--quiet'] })
  assert.equal(failed.code, 1)
  assert.match(failed.stdout, /FAIL/)
})

test('script() writes all of a long Result to a pipe', async () => {
  await using scratch = await scratchScript(endings)
  const ended = await runToEnd(scratch.file, { args: ['--mode', 'much', '--json'] })
  assert.equal((JSON.parse(ended.stdout) as Result).checks[0]?.name.length, 3_000_000)
})

test('script() runs from any folder, through a symlink, and without the extension', async () => {
  await using scratch = await scratchScript(endings)
  const link = join(scratch.folder, 'link.ts')
  await symlink(scratch.file, link)
  for (const file of [scratch.file, link, scratch.file.replace(/\.ts$/, '')]) {
    const ended = await runToEnd(file, { args: ['--mode', 'fail'], cwd: '/' })
    assert.equal(ended.code, 1, `${file}: ${ended.stderr}`)
  }
})

test('judge() never falls back to the embedded stack', async () => {
  await using scratch = await scratchScript(endings, { frame: 'judge' })
  const bare = await runToEnd(scratch.file)
  assert.equal(bare.code, 2)
  assert.match(bare.stderr, /expected --source URL and --target URL, or --stack embedded/)
  assert.equal((await runToEnd(scratch.file, { args: ['--stack', 'embedded'] })).code, 0)
})

test('script() prints its manual for --help whatever else is wrong', async () => {
  await using scratch = await scratchScript(endings)
  const ended = await runToEnd(scratch.file, { args: ['--help', '--nonsense'] })
  assert.deepEqual([ended.code, ended.stderr], [0, ''])
  assert.match(ended.stdout, /^A scratch script\./)
})

test('script() takes words without a flag only where the script checks them', async () => {
  await using scratch = await scratchScript('', {
    third: `{
      checkWords: (words) => words.flatMap((word) => (word === 'load' ? [] : ['no ' + word])),
      main: async ({ words }) => ({ checks: [{ name: words.join(), verdict: 'pass' }] }),
    }`,
  })
  const right = await runToEnd(scratch.file, { args: ['load', '--json'] })
  assert.equal((JSON.parse(right.stdout) as Result).checks[0]?.name, 'load')
  const wrong = await runToEnd(scratch.file, { args: ['laod'] })
  assert.deepEqual([wrong.code, wrong.stdout], [2, ''])
  assert.match(wrong.stderr, /no laod/)
})
