/** Which reports can be opened, when each is written, and what is left when the writer dies. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { UnreachableError, UsageError } from './errors.ts'
import { openReports } from './report.ts'
import { sampleResult } from './sample-result.ts'
import type { Result } from './result.ts'

const extensions = ['html', 'json', 'csv', 'xml', 'prom', 'md']

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-report-'))
  try {
    await run(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function atStart(): Promise<Result> {
  const result = await sampleResult('checks')
  const checks = [{ name: 'run completed', verdict: 'unknown' }] as const
  return { ...result, verdict: 'unknown', exitCode: 3, checks, durationMs: 0 }
}

async function problemsOf(paths: readonly string[]): Promise<readonly string[]> {
  try {
    await using reports = await openReports(paths)
    return reports ? [] : []
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error))
    return error.problems
  }
}

test('openReports() tells everything that is wrong at once, and leaves nothing behind', () =>
  withFolder(async (folder) => {
    await mkdir(join(folder, 'folder.json'))
    function at(name: string): string {
      return join(folder, name)
    }
    const problems = await problemsOf([
      at('good.html'),
      at('r.pdf'),
      at('r'),
      at('r.jsonl'),
      at('folder.json'),
      at('no/where.md'),
      at('./x/../good.html'),
    ])
    const expected = [
      /^Cannot use --report ".*r\.pdf": found \.pdf, expected one of \.html \.json \.csv \.xml \.prom \.md$/,
      /r": found no extension, expected one of \.html /,
      /r\.jsonl": \.jsonl holds differences, which only scripts\/reconcile\.ts finds/,
      /folder\.json": it is a folder$/,
      /where\.md": there is no folder ".*\/no"$/,
      /good\.html" twice: expected it once$/,
    ]
    assert.equal(problems.length, expected.length, problems.join('\n'))
    for (const [index, pattern] of expected.entries()) assert.match(problems[index] ?? '', pattern)
    assert.deepEqual(await readdir(folder), ['folder.json'])
  }))

test('openReports() knows extensions in any case', () =>
  withFolder(async (folder) => {
    await using reports = await openReports([join(folder, 'R.JSON')])
    await reports.write(await sampleResult('pass'))
    assert.deepEqual(await readdir(folder), ['R.JSON'])
  }))

test('write() at the start writes what machines read, and at the end everything', () =>
  withFolder(async (folder) => {
    const reports = await openReports(extensions.map((each) => join(folder, `r.${each}`)))
    await reports.write(await atStart())
    const early = (await readdir(folder)).filter((name) => !name.includes('.tmp-'))
    assert.deepEqual(early, ['r.json', 'r.prom'])
    assert.match(await readFile(join(folder, 'r.json'), 'utf8'), /"verdict": "unknown"/)
    // The end may be unknown too, and is then the end all the same.
    await reports.write(await sampleResult('invalid'))
    await reports[Symbol.asyncDispose]()
    assert.deepEqual(
      (await readdir(folder)).toSorted(),
      extensions.map((each) => `r.${each}`).toSorted(),
    )
    assert.match(await readFile(join(folder, 'r.html'), 'utf8'), /NO VERDICT/)
  }))

test('write() writes the other reports where one cannot be written, and says which', () =>
  withFolder(async (folder) => {
    await mkdir(join(folder, 'gone'))
    const reports = await openReports([join(folder, 'gone', 'r.json'), join(folder, 'r.csv')])
    await rm(join(folder, 'gone'), { recursive: true })
    const writing = reports.write(await sampleResult('pass'))
    await assert.rejects(writing, (error) => {
      assert.ok(error instanceof UnreachableError)
      assert.match(error.message, /^Cannot write report ".*gone\/r\.json": ENOENT/)
      return true
    })
    await reports[Symbol.asyncDispose]()
    assert.deepEqual(await readdir(folder), ['r.csv'])
  }))

test("a writer that is killed leaves no half report, and no earlier run's pass to machines", () =>
  withFolder(async (folder) => {
    const paths = extensions.map((each) => join(folder, `r.${each}`))
    for (const path of paths) await writeFile(path, "yesterday's pass")
    const module = new URL('report.ts', import.meta.url).href
    const code = `
      const { openReports } = await import(${JSON.stringify(module)})
      const reports = await openReports(${JSON.stringify(paths)})
      await reports.write(${JSON.stringify(await atStart())})
      console.log('started')
      setInterval(() => {}, 1000)
    `
    const tsx = fileURLToPath(import.meta.resolve('tsx'))
    const child = spawn(process.execPath, ['--import', tsx, '--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const signal = AbortSignal.timeout(30_000)
    try {
      await once(child.stdout, 'data', { signal })
    } finally {
      child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit', { signal })
    const texts = await Promise.all(
      paths.map(async (path) => [path.replace(/.*\./, ''), await readFile(path, 'utf8')] as const),
    )
    const { json, prom, ...others } = Object.fromEntries(texts)
    assert.equal((JSON.parse(json ?? '') as Result).verdict, 'unknown')
    assert.match(prom ?? '', /verdict="unknown"\} 1/)
    assert.deepEqual(new Set(Object.values(others)), new Set(["yesterday's pass"]))
  }))
