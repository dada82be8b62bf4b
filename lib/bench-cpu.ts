/** CPU time of processes and of all that they started, from /proc: Linux. */
import { readFileSync, readdirSync } from 'node:fs'

/** In USER_HZ, which is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100

type Stat = { readonly parent: number; readonly seconds: number }

/** Seconds of user and system time of the processes, their descendants, and those of these that have ended and were waited for. */
export function cpuSecondsOf(pids: readonly number[]): number {
  const stats = new Map<number, Stat>()
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(name) : null
    if (stat !== null) stats.set(Number(name), stat)
  }
  const wanted = new Set(pids)
  let seconds = 0
  for (const [pid, stat] of stats) if (isBelow(pid, wanted, stats)) seconds += stat.seconds
  return seconds
}

function isBelow(
  pid: number,
  wanted: ReadonlySet<number>,
  stats: ReadonlyMap<number, Stat>,
): boolean {
  for (let each = pid; each > 1; each = stats.get(each)?.parent ?? 0)
    if (wanted.has(each)) return true
  return false
}

/** A process may end between the listing and the look. */
function statOf(pid: string): Stat | null {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return null
  }
  // The name of the program stands in parentheses and may hold any character.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const ticks = fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0)
  return { parent: Number(fields[1]), seconds: ticks / ticksPerSecond }
}
