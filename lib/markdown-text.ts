/** Markdown as GitHub reads it: tables, fences, and text that stays text. */
import { visibleLines, visibleText } from './visible-text.js'

const nameMax = 200

/** Lines, an empty one first. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [header, header.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  )
  return ['', ...lines]
}

/** A fence longer than any run of backticks inside it. */
export function fenced(text: string, language = 'sh'): string[] {
  const runs = text.match(/`+/g) ?? []
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)))
  return [`${fence}${language}`, visibleLines(text, 40_000), fence]
}

/** Text that stays text: no markup, no mention, no link to an issue, no second table cell. */
export function inline(text: string, longest = nameMax): string {
  return visibleText(text, longest)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/[@#]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/:\/\//g, ':&#47;&#47;')
}

/** In UTF-8, the line's end included. */
export function bytes(text: string): number {
  return Buffer.byteLength(text) + 1
}
