/** Tells GitHub Actions of a Result: Markdown on the page of the run, and annotations. */
import { appendFile, stat } from 'node:fs/promises'

import { messageOf } from './errors.ts'
import { annotations } from './github.ts'
import { bytes } from './markdown-text.ts'
import { renderMarkdown } from './report-markdown.ts'
import type { Github } from './github.ts'
import type { Result } from './result.ts'

/** GitHub drops all summaries of a step that are larger together. */
const summaryBytesMax = 1024 * 1024

/**
 * Appends to the summary, and returns what is to be written on stderr: annotations as they are, and why there is no summary.
 * A job that judges nothing, whose one check is `done`, is not told.
 */
export async function tellGithub(
  { summary, annotates }: Github,
  result: Result,
): Promise<{ readonly annotations: readonly string[]; readonly problem: string | null }> {
  const [first, second] = result.checks
  if (first?.name === 'done' && second === undefined) return { annotations: [], problem: null }
  return {
    annotations: annotates ? annotations(result) : [],
    problem: summary === '' ? null : await problemOfAppending(summary, renderMarkdown(result)),
  }
}

async function problemOfAppending(path: string, markdown: string): Promise<string | null> {
  try {
    // Whatever stands there may not end with a line break, and a heading begins a line.
    const text = `\n${markdown}`
    const { size } = await stat(path).catch(() => ({ size: 0 }))
    if (size + bytes(text) > summaryBytesMax) {
      throw new Error('it is full: GitHub would show none of it')
    }
    await appendFile(path, text)
    return null
  } catch (error) {
    return `Cannot append to GITHUB_STEP_SUMMARY "${path}": ${messageOf(error)}`
  }
}
