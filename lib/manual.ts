/** The manual of a script: its doc comment, and its flags as its table of options has them. */
import type { Option, Options, TextOption } from './flags.ts'

const widthMax = 100

const exitCodes = `Exit codes:
  0 all checks pass   1 a check failed   2 usage   3 no verdict   4 a bug in the tool
  130, 143 stopped by SIGINT, SIGTERM or because the parent is gone`

/** What `--help` prints. `source` is the text of the script. */
export function manual(source: string, { own, common }: { own: Options; common: Options }): string {
  const sections = [
    docComment(source),
    ...(Object.keys(own).length > 0 ? [`Flags:\n${flagLines(own)}`] : []),
    `Flags of every script:\n${flagLines(common)}`,
    exitCodes,
  ]
  return `${sections.join('\n\n')}\n`
}

/** The text of the first doc comment, without its stars. */
export function docComment(source: string): string {
  const [, body = ''] = /\/\*\*([\s\S]*?)\*\//.exec(source) ?? []
  return body.replace(/^[ \t]*\* ?/gm, '').trim()
}

function flagLines(options: Options): string {
  const rows = Object.entries(options).map(([name, option]) => ({
    left: option.type === 'boolean' ? `--${name}` : `--${name} ${option.value}`,
    right: explained(option),
  }))
  const column = Math.min(28, Math.max(...rows.map(({ left }) => left.length)) + 2)
  return rows.map(({ left, right }) => hang({ left, right, column })).join('\n')
}

function explained(option: Option): string {
  if (option.type === 'boolean') return option.help
  const notes = [
    ...(option.default === undefined ? [] : [option.default]),
    ...(option.defaultBeside === undefined ? [] : [besideText(option.defaultBeside)]),
    ...(option.env === undefined ? [] : [option.env]),
  ]
  return notes.length === 0 ? option.help : `${option.help} (${notes.join(', ')})`
}

function besideText({ flag, is, value }: NonNullable<TextOption['defaultBeside']>): string {
  return `${value} with --${flag} ${is}`
}

function hang({ left, right, column }: { left: string; right: string; column: number }): string {
  const lines: string[] = []
  let line = ''
  for (const word of right.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > widthMax - column - 2) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  const head =
    left.length + 2 > column ? `  ${left}\n${' '.repeat(column + 2)}` : `  ${left.padEnd(column)}`
  return head + lines.join(`\n${' '.repeat(column + 2)}`)
}
