/** The parts of scripts/all.ts: which there are, in which order, and with which flags and variables each runs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { everyPart, parseParts, partNames, partOrder } from './all-parts.ts'
import { UsageError } from './errors.ts'
import type { AllSettings, PartName } from './all-parts.ts'

const nothing = { source: undefined, target: undefined, connect: undefined, brokers: undefined }
const embedded: AllSettings = {
  profile: 'ci',
  since: null,
  runTime: '10s',
  seed: 7,
  stack: { stack: 'embedded', ...nothing },
}
const yours: AllSettings = {
  ...embedded,
  since: 'main',
  stack: {
    stack: 'yours',
    source: 'postgres://me:secret@source/shop',
    target: 'postgres://me:secret@target/shop',
    connect: ['http://one:8083', 'http://two:8083'],
    brokers: ['one:9092', 'two:9092'],
  },
}
const urls = {
  CDC_SOURCE_URL: 'postgres://me:secret@source/shop',
  CDC_TARGET_URL: 'postgres://me:secret@target/shop',
  CDC_CONNECT_URL: 'http://one:8083,http://two:8083',
  CDC_BROKERS: 'one:9092,two:9092',
}

test('there are six parts, and all but the gate can be chosen', () => {
  assert.deepEqual(partNames, ['property', 'load', 'reconcile', 'faults', 'mutation', 'gate'])
  assert.deepEqual(everyPart, ['property', 'load', 'reconcile', 'faults', 'mutation'])
})

test('parseParts() puts parts into their order, and tells what is none', () => {
  assert.deepEqual(parseParts('mutation, load'), ['load', 'mutation'])
  assert.deepEqual(parseParts('faults'), ['faults'])
  const expected = 'expected property, load, reconcile, faults, mutation'
  for (const [text, word] of [
    ['load,gate', 'gate'],
    ['loads, faults', 'loads'],
    ['', ''],
  ] as const) {
    assert.throws(() => parseParts(text), new UsageError(`"${word}" is none, ${expected}`), text)
  }
})

const orders: readonly (readonly [PartName, AllSettings, script: string, args: string, object])[] =
  [
    ['property', embedded, 'property/run', '--profile ci --seed 7', {}],
    ['load', embedded, 'load/light', '--run-time 10s --seed 7', {}],
    ['reconcile', embedded, 'scripts/reconcile', '--stack embedded --seed 7', {}],
    ['faults', embedded, 'mutation/faults', '--seed 7', {}],
    ['mutation', embedded, 'mutation/run', '', {}],
    ['gate', embedded, 'mutation/gate', '', {}],
    ['property', yours, 'property/run', '--profile ci --seed 7', {}],
    ['load', yours, 'load/light', '--run-time 10s --seed 7', urls],
    ['reconcile', yours, 'scripts/reconcile', '--seed 7', urls],
    ['faults', yours, 'mutation/faults', '--seed 7', {}],
    ['mutation', yours, 'mutation/run', '--since main', {}],
    ['gate', yours, 'mutation/gate', '', {}],
  ]

for (const [name, settings, script, args, environment] of orders) {
  test(`partOrder() of ${name} on a pipeline that is ${settings.stack.stack}`, () => {
    const order = partOrder(name, settings)
    assert.deepEqual({ ...order, args: order.args.join(' ') }, { name, script, args, environment })
  })
}
