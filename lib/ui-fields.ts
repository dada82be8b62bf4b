/** The form of the live page: which flags of the load scripts it has, and what there is to choose. */
import { loadOptions } from './load-options.ts'
import { loadProfiles } from './load-profiles.ts'
import { factsOf, workloadNames } from './load-workloads.ts'
import type { Options } from './flags.ts'
import type { FormField, WorkloadChoice } from './live-state.ts'

/** In the order in which they stand on the command line. Targets, files and headers are not among them. */
export const fieldNames: readonly string[] = [
  'workload',
  'user-class',
  'users',
  'spawn-rate',
  'run-time',
  'stages',
  'arrival-rate',
  'connections',
  'warm-up',
  'threshold',
  'abort-on-fail',
  'request-timeout',
  'stop-timeout',
  'pool',
  'sizes',
  'tables',
  'workers',
  'seed',
]

/** The field that a flag belongs to, null where the form has none. */
export function fieldOf(flag: string): string | null {
  return fieldNames.includes(flag) ? flag : null
}

/** Each with what the manual says of it. */
export function formFields(common: Options): readonly FormField[] {
  const byProfile = Object.entries(loadProfiles).map(
    ([profile, values]) => [profile, { ...loadOptions(values), ...common }] as const,
  )
  const [, table] = byProfile[0] ?? ['', {}]
  return fieldNames.flatMap((name) => {
    const option = (table as Options)[name]
    if (option === undefined) return []
    const defaults = byProfile.map(([profile, options]) => {
      const own = (options as Options)[name]
      return [profile, own?.type === 'string' ? (own.default ?? '') : ''] as const
    })
    return [
      {
        name,
        kind: option.type === 'boolean' ? 'check' : option.multiple ? 'lines' : 'text',
        hint: option.type === 'boolean' ? '' : option.value,
        help: option.help,
        defaults: Object.fromEntries(defaults),
      } as const,
    ]
  })
}

/** The named workloads, and the one of one's own where the command line names it. */
export function workloadChoices(own: string | null): readonly WorkloadChoice[] {
  const named = workloadNames.map((name) => choiceOf(name, { name, file: null }))
  return own === null ? named : [...named, choiceOf(own, { name: null, file: own })]
}

function choiceOf(name: string, choice: Parameters<typeof factsOf>[0]): WorkloadChoice {
  const { userClasses, thresholds, flags } = factsOf(choice)
  return { name, userClasses: userClasses ?? [], thresholds, flags }
}
