/** The flags of load/stress.ts: of the load scripts what has a meaning for steps of one rate each. */
import * as values from './flag-values.ts'
import { judgeOptions, shapeOptions } from './load-options.ts'
import type { FlagsOf, Options } from './flags.ts'

const { workload, connections, 'user-class': userClass, workers, 'warm-up': warmUp } = shapeOptions
const { 'abort-on-fail': _everyStepIsJudged, ...judging } = judgeOptions
const { needs: _alwaysOpen, ...openConnections } = connections

export const stressOptions = {
  'arrival-rate': {
    type: 'string',
    value: 'N',
    default: '100',
    parse: values.rate(),
    help: 'requests a second of the first step',
  },
  'rate-max': {
    type: 'string',
    value: 'N',
    default: '100000',
    parse: values.rate(),
    help: 'where to stop looking',
  },
  step: {
    type: 'string',
    value: 'D',
    default: '10s',
    parse: values.duration(),
    help: 'length of a step; longer where a p99 needs it (1,000 requests)',
  },
  workload: {
    ...workload,
    help: 'what is asked: connect, or ./FILE.ts, which exports users or start()',
  },
  connections: openConnections,
  'user-class': userClass,
  workers,
  'warm-up': { ...warmUp, default: '1s', help: 'before each step, in no statistic' },
  ...judging,
} as const satisfies Options

export type StressOptions = typeof stressOptions
export type StressFlags = FlagsOf<StressOptions>
