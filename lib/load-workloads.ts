/** Which workloads there are, and what each means for the flags: its user classes, its thresholds, the flags that it takes. */
import { connectUserClasses } from './connect-user-classes.ts'
import { databaseUserClasses } from './database-user-classes.ts'
import { reconciliationUserClasses } from './reconciliation-user-classes.ts'

/** Flags that mean something to some workloads only. */
export const workloadFlags = [
  'connections',
  'header',
  'ca',
  'insecure',
  'pool',
  'sizes',
  'tables',
] as const

export type WorkloadFlag = (typeof workloadFlags)[number]

export type WorkloadFacts = {
  /** The default first; null where only the workload knows them. */
  readonly userClasses: readonly string[] | null
  readonly thresholds: readonly string[]
  readonly flags: readonly WorkloadFlag[]
  /** URLs without which it has nothing to load on a stack of yours. */
  readonly needs: readonly ('connect' | 'source' | 'target')[]
}

const named = {
  connect: {
    userClasses: connectUserClasses,
    thresholds: ['p99<1000ms', 'p95<500ms', 'failure-rate<=1%', 'throughput>=10'],
    flags: ['connections', 'header', 'ca', 'insecure'],
    needs: ['connect'],
  },
  database: {
    userClasses: databaseUserClasses,
    thresholds: ['failure-rate<=1%', 'pool-utilization<80%'],
    flags: ['pool', 'sizes', 'tables'],
    needs: ['source'],
  },
  reconciliation: {
    userClasses: reconciliationUserClasses,
    // With those of the sizes that are there.
    thresholds: ['failure-rate<=0%'],
    flags: ['connections', 'sizes', 'tables'],
    needs: ['source', 'target'],
  },
} as const satisfies Record<string, WorkloadFacts>

export type NamedWorkload = keyof typeof named

export const workloadNames = Object.keys(named) as readonly NamedWorkload[]

/** A module of one's own: nobody but its author knows how fast it should be. */
const ownFacts: WorkloadFacts = {
  userClasses: null,
  thresholds: ['failure-rate<=1%'],
  flags: ['connections'],
  needs: [],
}

/** A name, or the absolute path of a module. */
export type WorkloadChoice =
  | { readonly name: NamedWorkload; readonly file: null }
  | { readonly name: null; readonly file: string }

export function factsOf({ name }: WorkloadChoice): WorkloadFacts {
  return name === null ? ownFacts : named[name]
}

/** For messages: those of the named workloads that take the flag. */
export function workloadsWith(flag: WorkloadFlag): readonly NamedWorkload[] {
  return workloadNames.filter((name) => named[name].flags.some((each) => each === flag))
}

/** For the manual: each workload's classes, the default first. */
export function userClassHelp(): string {
  return workloadNames.map((name) => `${name}: ${named[name].userClasses.join(', ')}`).join('; ')
}
