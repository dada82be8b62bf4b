/** Laws of the form of the live page: it has the flags it says it has, and what it is filled in with is what a script takes anyway. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { texts } from '../lib/arbitraries.ts'
import { parseFlags } from '../lib/flags.ts'
import { loadOptions } from '../lib/load-options.ts'
import { loadProfiles } from '../lib/load-profiles.ts'
import { workloadFlags, workloadNames } from '../lib/load-workloads.ts'
import { propertiesOf } from '../lib/property.ts'
import { parseThreshold } from '../lib/threshold.ts'
import { fieldNames, fieldOf, formFields, workloadChoices } from '../lib/ui-fields.ts'
import type { Options } from '../lib/flags.ts'
import type { ProfileName } from '../lib/load-profiles.ts'

const property = propertiesOf(import.meta.url)

const profiles = Object.keys(loadProfiles) as ProfileName[]
const words = texts({ maxPieces: 2 })
/** What every script takes, such as `--seed`: in the form where that has a field of the name. */
const common: fc.Arbitrary<Options> = fc.dictionary(
  fc.oneof(fc.constantFrom('seed', 'workers', 'report', 'json'), words),
  fc.oneof(
    fc.record({ type: fc.constant('boolean' as const), help: words }, { noNullPrototype: true }),
    fc.record(
      {
        type: fc.constant('string' as const),
        value: words,
        default: words,
        parse: fc.constant(String),
        help: words,
      },
      { noNullPrototype: true },
    ),
    fc.constant({ type: 'string', value: 'X', multiple: true, parse: String, help: '' } as const),
  ),
  { maxKeys: 4, noNullPrototype: true },
)

property(
  'form-fields',
  'the form has each flag that it knows, in its order, as the manual has it, and no other',
  {
    arbitrary: common,
    labels: { 'a flag of every script': { percent: 20, is: (given) => 'seed' in given } },
    holds: (given) => {
      const fields = formFields(given)
      const known: Options = { ...loadOptions(loadProfiles.light), ...given }
      const expected = fieldNames.filter((name) => Object.hasOwn(known, name))
      assert.deepEqual(
        fields.map(({ name }) => name),
        expected,
      )
      for (const { name, kind, hint, help, defaults } of fields) {
        const option = known[name]
        assert.equal(help, option?.help, name)
        assert.equal(kind === 'check', option?.type === 'boolean', name)
        assert.deepEqual(Object.keys(defaults), profiles)
        if (option?.type !== 'string') continue
        assert.deepEqual([kind === 'lines', hint], [option.multiple === true, option.value], name)
        const own = Object.hasOwn(given, name) ? (option.default ?? '') : defaults['light']
        assert.equal(defaults['light'], own, name)
      }
    },
  },
)

property(
  'form-defaults',
  'a field that is sent as the form was filled in means what the script does without it',
  {
    arbitrary: fc.constantFrom(
      ...profiles.flatMap((profile) =>
        formFields({})
          .filter(({ defaults }) => defaults[profile] !== '')
          .map((field) => ({ profile, field })),
      ),
    ),
    holds: ({ profile, field: { name, defaults } }) => {
      const options = loadOptions(loadProfiles[profile])
      const environment = {}
      // What has no meaning alone is sent beside what gives it one.
      const needs = (options as Options)[name]?.needs?.[0]
      const beside = needs === undefined ? [] : [`--${needs}`, '5']
      const without = parseFlags(options, { args: beside, environment })
      const args = [...beside, `--${name}`, defaults[profile] ?? '']
      const sent = parseFlags(options, { args, environment })
      assert.deepEqual(sent.problems, [])
      assert.deepEqual(sent.flags, without.flags)
    },
  },
)

property('form-field-of', 'a flag has a field exactly where the form has one of its name', {
  arbitrary: fc.oneof(
    fc.constantFrom(...fieldNames, 'report', 'connect', 'header', 'constructor', '__proto__'),
    words,
  ),
  labels: { 'a field': { percent: 20, is: (flag) => fieldOf(flag) !== null } },
  holds: (flag) => assert.equal(fieldOf(flag), fieldNames.find((name) => name === flag) ?? null),
})

property(
  'form-workloads',
  'each workload can be chosen once, its thresholds can be read, and one of your own comes last and changes no other',
  {
    arbitrary: fc.option(words.map((text) => `/${text}.ts`)),
    labels: { 'one of your own': { percent: 30, is: (own) => own !== null } },
    holds: (own) => {
      const choices = workloadChoices(own)
      assert.deepEqual(
        choices.map(({ name }) => name),
        [...workloadNames, ...(own === null ? [] : [own])],
      )
      assert.deepEqual(choices.slice(0, workloadNames.length), workloadChoices(null))
      for (const { name, userClasses, thresholds, flags } of choices) {
        // Nobody knows the classes of a module that was not loaded.
        assert.equal(userClasses.length === 0, name === own, name)
        assert.equal(new Set(userClasses).size, userClasses.length, name)
        assert.deepEqual(
          thresholds.map((text) => parseThreshold(text).text),
          thresholds,
        )
        assert.deepEqual(
          flags.filter((flag) => !workloadFlags.some((each) => each === flag)),
          [],
        )
      }
    },
  },
)
