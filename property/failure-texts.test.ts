/** Laws of grouping: messages that differ in ids alone are one fault, those that differ in a code or a word are two. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { normalText, oneLine } from '../lib/failure-text.ts'
import { propertiesOf } from '../lib/property.ts'

const property = propertiesOf(import.meta.url)

const hex = fc.stringMatching(/^[0-9a-f]{7,31}\d$/)
const name = fc.stringMatching(/^[a-z]{1,6}(?:[-_. ][a-z0-9]{1,4})?$/)

/** Of each kind of id some that are alike, as they stand in messages. */
const ids: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid: fc.uuid(),
  hex,
  number: fc.integer({ min: 1000, max: 1e12 }).map(String),
  numbered: fc.nat(1e6).map((number) => `connector-${number}`),
  joined: fc.nat(1e6).map((number) => `user${number}`),
  quoted: name.map((text) => `"${text}"`),
  single: name.map((text) => `'${text}'`),
  path: fc.nat(1e6).map((number) => `/users/${number}/orders`),
  time: fc
    .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  amount: fc.double({ min: 0, max: 1e6, noNaN: true }).map((ms) => `${ms.toFixed(1)} ms`),
}

const kinds = Object.keys(ids)
const words = fc.constantFrom(
  'not found',
  'is gone:',
  'task 3 of',
  'lost (no answer)',
  'expected',
  '',
)
const starts = fc.constantFrom('', 'HTTP 503', 'HTTP 404:', 'SQLSTATE 40001: deadlock', 'User')

/** A message with places for ids, filled twice. */
const pairs = fc
  .tuple(
    starts,
    fc.array(fc.tuple(fc.constantFrom(...kinds), words), { minLength: 1, maxLength: 4 }),
  )
  .chain(([start, places]) => {
    const filled = fc
      .tuple(...places.map(([kind]) => ids[kind] ?? fc.constant('')))
      .map((found) =>
        [start, ...places.flatMap(([, text], index) => [found[index] ?? '', text])].join(' '),
      )
    return fc.tuple(filled, filled)
  })

property('ids-fall-together', 'messages that differ in ids alone have the same normal text', {
  arbitrary: pairs,
  labels: { 'two texts': { percent: 50, is: ([one, other]) => one !== other } },
  holds: ([one, other]) => assert.equal(normalText(one), normalText(other)),
})

const codes = fc.oneof(
  fc.integer({ min: 100, max: 599 }).map((status) => `HTTP ${status}`),
  fc.stringMatching(/^[0-9]{2}[0-9A-Z]{3}$/).map((state) => `SQLSTATE ${state}:`),
  fc.constantFrom('ECONNRESET', 'ECONNREFUSED', 'ERR_HTTP2_ERROR', 'ORA-01555', 'ORA-00060'),
  fc.stringMatching(/^[a-z]{4,8}$/),
)

property(
  'codes-stay-apart',
  'messages that differ in a status, a code or a word never fall together',
  {
    arbitrary: fc.tuple(codes, codes, pairs),
    labels: { 'two codes': { percent: 80, is: ([one, other]) => one !== other } },
    holds: ([one, other, [left, right]]) => {
      const same = normalText(`${one} ${left}`) === normalText(`${other} ${right}`)
      assert.equal(same, one === other)
      assert.ok(normalText(`${one} ${left}`).startsWith(`${one} `))
    },
  },
)

/** What may stand beside each other in a text of somebody else: few, so that they meet. */
const scraps = fc.oneof(
  { arbitrary: fc.constantFrom(...`'|"|/|#|-|.| |…|1|42|1234|abc|a1|E`.split('|')), weight: 8 },
  {
    arbitrary: fc.constantFrom(...'`|_|,|:|{|}|=|id |HTTP |code |\n|é|😀| ms|P0'.split('|')),
    weight: 3,
  },
  { arbitrary: fc.oneof(...Object.values(ids)), weight: 1 },
)

property(
  'normal-text',
  'what is normal stays as it is, is no longer than it was, and fits where it must',
  {
    arbitrary: fc.tuple(
      fc.array(scraps, { minLength: 12, maxLength: 40 }).map((list) => list.join('')),
      fc.integer({ min: 2, max: 60 }),
    ),
    labels: {
      'with something left out': { percent: 50, is: ([text]) => normalText(text) !== text },
    },
    holds: ([text, most]) => {
      const normal = normalText(text)
      assert.equal(normalText(normal), normal)
      assert.ok(normal.length <= text.length)
      const line = oneLine(text, most)
      assert.ok(line.length <= most && !/[\r\n]| {2}/.test(line))
      assert.equal(oneLine(line, most), line)
    },
  },
)
