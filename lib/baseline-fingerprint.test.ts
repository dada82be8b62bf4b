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

test('fingerprintOf() has every setting and surrounding that shapes a load, and no other', () => {
  const [given, where] = [shaping, around].map((names) =>
    Object.fromEntries(
      [...names, 'seed', 'report', 'startedAt'].map((name) => [name, `<${name}>`]),
    ),
  )
  assert.deepEqual(fingerprintOf({ settings: given ?? {}, environment: where ?? {} }), {
    ...Object.fromEntries(shaping.map((name) => [`--${name}`, `<${name}>`])),
    ...Object.fromEntries(around.map((name) => [name, `<${name}>`])),
  })
})

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
