/** The flags of the load scripts: their defaults, which exclude each other, and what each takes. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'

import { parseFlags } from './flags.ts'
import { loadOptions } from './load-options.ts'

const profile = { users: '10', 'spawn-rate': '2', 'run-time': '30s' } as const

/** Words are given by themselves where there may be blanks in them: a path. */
function read(line: string | readonly string[], ordinary = false) {
  const options = loadOptions(ordinary ? { ...profile, ordinary } : profile)
  const args = typeof line === 'string' ? line.split(' ').filter(Boolean) : line
  return parseFlags(options, { args, environment: {} })
}

test('loadOptions() have the defaults of the profile, and their own', () => {
  const { flags, problems } = read('')
  assert.deepEqual(problems, [])
  // What has no default is not there.
  assert.deepEqual(JSON.parse(JSON.stringify(flags)), {
    users: 10,
    'spawn-rate': 2,
    'run-time': 30_000,
    workload: { name: 'connect', file: null },
    connections: 50,
    workers: 1,
    'warm-up': 0,
    pool: 10,
    sizes: [1000, 50_000, 200_000],
    'request-timeout': 10_000,
    'stop-timeout': 10_000,
    threshold: [],
    'abort-on-fail': false,
    header: [],
    insecure: false,
    'baseline-required': false,
    'no-rerun': false,
  })
})

test('loadOptions() of no particular load have other defaults beside reconciliation', () => {
  const { flags } = read('--workload reconciliation', true)
  assert.deepEqual([flags.users, flags['spawn-rate'], flags['run-time']], [20, 5, 180_000])
  const { flags: particular } = read('--workload reconciliation')
  assert.deepEqual([particular.users, particular['spawn-rate']], [10, 2])
  assert.equal(read('', true).flags.users, 10)
})

const taken: readonly (readonly [line: string, flags: Readonly<Record<string, unknown>>])[] = [
  ['--users 500 --spawn-rate 0.5', { users: 500, 'spawn-rate': 0.5 }],
  ['--run-time 1m --arrival-rate 2.5', { 'run-time': 60_000, 'arrival-rate': 2.5 }],
  ['--arrival-rate 4 --connections 7', { 'arrival-rate': 4, connections: 7 }],
  ['--stages 30s:100', { stages: [{ durationMs: 30_000, target: 100 }] }],
  ['--workers 64 --warm-up 0', { workers: 64, 'warm-up': 0 }],
  ['--warm-up 5s', { 'warm-up': 5000 }],
  ['--pool 10000 --sizes 2k --tables 10000', { pool: 10_000, sizes: [2000], tables: 10_000 }],
  ['--request-timeout 1s --stop-timeout 2s', { 'request-timeout': 1000, 'stop-timeout': 2000 }],
  ['--abort-on-fail --insecure', { 'abort-on-fail': true, insecure: true }],
  [
    '--header a:1 --header b:2',
    {
      header: [
        ['a', '1'],
        ['b', '2'],
      ],
    },
  ],
  ['--user-class A', { 'user-class': [{ name: 'A', weight: 1 }] }],
  [
    '--user-class A=3,B_2,C=1000000',
    {
      'user-class': [
        { name: 'A', weight: 3 },
        { name: 'B_2', weight: 1 },
        { name: 'C', weight: 1_000_000 },
      ],
    },
  ],
]

for (const [line, expected] of taken) {
  test(`a load takes ${line}`, () => {
    const { flags, problems } = read(line)
    assert.deepEqual(problems, [])
    const found = Object.keys(expected).map((name) => [name, flags[name as keyof typeof flags]])
    assert.deepEqual(Object.fromEntries(found), expected)
  })
}

test('a threshold may be given several times', () => {
  assert.equal(read('--threshold p99<1s --threshold p95<1s').flags.threshold.length, 2)
})

const oneOf: readonly (readonly [string, string, string])[] = [
  ['users', 'arrival-rate', '--users 5 --arrival-rate 3'],
  ['users', 'stages', '--users 5 --stages 1s:3'],
  ['spawn-rate', 'arrival-rate', '--spawn-rate 5 --arrival-rate 3'],
  ['spawn-rate', 'stages', '--spawn-rate 5 --stages 1s:3'],
  ['run-time', 'stages', '--run-time 5s --stages 1s:3'],
]

for (const [name, other, line] of oneOf) {
  test(`a load takes --${name} or --${other}`, () => {
    assert.deepEqual(read(line).problems, [
      `Cannot use --${name} with --${other}: expected one of them`,
    ])
  })
}

const none = 'is none, expected NAME or NAME=WEIGHT (1 to 1,000,000)'
const refused: readonly (readonly [line: string, problem: string])[] = [
  ['--connections 3', 'Cannot use --connections alone: expected --arrival-rate beside it'],
  ['--workers 65', 'Cannot use --workers "65": expected an integer from 1 to 64'],
  ['--pool 10001', 'Cannot use --pool "10001": expected an integer from 1 to 10000'],
  ['--tables 10001', 'Cannot use --tables "10001": expected an integer from 1 to 10000'],
  ['--user-class A=0', `Cannot use --user-class "A=0": "A=0" ${none}`],
  ['--user-class A=1000001', `Cannot use --user-class "A=1000001": "A=1000001" ${none}`],
  ['--user-class A,', `Cannot use --user-class "A,": "" ${none}`],
  ['--user-class A=', `Cannot use --user-class "A=": "A=" ${none}`],
  ['--user-class A=1x', `Cannot use --user-class "A=1x": "A=1x" ${none}`],
  ['--user-class A=B=1', `Cannot use --user-class "A=B=1": "A=B=1" ${none}`],
  ['--user-class A-B', `Cannot use --user-class "A-B": "A-B" ${none}`],
  [
    '--user-class A,B,A=2',
    'Cannot use --user-class "A,B,A=2": a class stands there twice, expected each once',
  ],
  [
    '--ca /nowhere.pem',
    `Cannot use --ca "/nowhere.pem": expected a file of certificates: ENOENT: no such file or directory, open '/nowhere.pem'`,
  ],
]

for (const [line, problem] of refused) {
  test(`a load refuses ${line}`, () => {
    const [found = '', ...more] = read(line).problems
    assert.equal(found.slice(0, problem.length), problem)
    assert.deepEqual(more, [])
  })
}

test('--ca is a file that holds a certificate, and is not beside --insecure', () => {
  const pem = fileURLToPath(new URL('../fixtures/tls-loopback.pem', import.meta.url))
  assert.equal(read(['--ca', pem]).flags.ca, readFileSync(pem, 'utf8'))
  const file = fileURLToPath(new URL('../package.json', import.meta.url))
  const problem = `Cannot use --ca "${file}": there is no certificate in it, expected PEM`
  assert.deepEqual(read(['--ca', file]).problems, [problem])
  assert.deepEqual(read(['--insecure', '--ca', file]).problems, [
    'Cannot use --ca with --insecure: expected one of them',
    problem,
  ])
})
