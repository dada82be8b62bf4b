/** Chooses each report's format by its extension, opens the files before the run, and writes them by rename. */
import { realpath } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'

import { openAtomicFile } from './atomic-file.ts'
import { UnreachableError, UsageError, messageOf } from './errors.ts'
import { holdsRows, openRowReport } from './row-reports.ts'
import type { AtomicFile } from './atomic-file.ts'
import type { Result } from './result.ts'
import type { RowReport } from './row-reports.ts'
import type { ListedDifference } from './table.ts'

export type Reports = AsyncDisposable & {
  /** Whether any of them holds rows. */
  readonly wantRows: boolean
  /** Adds a row to those that hold rows; resolves when the next may come, and never throws. */
  rows(difference: ListedDifference): Promise<void>
  /**
   * Writes every report. The first call may come at the start of the run, with a Result whose verdict is `unknown`:
   * then only `.json` and `.prom` are written, so that a crash leaves no earlier pass to whoever reads them.
   * Those that hold rows get their names at the end, and only where the run was `complete`; returned is what there is to
   * tell about that. Throws UnreachableError where a file cannot be written; the others are written all the same.
   */
  write(result: Result, how?: { readonly complete: boolean }): Promise<readonly string[]>
}

type Format = {
  readonly render: (result: Result) => Promise<string>
  /** Machines read it whether the run came to its end or not. */
  readonly fromStart?: true
}

const formats: Readonly<Record<string, Format>> = {
  '.html': { render: html },
  '.json': { render: json, fromStart: true },
  '.csv': { render: csv },
  '.xml': { render: junit },
  '.prom': { render: prom, fromStart: true },
  '.md': { render: markdown },
}

/** Media types by format. */
export const reportTypes = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  xml: 'application/xml',
  prom: 'text/plain; version=0.0.4; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
} as const

/** The text of a report, as it would stand in a file of that name. */
export async function renderReport(
  format: keyof typeof reportTypes,
  result: Result,
): Promise<string> {
  const known = formats[`.${format}`]
  if (known === undefined) throw new Error(`There is no report format ${format}`)
  return await known.render(result)
}

type OpenReport = { readonly file: AtomicFile; readonly format: Format }

/**
 * Opens all of them, or none. Throws UsageError with everything that is wrong. Where the script `streamsRows`, `.csv` and
 * `.jsonl` hold the rows that differ.
 */
export async function openReports(
  paths: readonly string[],
  { streamsRows = false }: { readonly streamsRows?: boolean } = {},
): Promise<Reports> {
  const opened: OpenReport[] = []
  const rowReports: RowReport[] = []
  const problems: string[] = []
  const taken = new Set<string>()
  for (const path of paths) {
    const format = formats[extname(path).toLowerCase()]
    const place = await placeOf(path)
    const isRows = streamsRows && holdsRows(path)
    if (format === undefined && !isRows)
      problems.push(`${cannot(path)}: ${unknownExtension(path, { streamsRows })}`)
    else if (taken.has(place)) problems.push(`${cannot(path)} twice: expected it once`)
    else {
      taken.add(place)
      const opening = isRows ? openRowReport(path) : openAtomicFile(path)
      const file = await opening.catch((error: unknown) => whyClosed(path, error))
      if (typeof file === 'string') problems.push(`${cannot(path)}: ${file}`)
      else if ('add' in file) rowReports.push(file)
      else if (format !== undefined) opened.push({ file, format })
    }
  }
  const reports = reportsOf(opened, rowReports)
  if (problems.length === 0) return reports
  await reports[Symbol.asyncDispose]()
  throw new UsageError(problems)
}

/** The same file has many names: `r.json`, `./r.json`, and one through a linked folder. */
async function placeOf(path: string): Promise<string> {
  const full = resolve(path)
  try {
    return await realpath(full)
  } catch {
    const folder = await realpath(dirname(full)).catch(() => dirname(full))
    return join(folder, basename(full))
  }
}

function cannot(path: string): string {
  return `Cannot use --report "${path}"`
}

/** The system names the temporary file beside the report, which nobody has asked for. */
function whyClosed(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return `there is no folder "${dirname(path)}"`
  return messageOf(error).replace(/, \w+ '[^']*'$/, '')
}

function unknownExtension(
  path: string,
  { streamsRows }: { readonly streamsRows: boolean },
): string {
  const known = [...Object.keys(formats), ...(streamsRows ? ['.jsonl'] : [])].join(' ')
  const extension = extname(path)
  if (!streamsRows && extension.toLowerCase() === '.jsonl') {
    return `.jsonl holds differences, which only scripts/reconcile.ts finds, expected one of ${known}`
  }
  const found = extension === '' ? 'no extension' : extension
  return `found ${found}, expected one of ${known}`
}

function reportsOf(opened: readonly OpenReport[], rowReports: readonly RowReport[]): Reports {
  let writes = 0

  async function write(result: Result, { complete } = { complete: true }): Promise<string[]> {
    const isStart = writes === 0 && result.verdict === 'unknown'
    writes += 1
    const wanted = opened.filter(({ format }) => !isStart || format.fromStart === true)
    const told: string[] = []
    const problems: string[] = []
    async function attempt(path: string, writing: () => Promise<string | null>): Promise<void> {
      try {
        const line = await writing()
        if (line !== null) told.push(line)
      } catch (error) {
        problems.push(`Cannot write report "${path}": ${messageOf(error)}`)
      }
    }
    // First, so that what could not be written can still be told by the others.
    for (const report of rowReports)
      await attempt(report.path, () => (isStart ? report.begin() : report.end({ complete })))
    for (const { file, format } of wanted) {
      const text = await format.render(result)
      await attempt(file.path, () => file.write(text).then(() => null))
    }
    if (problems.length > 0) throw new UnreachableError(problems.join('\n'))
    return told
  }

  async function rows(difference: ListedDifference): Promise<void> {
    for (const report of rowReports) await report.add(difference)
  }

  async function dispose(): Promise<void> {
    for (const { file } of opened) await file[Symbol.asyncDispose]()
    for (const report of rowReports) await report[Symbol.asyncDispose]()
  }

  return { wantRows: rowReports.length > 0, rows, write, [Symbol.asyncDispose]: dispose }
}

// Loaded when they are written: a usage error or a first Ctrl-C need not wait for a chart library.

async function html(result: Result): Promise<string> {
  const [{ renderHtml }, { readHtmlAssets }] = await Promise.all([
    import('./report-html.ts'),
    import('./html-assets.ts'),
  ])
  return renderHtml(result, await readHtmlAssets())
}

async function json(result: Result): Promise<string> {
  const { renderJson } = await import('./report-json.ts')
  return renderJson(result)
}

async function csv(result: Result): Promise<string> {
  const { renderCsv } = await import('./report-csv.ts')
  return renderCsv(result)
}

async function junit(result: Result): Promise<string> {
  const { renderJunit } = await import('./report-junit.ts')
  return renderJunit(result)
}

async function prom(result: Result): Promise<string> {
  const { renderProm } = await import('./report-prom.ts')
  return renderProm(result)
}

async function markdown(result: Result): Promise<string> {
  const { renderMarkdown } = await import('./report-markdown.ts')
  return renderMarkdown(result)
}
