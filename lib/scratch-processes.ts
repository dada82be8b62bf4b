/** For tests that end a process: what it has started, and what of that still runs. */
import { readFileSync, readdirSync } from 'node:fs'

/** Children, and theirs. */
export function descendants(pid: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), statOf(Number(name))?.parent ?? 0]),
  )
  function below(parent: number): number[] {
    const children = [...parents].filter(([, its]) => its === parent).map(([child]) => child)
    return children.flatMap((child) => [child, ...below(child)])
  }
  return below(pid)
}

function statOf(pid: number): { state: string; parent: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state, parent: Number(parent) }
  } catch {
    return null
  }
}

/** A zombie that process 1 has not collected yet runs no more. */
export function isAlive(pid: number): boolean {
  const stat = statOf(pid)
  return stat !== null && stat.state !== 'Z'
}
