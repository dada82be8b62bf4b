/** The password file of PostgreSQL's own clients: `~/.pgpass`, or the file that PGPASSFILE names. */
import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

import { keepSecret } from './redact.ts'

export type PasswordWanted = {
  readonly host: string
  readonly port: string
  readonly database: string
  readonly user: string
}

/**
 * The password of the first line that fits; null where there is none. A file that others can read is left alone, as those clients do.
 *
 * @see https://www.postgresql.org/docs/current/libpq-pgpass.html
 */
export function passwordFromFile(
  wanted: PasswordWanted,
  path = process.env['PGPASSFILE'] ?? join(homedir(), '.pgpass'),
): string | null {
  const text = readPrivate(path)
  const password = text === null ? null : passwordIn(text, wanted)
  if (password !== null) keepSecret(password)
  return password
}

/** @example passwordIn('*:*:shop:me:se\\:cret', { host: 'h', port: '5432', database: 'shop', user: 'me' }) === 'se:cret' */
export function passwordIn(
  text: string,
  { host, port, database, user }: PasswordWanted,
): string | null {
  for (const line of text.split(/\r?\n/)) {
    if (line === '' || line.startsWith('#')) continue
    // A colon or a backslash in a field has a backslash before it.
    const fields =
      line.match(/(?:\\.|[^\\:])*(?::|$)/g)?.map((each) => each.replace(/:$/, '')) ?? []
    const names = [host, port, database, user]
    const fits = names.every((name, index) => {
      const field = fields[index]
      return field === '*' || (field !== undefined && unescaped(field) === name)
    })
    // What comes behind the fourth colon is the password, colons too.
    if (fits && fields.length > 4)
      return unescaped(fields.slice(4, fields.length).join(':').replace(/:$/, ''))
  }
  return null
}

function unescaped(field: string): string {
  return field.replace(/\\(.)/g, '$1')
}

function readPrivate(path: string): string | null {
  try {
    const { mode } = statSync(path)
    const isOpen = process.platform !== 'win32' && (mode & 0o077) !== 0
    return isOpen ? null : readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
