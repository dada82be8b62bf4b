/** The form of the live page has the flags of a load script, their words, and what each profile sets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { loadOptions } from './load-options.ts'
import { loadProfiles } from './load-profiles.ts'
import { factsOf, workloadNames } from './load-workloads.ts'
import { fieldNames, fieldOf, formFields, workloadChoices } from './ui-fields.ts'
import { uiOptions } from './ui-options.ts'
import type { Options } from './flags.ts'

const common = {
  seed: { type: 'string', value: 'N', parse: String, help: 'every random choice of the run' },
} as const satisfies Options

const fields = new Map(formFields(common).map((field) => [field.name, field]))
const none = { light: '', medium: '', heavy: '', spike: '', soak: '' }

test('formFields() has all fields in their order, those of every script too, and leaves out what is no flag', () => {
  assert.deepEqual([...fields.keys()], fieldNames)
  const without = formFields({}).map(({ name }) => name)
  assert.deepEqual(
    without,
    fieldNames.filter((name) => name !== 'seed'),
  )
})

test('formFields() has what each profile sets', () => {
  const users = { light: '10', medium: '50', heavy: '200', spike: '500', soak: '20' }
  const runTime = { light: '2m', medium: '5m', heavy: '10m', spike: '3m', soak: '1h' }
  assert.deepEqual(fields.get('users')?.defaults, users)
  assert.deepEqual(fields.get('run-time')?.defaults, runTime)
  assert.deepEqual(fields.get('stages')?.defaults, none)
  assert.deepEqual(fields.get('abort-on-fail')?.defaults, none)
})

test('formFields() asks for a text, for lines or for a tick, with the words of the manual', () => {
  const { threshold, 'abort-on-fail': abort } = loadOptions(loadProfiles.light)
  assert.deepEqual(
    ['users', 'threshold', 'abort-on-fail'].map((name) => [
      name,
      fields.get(name)?.kind,
      fields.get(name)?.hint,
    ]),
    [
      ['users', 'text', 'N'],
      ['threshold', 'lines', 'EXPR'],
      ['abort-on-fail', 'check', ''],
    ],
  )
  assert.equal(fields.get('threshold')?.help, threshold.help)
  assert.equal(fields.get('abort-on-fail')?.help, abort.help)
  assert.equal(fields.get('seed')?.help, common.seed.help)
})

test('fieldOf() is the field of a flag, and none for targets, files and headers', () => {
  assert.equal(fieldOf('users'), 'users')
  for (const flag of ['connect', 'report', 'header', 'ca', 'port'])
    assert.equal(fieldOf(flag), null)
})

test('workloadChoices() are the named ones, and that of the command line with what every module takes', () => {
  const choices = workloadChoices(null)
  assert.deepEqual(
    choices.map(({ name }) => name),
    workloadNames,
  )
  for (const [index, name] of workloadNames.entries()) {
    const { userClasses, thresholds, flags } = factsOf({ name, file: null })
    assert.deepEqual(choices[index], { name, userClasses, thresholds, flags })
  }
  assert.deepEqual(workloadChoices('/mine.ts'), [
    ...choices,
    { name: '/mine.ts', userClasses: [], thresholds: ['failure-rate<=1%'], flags: ['connections'] },
  ])
})

test('uiOptions are the flags of a load script with those of the page, whose defaults are its own', () => {
  const own = ['port', 'host', 'users-max']
  assert.deepEqual(Object.keys(uiOptions), [
    ...Object.keys(loadOptions(loadProfiles.light)),
    ...own,
  ])
  assert.deepEqual(
    [
      uiOptions.port.default,
      uiOptions.host.default,
      uiOptions['users-max'].default,
      uiOptions.users.default,
    ],
    ['8089', '127.0.0.1', '1000', '10'],
  )
  assert.deepEqual([uiOptions.port.parse('0'), uiOptions.port.parse('65535')], [0, 65_535])
  for (const port of ['-1', '65536']) assert.throws(() => uiOptions.port.parse(port))
  assert.throws(() => uiOptions['users-max'].parse('0'))
})
