/** A command as a shell takes it, and paths without the folder of the user at home, who is nobody's business in a report. */
import { escapeRegExp } from './escape-regexp.ts'

/** `name` is that of a script, without its extension. The command does the same for the user whose home it is. */
export function commandText(name: string, args: readonly string[], home: string): string {
  return ['npx', 'tsx', `${name}.ts`, ...args].map((word) => shellWord(word, home)).join(' ')
}

/** A shell puts the home in place of a `~` at the beginning of a word alone: elsewhere it takes its variable. */
function shellWord(word: string, home: string): string {
  const [first = '', ...others] = word.split(placesOf(home))
  if (others.length === 0) return shellQuoted(word)
  const rest = others.map(below).join('"$HOME"')
  return first === '' ? `~${rest}` : `${shellQuoted(first)}"$HOME"${rest}`
}

/** What stands behind a home: the slash is not quoted, or a shell would not know where the name of the user ends. */
function below(text: string): string {
  const [, slash = '', path = ''] = /^(\/?)(.*)$/s.exec(text) ?? []
  return slash + (path === '' ? '' : shellQuoted(path))
}

function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** A copy of a JSON value in which every path below the home begins with `~`. */
export function withoutHome<T>(value: T, home: string): T {
  return replaced(value, placesOf(home), '~') as T
}

/** The same for what is told of a run: a path below the folder it was made in begins there. */
export function withoutPlaces<T>(value: T, of: { home: string; folder: string }): T {
  return withoutHome(replaced(value, insideOf(of.folder), '') as T, of.home)
}

function replaced(value: unknown, places: RegExp, by: string): unknown {
  if (typeof value === 'string') return value.replaceAll(places, by)
  if (Array.isArray(value)) return value.map((each) => replaced(each, places, by))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, replaced(inner, places, by)]),
  )
}

/** Where a path or the URL of a file goes on below a folder: all of it up to there. */
function insideOf(folder: string): RegExp {
  const path = folder.replace(/\/+$/, '')
  if (path === '') return /(?!)/g
  return new RegExp(
    String.raw`(?<=^|[^\w./~-])(?:file:\/\/)?${escapeRegExp(path)}\/(?=[^\s,;:'"?&])`,
    'g',
  )
}

/** Where a path begins with the home: `/home/me/x`, and neither `/home/meg` nor `/srv/home/me`. */
function placesOf(home: string): RegExp {
  const folder = home.replace(/\/+$/, '')
  // Whose home is the root has none to hide.
  if (folder === '') return /(?!)/g
  const name = escapeRegExp(folder)
  return new RegExp(String.raw`(?<=^|[^\w./~-]|:\/\/)${name}(?=\/|$|[\s,;:'"?&])`, 'g')
}
