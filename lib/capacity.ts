/** Finds the highest rate at which a load holds: doubles until it does not, then halves the space between, in ratios. */

/** How one step went. */
export type Attempt = {
  readonly rate: number
  /** Connections that the step had. */
  readonly connections: number
  readonly seconds: number
  readonly holds: boolean
  /** What did not hold: a threshold as text, or why the step is invalid; null where it holds. */
  readonly limitedBy: string | null
  /** Whose limit it is, as far as one step tells: `generator` where it was late, else `target` until connections are ruled out. */
  readonly limitedIn: 'target' | 'generator' | 'connections' | null
  readonly achievedRate: number
  readonly failureRate: number | null
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly scheduleLagP99: number | null
}

export type Limit = {
  /** Null where not even the first step holds. */
  readonly sustainedRate: number | null
  readonly limitedBy: string | null
  /** Null where the search was given up. */
  readonly limitedIn: 'target' | 'generator' | 'connections' | 'rate-max' | null
  readonly steps: readonly Attempt[]
}

/** Raw closed-loop saturation: what is answered when nobody waits between two requests. */
export type Saturation = {
  readonly requestsPerSecond: number
  readonly answered: number
  readonly not2xx: number
  /** Errors of connections, timeouts included, as autocannon counts them. */
  readonly errors: number
  readonly timeouts: number
  readonly connections: number
  readonly seconds: number
}

export type Search = {
  readonly first: number
  readonly max: number
  readonly connections: number
  readonly attempt: (step: {
    readonly rate: number
    readonly connections: number
  }) => Promise<Attempt>
  readonly signal: AbortSignal
}

/** Closer than a tenth two rates are told apart by chance alone. */
const closeEnough = 1.1

/**
 * A step that does not hold is tried once more, because one pause of a machine is no limit. The lowest rate that does not hold is
 * tried with twice the connections at the end: where it holds then, the connections were the limit and not the target.
 */
export async function findLimit(search: Search): Promise<Limit> {
  const { first, max, signal } = search
  const steps: Attempt[] = []
  let low: number | null = null
  let high: Attempt | null = null
  let rate = Math.min(first, max)
  while (!signal.aborted) {
    const step = await tried(search, { rate, steps })
    if (step.holds) low = rate
    else high = step
    if (high === null && rate >= max)
      return limitOf({ low, limitedBy: null, limitedIn: 'rate-max', steps })
    if (high !== null && (low === null || high.rate / low <= closeEnough)) break
    rate = high === null ? Math.min(2 * rate, max) : between(low ?? rate, high.rate)
  }
  const limitedIn =
    high === null || signal.aborted ? null : await whoseLimit(search, { high, steps })
  return limitOf({ low, limitedBy: high?.limitedBy ?? null, limitedIn, steps })
}

function limitOf({ low, ...rest }: { low: number | null } & Omit<Limit, 'sustainedRate'>): Limit {
  return { sustainedRate: low, ...rest }
}

/** The geometric mean, in three digits. */
function between(low: number, high: number): number {
  return Number(Math.sqrt(low * high).toPrecision(3))
}

async function tried(
  { attempt, connections, signal }: Search,
  { rate, steps }: { rate: number; steps: Attempt[] },
): Promise<Attempt> {
  const once = await attempt({ rate, connections })
  steps.push(once)
  if (once.holds || signal.aborted) return once
  const again = await attempt({ rate, connections })
  steps.push(again)
  // A generator that was late once does not excuse a target that broke a threshold when it was not.
  return !again.holds && again.limitedIn === 'generator' ? once : again
}

async function whoseLimit(
  { attempt, connections }: Search,
  { high, steps }: { high: Attempt; steps: Attempt[] },
): Promise<Limit['limitedIn']> {
  if (high.limitedIn === 'generator') return 'generator'
  const wider = await attempt({ rate: high.rate, connections: 2 * connections })
  steps.push(wider)
  return wider.holds ? 'connections' : 'target'
}
