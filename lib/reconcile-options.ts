/** The flags of scripts/reconcile.ts. */
import { parseCompare } from './column-selection.ts'
import { parseCondition } from './condition.ts'
import { UsageError } from './errors.ts'
import * as values from './flag-values.ts'
import { parsePattern } from './name-pattern.ts'
import { parseMap } from './table-map.ts'
import type { FlagsOf, Options } from './flags.ts'

/** Which tables, columns and rows, and what counts as equal. */
const selectionOptions = {
  table: {
    type: 'string',
    value: 'PATTERN',
    multiple: true,
    parse: readable(parsePattern),
    help: 'compare these: schema.name, with * for any text (all but the system); repeatable',
  },
  'exclude-table': {
    type: 'string',
    value: 'PATTERN',
    multiple: true,
    parse: readable(parsePattern),
    help: 'but not these; repeatable',
  },
  map: {
    type: 'string',
    value: "'public.*=cdc.*'",
    multiple: true,
    parse: readable(parseMap),
    help: 'where names at the target differ; repeatable',
  },
  columns: {
    type: 'string',
    value: '[TABLE:]LIST',
    multiple: true,
    parse: values.nonEmpty('names with commas'),
    help: 'compare these columns only, of all tables or of one; repeatable',
  },
  'ignore-columns': {
    type: 'string',
    value: '[TABLE:]LIST',
    multiple: true,
    parse: values.nonEmpty('names with commas'),
    help: 'but not these columns; repeatable',
  },
  key: {
    type: 'string',
    value: '[TABLE:]LIST',
    multiple: true,
    parse: values.nonEmpty('names with commas'),
    help: 'the columns that identify a row (primary key, else a unique one); repeatable',
  },
  where: {
    type: 'string',
    value: '[TABLE:]SQL',
    multiple: true,
    parse: readable(parseCondition),
    help: 'compare only the rows for which this holds; repeatable',
  },
  compare: {
    type: 'string',
    value: '[TABLE.]COLUMN=POLICY',
    multiple: true,
    parse: readable(parseCompare),
    help: 'what is equal: exact, sql-equal, epsilon(1e-9), instant, json; repeatable',
  },
} as const satisfies Options

/** How far, how fast, and what is listed. */
const workOptions = {
  depth: {
    type: 'string',
    value: 'DEPTH',
    default: 'rows',
    parse: values.oneOf(['counts', 'checksums', 'rows']),
    help: 'how far to go down: counts, checksums, rows',
  },
  'differences-max': {
    type: 'string',
    value: 'N',
    default: '1000',
    parse: values.count({ max: 1_000_000 }),
    help: 'list so many of a table; counts are exact, .csv and .jsonl hold all',
  },
  connections: {
    type: 'string',
    value: 'N',
    default: '2',
    parse: values.count({ max: 64 }),
    help: 'connections a side that read at once',
  },
  checkpoint: {
    type: 'string',
    value: 'FILE',
    parse: values.nonEmpty('a file'),
    excludes: ['recheck'],
    help: 'go on where a run with this file was stopped; removed at the end',
  },
  'cut-over': {
    type: 'boolean',
    excludes: ['recheck'],
    help: 'also check what a pipeline does not carry: sequences, indexes, constraints, identity, triggers',
  },
  recheck: {
    type: 'string',
    value: 'RESULT.json',
    parse: resultFile,
    help: 'read only the rows that an earlier .json or .jsonl report names',
  },
  'snapshot-max': {
    type: 'string',
    value: 'D',
    default: '5m',
    parse: values.duration(),
    help: 'end snapshots after this, so that vacuum is not held back; no statement may take longer',
  },
} as const satisfies Options

/** While writes flow. */
const liveOptions = {
  live: {
    type: 'boolean',
    help: 'writes may be flowing: only what is proven counts; rows that stay hot are unresolved',
  },
  settle: {
    type: 'string',
    value: 'D',
    default: '30s',
    parse: values.duration(),
    needs: ['live'],
    help: 'how long a row, or a target that stands still, is waited for',
  },
  heartbeat: {
    type: 'string',
    value: 'TABLE',
    parse: values.nonEmpty('schema.table'),
    needs: ['live'],
    help: 'a row that your pipeline keeps writing; sound only where it travels in one stream with the tables',
  },
  nudge: {
    type: 'boolean',
    needs: ['live'],
    help: 'an idle source may be sent one message in its log (no row), so that its position moves on',
  },
} as const satisfies Options

/** What is done about it. */
const mendOptions = {
  repair: {
    type: 'string',
    value: 'FILE.sql',
    parse: sqlFile,
    help: 'write a transaction that makes the target equal to the source',
  },
  apply: {
    type: 'boolean',
    needs: ['repair'],
    help: 'run it on the target, and compare again: that is the verdict',
  },
} as const satisfies Options

export const reconcileOptions = {
  ...selectionOptions,
  ...workOptions,
  ...liveOptions,
  ...mendOptions,
}

export type ReconcileFlags = FlagsOf<typeof reconcileOptions>

/** As it was written, if it can be read: what it means is known only beside the tables. */
function readable(parse: (text: string) => unknown): (text: string) => string {
  return (text) => {
    parse(text)
    return text
  }
}

function resultFile(path: string): string {
  if (/\.jsonl?$/i.test(path)) return path
  throw new UsageError('expected a file that ends in .json or .jsonl')
}

function sqlFile(path: string): string {
  if (path.toLowerCase().endsWith('.sql')) return path
  throw new UsageError('expected a file that ends in .sql')
}
