/** What makes two runs the same load on the same machine: the settings that shape it, and its surroundings. */

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
  return Object.fromEntries(present.map(([name, value]) => [String(name), asText(value)]))
}

function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.replaceAll(/(\w:\/\/)[^\s/@]*@/g, '$1').replace(/\?.*$/, '')
}

/** What is otherwise in `now`: `node v20.19.0 → v22.1.0`, one text each. */
export function differences(before: Fingerprint, now: Fingerprint): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  return names
    .filter((name) => before[name] !== now[name])
    .map((name) => `${name} ${before[name] ?? 'none'} → ${now[name] ?? 'none'}`)
}
