/** What makes two runs the same load: each setting and surrounding that shapes it, and no credentials. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { differences, fingerprintOf } from './baseline-fingerprint.ts'

const shaping =
  `users spawn-rate run-time workload stages arrival-rate connections user-class workers warm-up pool sizes
  tables request-timeout stop-timeout insecure source target connect brokers`.split(/\s+/)
const around = [
  'stack',
  'workload',
  'node',
  'platform',
  'cpu',
  'cpus',
  'source',
  'target',
  'connect',
]

function all(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `<${name}>`]))
}

/** All that can be set, of a workload. */
function settingsOf(workload: string): Record<string, unknown> {
  return { ...all([...shaping, 'seed', 'report']), workload }
}

const ignored = [
  ['connect', ['pool', 'sizes', 'tables']],
  ['database', ['connections', 'insecure']],
  ['reconciliation', ['pool', 'insecure']],
  ['~/mine.ts', ['pool', 'sizes', 'tables', 'insecure']],
] as const

for (const [workload, names] of ignored) {
  test(`fingerprintOf() has every setting and surrounding that shapes a load of ${workload}, and no other`, () => {
    const environment = all([...around, 'startedAt'])
    const settings = settingsOf(workload)
    const shaped = shaping.filter((name) => !names.some((each) => each === name))
    assert.deepEqual(fingerprintOf({ settings, environment }), {
      ...Object.fromEntries(shaped.map((name) => [`--${name}`, settings[name]])),
      ...all(around),
    })
  })

  test(`differences() are none where a baseline was saved with what ${workload} ignores`, () => {
    const now = fingerprintOf({ settings: settingsOf(workload), environment: {} })
    const saved = { ...now, ...Object.fromEntries(names.map((name) => [`--${name}`, 'another'])) }
    assert.deepEqual(differences(saved, now), [])
    assert.deepEqual(differences(now, saved), [])
    assert.deepEqual(differences(saved, { ...saved, '--users': '9' }), ['--users <users> → 9'])
  })
}

const texts: readonly (readonly [value: unknown, text: string | undefined])[] = [
  [undefined, undefined],
  [null, undefined],
  [false, undefined],
  [true, 'true'],
  [0, '0'],
  ['', ''],
  [[1, 'a'], '[1,"a"]'],
  ['http://one:8083,http://two:8083', 'http://one:8083,http://two:8083'],
  ['postgres://me:word@db:5432/shop?sslmode=require', 'postgres://db:5432/shop'],
  ['http://a:b@one,http://c@two', 'http://one,http://two'],
  ['who@where', 'who@where'],
  ['a?b=c?d=e', 'a'],
]

for (const [value, text] of texts) {
  test(`fingerprintOf() has ${JSON.stringify(value)} as ${text ?? 'nothing'}`, () => {
    assert.deepEqual(
      fingerprintOf({ settings: { connect: value }, environment: {} }),
      text === undefined ? {} : { '--connect': text },
    )
  })
}

test('differences() names what is otherwise, what came and what is gone', () => {
  const before = { '--users': '10', node: 'v20', cpus: '2' }
  assert.deepEqual(differences(before, before), [])
  assert.deepEqual(differences(before, { '--users': '20', '--pool': '4', cpus: '2' }), [
    '--users 10 → 20',
    'node v20 → none',
    '--pool none → 4',
  ])
})
