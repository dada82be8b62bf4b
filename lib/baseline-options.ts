/** The flags that keep a run for later, and hold it against earlier ones. */
import * as values from './flag-values.ts'
import type { Options } from './flags.ts'

export const baselineOptions = {
  'save-baseline': {
    type: 'string',
    value: 'FILE',
    parse: values.nonEmpty('a file'),
    help: 'append this run, where it is valid; the last 20 of the same load on the same machine are kept',
  },
  baseline: {
    type: 'string',
    value: 'FILE',
    parse: values.nonEmpty('a file'),
    help: 'hold this run against those; from 10 on a total that got worse fails, after three more runs of the same',
  },
  'baseline-required': {
    type: 'boolean',
    needs: ['baseline'],
    help: 'too few runs, too noisy and not comparable are no verdict (3), instead of nothing',
  },
  'no-rerun': {
    type: 'boolean',
    needs: ['baseline'],
    help: 'no three more runs: what looks worse in one is no verdict (3)',
  },
} as const satisfies Options
