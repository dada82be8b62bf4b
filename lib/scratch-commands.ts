/** The commands of the bench that a document names, as their scripts get them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { commonOptions } from './common-options.ts'
import { parseFlags } from './flags.ts'
import type { FlagsOf, Options, ParsedFlags } from './flags.ts'

export const root: string = fileURLToPath(new URL('..', import.meta.url))

export type Command = {
  /** Its path in the repository. */
  readonly script: string
  /** The command as it stands there. */
  readonly text: string
  readonly words: readonly string[]
}

const command =
  /(?:npx tsx|node --import \S+|run:) (?:\/opt\/cdc-testbench\/|\.\.\/)?((?:scripts|load|property|mutation)\/[\w-]+\.ts)\b(.*)/g

/** The words after a script up to the end of its command, quotes taken away; a Usage line is no command. */
export function commandsOf(document: string): readonly Command[] {
  const whole = readFileSync(join(root, document), 'utf8').replaceAll(/\\\n\s*/g, ' ')
  // Of a script its manual.
  const text = document.endsWith('.ts') ? (/\/\*\*[\s\S]*?\*\//.exec(whole)?.[0] ?? '') : whole
  const lines = text.split('\n').filter((line) => !/Usage: /.test(line))
  return lines.flatMap((line) =>
    [...line.matchAll(command)].map(([found, script = '', rest = '']) => ({
      script,
      text: found,
      words: wordsOf(rest),
    })),
  )
}

function wordsOf(rest: string): readonly string[] {
  const ended = /^((?:'[^']*'|"[^"]*"|[^'"`#|&;<>)\\])*)/.exec(rest)?.[1] ?? ''
  // Two blanks begin what a manual says of its example.
  const [before = ''] = ended
    .trimEnd()
    .split(/ {2,}/)
    .filter((part) => part !== '')
  return [...before.trim().matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word
      .replaceAll(/['"]/g, '')
      .replaceAll(/\$\{\{[^}]*\}\}|\$\w+/g, 'value')
      .replace(/…$/, ''),
  )
}

/** What the script's own table of flags makes of it. */
export async function parseCommand({
  script,
  words,
}: Command): Promise<ParsedFlags<FlagsOf<Options>>> {
  const module: unknown = await import(pathToFileURL(join(root, script)).href)
  const { options } = module as { options: Options }
  const given = { args: words, environment: {}, positionals: true }
  return parseFlags({ ...commonOptions, ...options }, given)
}
