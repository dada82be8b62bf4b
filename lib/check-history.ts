/** How the checks of a run go while it does: since when they fail, and the lines of those that its series does not tell. */
import { holds, measureOf } from './chart-checks.js'
import type { Check, CheckOver } from './check.ts'
import { stepAfter } from './check-over.js'
import { isMeasured } from './format-numbers.js'
import { scheduleName } from './load-judgement.ts'
import { amountIn } from './measured-second.ts'
import type { Amount, MeasuredSecond } from './measured-second.ts'
import { unitOf } from './threshold.ts'
import type { Measured, Threshold } from './threshold.ts'

export type CheckHistory = {
  /** Takes a second of the run, in order, with the gauges of that second. */
  readonly take: (second: MeasuredSecond, gauges?: Measured['gauges']) => void
  /** Takes note of which checks fail as of a second. */
  readonly see: (checks: readonly Check[], second: number) => void
  /** The checks with what is known of how they went. */
  readonly tell: (checks: readonly Check[]) => readonly Check[]
}

/** A run has few columns for what is one a second: where they are full, two become one, of twice the length. */
type Line = { step: number; columns: Amount[]; readonly worst: Worst }

type Worst = (one: number, other: number) => number

export function checkHistory(thresholds: readonly Threshold[]): CheckHistory {
  const lines = new Map<string, Line>()
  const failingSince = new Map<string, number>()
  // What the series of a run has of a threshold is drawn from there.
  const own = thresholds.filter(
    (each) => measureOf({ name: each.text, unit: unitOf(each) }) === null,
  )

  function take(second: MeasuredSecond, gauges?: Measured['gauges']): void {
    const { t } = second
    add(lineOf(scheduleName, Math.max), t, second.lagP99Ms)
    for (const each of own) {
      add(lineOf(each.text, worstOf(each)), t, amountIn(second, each, gauges))
    }
  }

  function lineOf(name: string, worst: Worst): Line {
    const line = lines.get(name) ?? { step: 1, columns: [], worst }
    lines.set(name, line)
    return line
  }

  function see(checks: readonly Check[], second: number): void {
    for (const { name, verdict } of checks) {
      if (verdict !== 'fail') failingSince.delete(name)
      else if (!failingSince.has(name)) failingSince.set(name, second)
    }
  }

  function tell(checks: readonly Check[]): readonly Check[] {
    return checks.map((check) => {
      const since = check.verdict === 'fail' ? failingSince.get(check.name) : undefined
      const over = overOf(check, lines.get(check.name))
      return {
        ...check,
        ...(since === undefined ? {} : { since }),
        ...(over === null ? {} : { over }),
      }
    })
  }

  return { take, see, tell }
}

/** Of a floor the lowest, else the highest. */
function worstOf({ comparison }: Threshold): Worst {
  return comparison.startsWith('>') ? Math.min : Math.max
}

function add(line: Line, t: number, amount: Amount): void {
  const { columns, worst } = line
  while (line.step < stepAfter(t)) {
    line.step *= 2
    const halves = columns.filter((_, index) => index % 2 === 0)
    const whole = halves.map((each, half) => together(each, columns[2 * half + 1] ?? null, worst))
    columns.splice(0, columns.length, ...whole)
  }
  const column = Math.floor((t - 1) / line.step)
  while (columns.length <= column) columns.push(null)
  columns[column] = together(columns[column] ?? null, amount, worst)
}

/** Percentiles cannot be averaged, so that the worst stands for both; parts can, by what they are parts of. */
function together(one: Amount, other: Amount, worst: Worst): Amount {
  if (one === null || other === null) return one ?? other
  if (typeof one === 'number' || typeof other === 'number') return worst(Number(one), Number(other))
  return [one[0] + other[0], one[1] + other[1]]
}

function overOf(check: Check, line: Line | undefined): CheckOver | null {
  if (line === undefined || !isMeasured(check.measured)) return null
  const values = line.columns.map((amount) => shortened(valueOf(amount), check))
  return values.every((value) => value === null) ? null : { step: line.step, values }
}

function valueOf(amount: Amount): number | null {
  return amount === null || typeof amount === 'number' ? amount : amount[0] / amount[1]
}

/** As many digits as a line shows, and more where the limit is that near. */
function shortened(value: number | null, { limit, comparison }: Check): number | null {
  if (value === null) return null
  const short = Number(value.toPrecision(3))
  if (limit === undefined || comparison === undefined) return short
  return holds(short, comparison, limit) === holds(value, comparison, limit) ? short : value
}
