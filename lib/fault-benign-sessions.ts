/** Settings of a database, and other forms of the same values: none of them may raise an alarm. */
import { benign } from './fault-benign.ts'
import type { Fault } from './fault.ts'

/** Settings of a database, each of which changes what a careless session reads or prints. */
const settings: readonly (readonly [
  id: string,
  name: string,
  settings: Readonly<Record<string, string>>,
])[] = [
  ['dates', 'prints dates as Germans write them', { datestyle: 'German, DMY' }],
  ['time-zone', 'lives in another time zone', { timezone: 'Asia/Kathmandu' }],
  ['intervals', 'prints intervals as ISO 8601 does', { intervalstyle: 'iso_8601' }],
  ['floats', 'prints floats with few digits', { extra_float_digits: '-15' }],
  ['bytes', 'prints bytes with escapes', { bytea_output: 'escape' }],
  ['search-path', 'finds nothing without its schema', { search_path: 'nowhere' }],
  ['client-encoding', 'sends texts in Latin-1', { client_encoding: 'LATIN1' }],
  ['array-nulls', 'takes NULL in an array for a word', { array_nulls: 'off' }],
  ['null-equals', 'takes = NULL for IS NULL', { transform_null_equals: 'on' }],
  [
    'strings',
    'takes backslashes in literals for escapes',
    { standard_conforming_strings: 'off', backslash_quote: 'off' },
  ],
  ['identifiers', 'quotes every name', { quote_all_identifiers: 'on' }],
  [
    'isolation',
    'runs every transaction serializable',
    { default_transaction_isolation: 'serializable' },
  ],
  [
    'read-only',
    'runs every transaction read-only and deferrable',
    { default_transaction_read_only: 'on', default_transaction_deferrable: 'on' },
  ],
  ['xml', 'reads and prints XML otherwise', { xmloption: 'document', xmlbinary: 'hex' }],
  [
    'memory',
    'has hardly any memory for sorting and hashing',
    { work_mem: '64kB', hash_mem_multiplier: '1' },
  ],
  [
    'parallel',
    'runs every query in parallel',
    {
      debug_parallel_query: 'on',
      parallel_setup_cost: '0',
      parallel_tuple_cost: '0',
      min_parallel_table_scan_size: '0',
    },
  ],
  [
    'planner',
    'plans without hashes, sorts and indexes',
    {
      enable_hashagg: 'off',
      enable_hashjoin: 'off',
      enable_sort: 'off',
      enable_indexscan: 'off',
      enable_seqscan: 'off',
    },
  ],
  [
    'messages',
    'logs and checks other things',
    { client_min_messages: 'debug1', check_function_bodies: 'off', row_security: 'on' },
  ],
]

const settingsOfDatabases: readonly Fault[] = settings.map(([id, name, values]) =>
  benign({
    id: `B-${id}`,
    name: `the target ${name}`,
    cause: 'ALTER DATABASE or ALTER ROLE … SET',
    target: Object.entries(values).map(
      ([setting, value]) =>
        `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET ${setting} = ${setting === 'search_path' ? value : `''${value}''`}', current_database()); END $$`,
    ),
  }),
)

const ofTheValues: readonly Fault[] = [
  benign({
    id: 'B-nan',
    name: 'NaN has another sign, which nobody sees',
    cause: 'it was computed on another machine, or read from text',
    both: `CREATE TABLE nans (id integer PRIMARY KEY, r real, d double precision, a double precision[], p point)`,
    source: `INSERT INTO nans VALUES (1, 'Infinity'::real - 'Infinity', 'Infinity'::float8 - 'Infinity', ARRAY['Infinity'::float8 - 'Infinity'], point('Infinity'::float8 - 'Infinity', 1))`,
    target: `INSERT INTO nans VALUES (1, 'NaN', 'NaN', '{NaN}', '(NaN,1)')`,
  }),
  benign({
    id: 'B-array-bitmap',
    name: 'an array once held a NULL',
    both: `CREATE TABLE lists (id integer PRIMARY KEY, v integer[]); INSERT INTO lists VALUES (1, '{1,2}')`,
    source: `UPDATE lists SET v = '{1,NULL}'; UPDATE lists SET v[2] = 2`,
  }),
  benign({
    id: 'B-jsonb-order',
    name: 'keys of jsonb were written in another order',
    both: `CREATE TABLE papers (id integer PRIMARY KEY, v jsonb)`,
    source: `INSERT INTO papers VALUES (1, '{"b": 1, "a": {"y": 1,   "x": 2}}'), (2, '{"a": 1, "a": 2}')`,
    target: `INSERT INTO papers VALUES (1, '{"a": {"x": 2, "y": 1}, "b": 1}'), (2, '{"a": 2}')`,
  }),
  benign({
    id: 'B-canonical',
    name: 'values were written in another form of the same value',
    both: `CREATE TABLE forms (id integer PRIMARY KEY, a int4range, b timestamptz, c inet, d macaddr, e box, f uuid, g interval, h bytea)`,
    source: `INSERT INTO forms VALUES (1, '[1,3]', '2025-06-30 12:00:00+02', '10.0.0.1/32', '08-00-2b-01-02-03', '(0,0),(1,1)', '{6F9619FF8B86D011B42D00C04FC964FF}', '90 minutes', 'a')`,
    target: `INSERT INTO forms VALUES (1, '[1,4)', '2025-06-30 10:00:00+00', '10.0.0.1', '08002b010203', '(1,1),(0,0)', '6f9619ff-8b86-d011-b42d-00c04fc964ff', '01:30', '\\x61')`,
  }),
]

export const benignSessions: readonly Fault[] = [...settingsOfDatabases, ...ofTheValues]
