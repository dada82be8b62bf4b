/** What makes two runs the same load on the same machine: the settings that shape it, and its surroundings. */

import { factsOf, workloadFlags, workloadNames } from './load-workloads.ts'

/** Settings and surroundings that make two runs the same load on the same machine, each as text. */
export type Fingerprint = Readonly<Record<string, string>>

/** The flags that shape what is measured; a test holds every flag of a load script to be here, or in its list of the others. */
export const shapingFlags = [
  'users',
  'spawn-rate',
  'run-time',
  'workload',
  'stages',
  'arrival-rate',
  'connections',
  'user-class',
  'workers',
  'warm-up',
  'pool',
  'sizes',
  'tables',
  'request-timeout',
  'stop-timeout',
  'insecure',
  'source',
  'target',
  'connect',
  'brokers',
] as const

const surroundings = [
  'stack',
  // The content of a file of one's own: its path stays the same when it is edited.
  'workload',
  'node',
  'platform',
  'cpu',
  'cpus',
  'source',
  'target',
  'connect',
] as const

/** Of the settings and the environment as they stand in a Result. Credentials are no part of it. */
export function fingerprintOf({
  settings,
  environment,
}: {
  readonly settings: Readonly<Record<string, unknown>>
  readonly environment: Readonly<Record<string, unknown>>
}): Fingerprint {
  const flags = shapingFlags.map((name) => [`--${name}`, settings[name]])
  const around = surroundings.map((name) => [name, environment[name]])
  const present = [...flags, ...around].filter(
    ([, value]) => value !== undefined && value !== null && value !== false,
  )
  return meant(Object.fromEntries(present.map(([name, value]) => [String(name), asText(value)])))
}

/** Without the flags that its workload ignores: they have defaults, which stand in settings, and shape nothing. */
function meant(fingerprint: Fingerprint): Fingerprint {
  const workload = fingerprint['--workload']
  if (workload === undefined) return fingerprint
  const name = workloadNames.find((each) => each === workload)
  const { flags } = factsOf(
    name === undefined ? { name: null, file: workload } : { name, file: null },
  )
  const ignored = workloadFlags.filter((flag) => !flags.includes(flag)).map((flag) => `--${flag}`)
  return Object.fromEntries(Object.entries(fingerprint).filter(([key]) => !ignored.includes(key)))
}

function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.replaceAll(/(\w:\/\/)[^\s/@]*@/g, '$1').replace(/\?.*$/, '')
}

/** What is otherwise in `now`: `node v20.19.0 → v22.1.0`, one text each. One that was saved long ago has what its workload ignores. */
export function differences(saved: Fingerprint, fresh: Fingerprint): readonly string[] {
  const [before, now] = [meant(saved), meant(fresh)]
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  return names
    .filter((name) => before[name] !== now[name])
    .map((name) => `${name} ${before[name] ?? 'none'} → ${now[name] ?? 'none'}`)
}
