/** What each load script runs, as its users are told: users, users more a second, and how long. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { loadProfiles } from './load-profiles.ts'

test('loadProfiles are those of the contract, of which light alone is ordinary', () => {
  const told = Object.entries(loadProfiles).map(([name, profile]) =>
    [name, profile.users, profile['spawn-rate'], profile['run-time'], 'ordinary' in profile].join(
      ' ',
    ),
  )
  assert.deepEqual(told, [
    'light 10 2 2m true',
    'medium 50 10 5m false',
    'heavy 200 20 10m false',
    'spike 500 100 3m false',
    'soak 20 5 1h false',
  ])
  assert.equal(loadProfiles.light.ordinary, true)
})
