/** The flags of the live page: those of a load script, which fill in the form, and its own. */
import * as values from './flag-values.ts'
import { loadOptions } from './load-options.ts'
import { loadProfiles } from './load-profiles.ts'
import type { Options } from './flags.ts'

const ownOptions = {
  port: {
    type: 'string',
    value: 'N',
    default: '8089',
    parse: values.count({ min: 0, max: 65_535 }),
    help: 'where the page is served; 0 picks a free one',
  },
  host: {
    type: 'string',
    value: 'H',
    default: '127.0.0.1',
    parse: values.nonEmpty('an address of this machine'),
    help: 'the address it listens on; on another than 127.0.0.1 the token travels without TLS',
  },
  'users-max': {
    type: 'string',
    value: 'N',
    default: '1000',
    parse: values.count(),
    help: 'most users that the page may start',
  },
} as const satisfies Options

/** Every other flag of a load script stands in the form as its first value. */
export const uiOptions = { ...loadOptions(loadProfiles.light), ...ownOptions }

export type UiOptions = typeof uiOptions
