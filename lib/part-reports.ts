/** The report of each of several saved Results, as neighbours of the one of all, which leads to them. */
import { basename, dirname, extname, join } from 'node:path'

import { openAtomicFile } from './atomic-file.ts'
import { UnreachableError, messageOf } from './errors.ts'
import { renderReport } from './report.ts'
import type { Merged } from './merge-results.ts'
import type { Result } from './result.ts'

/**
 * Of `both.html` the second part is `both-2-load-spike.html`. Where no report is `.html`, or there is one Result alone, nothing is written.
 * @throws UnreachableError where a file cannot be written
 */
export async function writePartReports(
  results: readonly Result[],
  reports: readonly string[],
): Promise<readonly Merged[]> {
  const pages = reports.filter((path) => extname(path).toLowerCase() === '.html')
  const [first] = pages
  if (first === undefined || results.length === 1) {
    return results.map((result) => ({ result, report: null }))
  }
  const merged: Merged[] = []
  for (const [index, result] of results.entries()) {
    const html = await renderReport('html', result)
    const name = `${index + 1}-${fileWord(result.script)}`
    for (const page of pages) await write(neighbour(page, name), html)
    merged.push({ result, report: basename(neighbour(first, name)) })
  }
  return merged
}

/** A saved file is somebody else's text: it names no folder. */
function fileWord(script: string): string {
  return script.replaceAll(/[^\w-]+/g, '-').slice(0, 60)
}

function neighbour(page: string, name: string): string {
  return join(dirname(page), `${basename(page, extname(page))}-${name}${extname(page)}`)
}

async function write(path: string, text: string): Promise<void> {
  try {
    await using file = await openAtomicFile(path)
    await file.write(text)
  } catch (error) {
    throw new UnreachableError(`Cannot write report "${path}": ${messageOf(error)}`)
  }
}
