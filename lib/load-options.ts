/** The flags of the load scripts, with the defaults of a profile. */
import { readFileSync } from 'node:fs'

import { baselineOptions } from './baseline-options.ts'
import { UsageError, messageOf } from './errors.ts'
import * as values from './flag-values.ts'
import { parseStages } from './load-stages.ts'
import { userClassHelp, workloadNames } from './load-workloads.ts'
import { parseWorkload } from './parse-workload.ts'
import { parseThreshold } from './threshold.ts'
import type { FlagsOf, Options } from './flags.ts'

/** What a profile sets, as the flags would be written. */
export type Profile = {
  readonly users: string
  readonly 'spawn-rate': string
  readonly 'run-time': string
  /** No particular load: a workload that has one of its own takes that. */
  readonly ordinary?: true
}

/** What reconciliation runs where neither flags nor a profile say otherwise. */
const reconciliationProfile = { users: '20', 'spawn-rate': '5', 'run-time': '3m' } as const

function beside(profile: Profile, flag: keyof typeof reconciliationProfile) {
  if (profile.ordinary !== true) return {}
  const value = reconciliationProfile[flag]
  return { defaultBeside: { flag: 'workload', is: 'reconciliation', value } }
}

/** Users and time: what a profile has a default for. */
function profileOptions(profile: Profile) {
  return {
    users: {
      type: 'string',
      value: 'N',
      default: profile.users,
      ...beside(profile, 'users'),
      parse: values.count(),
      excludes: ['arrival-rate', 'stages'],
      help: 'users at the peak',
    },
    'spawn-rate': {
      type: 'string',
      value: 'N',
      default: profile['spawn-rate'],
      ...beside(profile, 'spawn-rate'),
      parse: values.rate(),
      excludes: ['arrival-rate', 'stages'],
      help: 'users started a second',
    },
    'run-time': {
      type: 'string',
      value: 'D',
      default: profile['run-time'],
      ...beside(profile, 'run-time'),
      parse: values.duration(),
      excludes: ['stages'],
      help: 'from the first user on, the ramp included',
    },
  } as const satisfies Options
}

/** The shape of the load beyond a profile's users. */
export const shapeOptions = {
  workload: {
    type: 'string',
    value: 'NAME',
    default: 'connect',
    parse: parseWorkload,
    help: `what the users do: ${workloadNames.join(', ')}, or ./FILE.ts, which exports users (lib/own-users.ts) or start() (lib/users.ts)`,
  },
  stages: {
    type: 'string',
    value: '30s:100,2m:500',
    parse: parseStages,
    help: 'durations one after the other, users linear from 0 to each value; with --arrival-rate: the rate, from there',
  },
  'arrival-rate': {
    type: 'string',
    value: 'N',
    parse: values.rate(),
    help: 'open model: N requests a second on schedule, however slow the answers',
  },
  connections: {
    type: 'string',
    value: 'N',
    default: '50',
    parse: values.count(),
    needs: ['arrival-rate'],
    help: 'open model: keep-alive connections; a request that finds none free waits, and its wait counts',
  },
  'user-class': {
    type: 'string',
    value: 'NAME[=WEIGHT],…',
    parse: parseUserClasses,
    help: `who they are, the default first; ${userClassHelp()}`,
  },
  workers: {
    type: 'string',
    value: 'N',
    default: '1',
    parse: values.count({ max: 64 }),
    help: 'generator threads; the rate and the users stay as given',
  },
  'warm-up': {
    type: 'string',
    value: 'D',
    default: '0',
    parse: values.duration({ zero: true }),
    help: 'before the run time, in no statistic',
  },
} as const satisfies Options

/** What only some workloads take. */
const workloadOptions = {
  pool: {
    type: 'string',
    value: 'N',
    default: '10',
    parse: values.count({ max: 10_000 }),
    help: 'database: connections in the pool, over all threads; a user that finds none free waits',
  },
  sizes: {
    type: 'string',
    value: '1k,50k',
    default: '1k,50k,200k',
    parse: values.sizes(),
    help: 'database, reconciliation: rows of the tables that it makes, and removes at the end',
  },
  tables: {
    type: 'string',
    value: 'N',
    parse: values.count({ max: 10_000 }),
    help: 'database, reconciliation: how many tables, their sizes in turn (one of each)',
  },
} as const satisfies Options

/** Limits, verdicts and HTTP. */
export const judgeOptions = {
  'request-timeout': {
    type: 'string',
    value: 'D',
    default: '10s',
    parse: values.duration(),
    help: 'for each request, from its send',
  },
  'stop-timeout': {
    type: 'string',
    value: 'D',
    default: '10s',
    parse: values.duration(),
    help: 'wait for the requests in flight at the end',
  },
  threshold: {
    type: 'string',
    value: 'EXPR',
    multiple: true,
    parse: parseThreshold,
    help: "'p99<1s', 'failure-rate<=1%', 'GET /connectors p95<200ms'; takes the default's place; repeatable",
  },
  'abort-on-fail': {
    type: 'boolean',
    help: 'stop when a threshold has been broken for 5 s in a row and 100 requests',
  },
  header: {
    type: 'string',
    value: "'Name: value'",
    multiple: true,
    parse: values.header(),
    help: 'sent with each request; repeatable',
  },
  ca: {
    type: 'string',
    value: 'FILE',
    parse: readCertificates,
    excludes: ['insecure'],
    help: 'certificates to trust, PEM',
  },
  insecure: { type: 'boolean', help: 'do not verify TLS certificates' },
} as const satisfies Options

/** The table of a load script. */
export function loadOptions(profile: Profile) {
  return {
    ...profileOptions(profile),
    ...shapeOptions,
    ...workloadOptions,
    ...judgeOptions,
    ...baselineOptions,
  }
}

export type LoadOptions = ReturnType<typeof loadOptions>
export type LoadFlags = FlagsOf<LoadOptions>

export type WeightedClass = { readonly name: string; readonly weight: number }

/** Whether the workload has such classes is for `loadProblems` to say. */
function parseUserClasses(text: string): readonly WeightedClass[] {
  const classes = text.split(',').map((part) => {
    const [, name = '', weight = '1'] = /^([^=]+)(?:=(\d+))?$/.exec(part.trim()) ?? []
    if (/^\w+$/.test(name) && Number(weight) >= 1 && Number(weight) <= 1_000_000) {
      return { name, weight: Number(weight) }
    }
    throw new UsageError(`"${part}" is none, expected NAME or NAME=WEIGHT (1 to 1,000,000)`)
  })
  if (new Set(classes.map(({ name }) => name)).size === classes.length) return classes
  throw new UsageError('a class stands there twice, expected each once')
}

function readCertificates(path: string): string {
  let pem: string
  try {
    pem = readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`expected a file of certificates: ${messageOf(error)}`)
  }
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem
  throw new UsageError('there is no certificate in it, expected PEM')
}
