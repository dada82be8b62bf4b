/** How thoroughly properties are checked: the profiles, and the one that the environment names. */
import { UsageError } from './errors.ts'

export type Profile = {
  readonly name: ProfileName
  /** Examples of a property, unless it asks for a share of them. */
  readonly examples: number
  /** Longest time of an example in milliseconds; Infinity where time is no matter. */
  readonly deadlineMs: number
  /** Every property starts from this seed, null: from one of its own. */
  readonly seed: number | null
  /** Whether a failure is shrunk, and labels, health and kept examples are looked at: where only the verdict counts, they are not. */
  readonly explains: boolean
}

export const profileNames = ['dev', 'ci', 'thorough', 'mutation'] as const

export type ProfileName = (typeof profileNames)[number]

const profiles: Readonly<Record<ProfileName, Omit<Profile, 'name'>>> = {
  dev: { examples: 20, deadlineMs: 500, seed: null, explains: true },
  ci: { examples: 100, deadlineMs: 1000, seed: null, explains: true },
  thorough: { examples: 500, deadlineMs: 2000, seed: null, explains: true },
  mutation: { examples: 100, deadlineMs: Number.POSITIVE_INFINITY, seed: 42, explains: false },
}

/** The profile of this name; `dev` where there is none. @throws UsageError for one that is not known. */
export function profileOf(name: string | undefined): Profile {
  const known = profileNames.find((each) => each === (name ?? 'dev'))
  if (known === undefined) {
    throw new UsageError(
      `Cannot use CDC_PROFILE "${name}": expected one of ${profileNames.join(', ')}`,
    )
  }
  return { name: known, ...profiles[known] }
}
