/** The commit of the bench itself, where it runs from a checkout: what its version alone does not tell. */
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Read by hand, because git may be missing, and would look for a repository above one that is none. Null where there is
 * no checkout; what was changed in it since is not looked at. Never throws.
 */
export function commitOf(checkout: string): string | null {
  try {
    const folder = gitFolder(join(checkout, '.git'))
    const head = readFileSync(join(folder, 'HEAD'), 'utf8').trim()
    const [, name] = /^ref: (refs\/\S+)$/.exec(head) ?? []
    const found = name === undefined ? head : commitOfRef(folder, name)
    return found !== null && /^[0-9a-f]{40,64}$/.test(found) ? found : null
  } catch {
    return null
  }
}

let own: string | null | undefined

/** Of this bench; read once. */
export function ownCommit(): string | null {
  own ??= commitOf(fileURLToPath(new URL('..', import.meta.url)))
  return own
}

/** A second worktree has a file that says where its folder is. */
function gitFolder(path: string): string {
  if (statSync(path).isDirectory()) return path
  const [, place = ''] = /^gitdir: (.+)$/m.exec(readFileSync(path, 'utf8')) ?? []
  return resolve(join(path, '..'), place)
}

function commitOfRef(folder: string, name: string): string | null {
  const common = textOf(join(folder, 'commondir'))
  const folders = common === null ? [folder] : [folder, resolve(folder, common)]
  for (const each of folders) {
    const loose = textOf(join(each, name))
    if (loose !== null) return loose
    const lines = textOf(join(each, 'packed-refs'))?.split('\n') ?? []
    const packed = lines.find((line) => line.endsWith(` ${name}`))
    if (packed !== undefined) return packed.split(' ')[0] ?? null
  }
  return null
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}
