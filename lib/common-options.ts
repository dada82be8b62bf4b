/** The flags that every script takes. */
import * as values from './flag-values.ts'
import type { Options } from './flags.ts'

/** Which pipeline the run is about. */
export const pipelineOptions = {
  source: {
    type: 'string',
    value: 'URL',
    env: 'CDC_SOURCE_URL',
    parse: values.postgresUrl(),
    help: 'source database: postgres://user:password@host:port/db',
  },
  target: {
    type: 'string',
    value: 'URL',
    env: 'CDC_TARGET_URL',
    parse: values.postgresUrl(),
    help: 'target database',
  },
  connect: {
    type: 'string',
    value: 'URL',
    env: 'CDC_CONNECT_URL',
    parse: values.httpUrls(),
    help: 'Kafka Connect REST API; commas between the workers of one cluster',
  },
  brokers: {
    type: 'string',
    value: 'LIST',
    env: 'CDC_BROKERS',
    parse: values.brokers(),
    help: 'Kafka, as host:port with commas',
  },
  stack: {
    type: 'string',
    value: 'NAME',
    env: 'CDC_STACK',
    parse: values.oneOf(['embedded']),
    help: 'start this stack: embedded',
  },
} as const satisfies Options

/** Pipeline, output and randomness. */
export const commonOptions = {
  ...pipelineOptions,
  json: { type: 'boolean', help: 'stdout is exactly one JSON document, the Result' },
  quiet: { type: 'boolean', help: 'no text where all checks pass' },
  report: {
    type: 'string',
    value: 'FILE',
    multiple: true,
    parse: values.nonEmpty('a file'),
    help: 'write a report; .html .json .csv .xml .prom .md (reconcile: .jsonl too); repeatable',
  },
  seed: {
    type: 'string',
    value: 'N',
    env: 'CDC_SEED',
    parse: values.seed(),
    help: 'every random choice of the run (random, printed)',
  },
  help: { type: 'boolean', help: 'this manual' },
} as const satisfies Options
