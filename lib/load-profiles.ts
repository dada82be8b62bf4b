/** The load profiles: what each load script runs where no flag says otherwise. */
import type { Profile } from './load-options.ts'

export const loadProfiles = {
  light: { users: '10', 'spawn-rate': '2', 'run-time': '2m', ordinary: true },
  medium: { users: '50', 'spawn-rate': '10', 'run-time': '5m' },
  heavy: { users: '200', 'spawn-rate': '20', 'run-time': '10m' },
  spike: { users: '500', 'spawn-rate': '100', 'run-time': '3m' },
  soak: { users: '20', 'spawn-rate': '5', 'run-time': '1h' },
} as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof loadProfiles
