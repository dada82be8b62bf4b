/** The flags of scripts/reconcile.ts: their defaults, which need or exclude each other, and what each takes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseFlags } from './flags.ts'
import { reconcileOptions } from './reconcile-options.ts'

function read(...args: readonly string[]) {
  return parseFlags(reconcileOptions, { args, environment: {} })
}

test('reconcileOptions compare all rows of all tables, on two connections a side', () => {
  const { flags, problems } = read()
  assert.deepEqual(problems, [])
  // What has no default is not there.
  assert.deepEqual(JSON.parse(JSON.stringify(flags)), {
    table: [],
    'exclude-table': [],
    map: [],
    columns: [],
    'ignore-columns': [],
    key: [],
    where: [],
    compare: [],
    depth: 'rows',
    'differences-max': 1000,
    connections: 2,
    'cut-over': false,
    'snapshot-max': 300_000,
    live: false,
    settle: 30_000,
    nudge: false,
    apply: false,
  })
})

const repeated: readonly (readonly [name: string, first: string, second: string])[] = [
  ['table', 'public.*', 'b'],
  ['exclude-table', 'x.y', '*'],
  ['map', 'public.*=cdc.*', 'a=b'],
  ['columns', 'id,note', 'a.b: id'],
  ['ignore-columns', 'id', 'note'],
  ['key', 'id', 'a.b: id,c'],
  ['where', 'id > 3', 'a.b: id::text = 5'],
  ['compare', 'total=sql-equal', 'a.b.c=epsilon(1e-9)'],
]

for (const [name, first, second] of repeated) {
  test(`--${name} is kept as it was written, and may be given several times`, () => {
    const { flags, problems } = read(`--${name}=${first}`, `--${name}=${second}`)
    assert.deepEqual(problems, [])
    assert.deepEqual(flags[name as 'table'], [first, second])
    assert.match(read(`--${name}=`).problems.join(), new RegExp(`^Cannot use --${name} ""`))
  })
}

const taken: readonly (readonly [args: readonly string[], name: string, value: unknown])[] = [
  [['--depth', 'counts'], 'depth', 'counts'],
  [['--depth', 'checksums'], 'depth', 'checksums'],
  [['--differences-max', '1000000'], 'differences-max', 1_000_000],
  [['--connections', '64'], 'connections', 64],
  [['--checkpoint', 'x'], 'checkpoint', 'x'],
  [['--cut-over'], 'cut-over', true],
  [['--recheck', 'r.json'], 'recheck', 'r.json'],
  [['--recheck', 'R.JSONL'], 'recheck', 'R.JSONL'],
  [['--snapshot-max', '1m'], 'snapshot-max', 60_000],
  [['--live', '--settle', '5s'], 'settle', 5000],
  [['--live', '--heartbeat', 'a.b'], 'heartbeat', 'a.b'],
  [['--live', '--nudge'], 'nudge', true],
  [['--repair', 'Fix.SQL'], 'repair', 'Fix.SQL'],
  [['--repair', 'fix.sql', '--apply'], 'apply', true],
]

for (const [args, name, value] of taken) {
  test(`reconcile takes ${args.join(' ')}`, () => {
    const { flags, problems } = read(...args)
    assert.deepEqual(problems, [])
    assert.equal(flags[name as keyof typeof flags], value)
  })
}

const json = 'expected a file that ends in .json or .jsonl'
const refused: readonly (readonly [args: readonly string[], problem: string])[] = [
  [['--settle', '5s'], 'Cannot use --settle alone: expected --live beside it'],
  [['--heartbeat', 'a.b'], 'Cannot use --heartbeat alone: expected --live beside it'],
  [['--nudge'], 'Cannot use --nudge alone: expected --live beside it'],
  [['--apply'], 'Cannot use --apply alone: expected --repair beside it'],
  [
    ['--checkpoint', 'x', '--recheck', 'r.json'],
    'Cannot use --checkpoint with --recheck: expected one of them',
  ],
  [
    ['--cut-over', '--recheck', 'r.json'],
    'Cannot use --cut-over with --recheck: expected one of them',
  ],
  [['--recheck', 'r.json.gz'], `Cannot use --recheck "r.json.gz": ${json}`],
  [['--recheck', 'json'], `Cannot use --recheck "json": ${json}`],
  [['--recheck', 'r.jsonx'], `Cannot use --recheck "r.jsonx": ${json}`],
  [
    ['--repair', 'fix.sql.gz'],
    'Cannot use --repair "fix.sql.gz": expected a file that ends in .sql',
  ],
  [['--depth', 'deep'], 'Cannot use --depth "deep": expected counts or checksums or rows'],
  [['--connections', '65'], 'Cannot use --connections "65": expected an integer from 1 to 64'],
  [
    ['--differences-max', '1000001'],
    'Cannot use --differences-max "1000001": expected an integer from 1 to 1000000',
  ],
]

for (const [args, problem] of refused) {
  test(`reconcile refuses ${args.join(' ')}`, () => {
    assert.deepEqual(read(...args).problems, [problem])
  })
}
