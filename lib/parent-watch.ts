/** Notices that the process which started us is gone, also where launchers such as npx and tsx stand between. */
import { readFileSync } from 'node:fs'

const everyMs = 500

/** More launchers than npx, a shell and tsx are not to be expected. */
const generationsMax = 5

type Link = { readonly child: number; readonly parent: number }

/** Calls `gone` once when a parent or a launcher above it has died. Never keeps the process alive. */
export function watchParent(gone: () => void): Disposable {
  const links = launchers()
  const timer = setInterval(() => {
    if (links.every(({ child, parent }) => parentOf(child) === parent)) return
    clearInterval(timer)
    gone()
  }, everyMs)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** Our own parent always counts; what is above it counts as long as it is a launcher of ours. */
function launchers(): Link[] {
  const links: Link[] = []
  let child = process.pid
  while (links.length < generationsMax) {
    const parent = parentOf(child)
    // Process 1 adopts orphans: it says nothing about who started us.
    if (parent === null || parent <= 1) break
    links.push({ child, parent })
    if (!isLauncher(parent)) break
    child = parent
  }
  return links
}

function parentOf(pid: number): number | null {
  if (pid === process.pid) return process.ppid
  try {
    // The name in parentheses may hold spaces and parentheses; the state and the parent follow the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    // No such process, or a system without /proc, where only our own parent is known.
    return null
  }
}

function isLauncher(pid: number): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    const line = words.join(' ')
    return /\bnpm (?:exec|run)\b|\bnpx\b|\/tsx\b|\btsx\b/.test(line)
  } catch {
    return false
  }
}
