/** Laws of the Connect API as the stand-in gives it: what it reads, where it routes, and how it refuses. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { texts } from '../lib/arbitraries.ts'
import { readConfig, readCreate, readOffsets } from '../lib/connect-bodies.ts'
import * as errors from '../lib/connect-errors.ts'
import { jacksonError, readJson } from '../lib/connect-json.ts'
import { jettyRefusal, locationPath, routedPath, templateOf } from '../lib/connect-paths.ts'
import { sinkOffset } from '../lib/connect-sink-offsets.ts'
import { propertiesOf } from '../lib/property.ts'
import type { JsonNode } from '../lib/connect-json.ts'

const property = propertiesOf(import.meta.url)

const json = fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' })
const name = texts({ maxPieces: 3 })
const plainName = fc.stringMatching(/^[\w-]{1,8}$/)

function valueOf(node: JsonNode): unknown {
  if (node.kind === 'null') return null
  if (node.kind === 'array') return node.items.map(valueOf)
  if (node.kind === 'object')
    return Object.fromEntries(node.entries.map(([key, each]) => [key, valueOf(each)]))
  return node.kind === 'string' ? node.text : JSON.parse(node.text)
}

/** What it makes of it; null where it refuses as a worker does. */
function readOrRefused<T>(read: () => T, status: number): T | null {
  try {
    return read()
  } catch (error) {
    assert.ok(error instanceof errors.ConnectError, String(error))
    assert.equal(error.status, status, error.message)
    return null
  }
}

property(
  'connect-json',
  'JSON is read as what it says, with the place where each value stands, and what is none is refused with line and column',
  {
    arbitrary: fc.tuple(
      json,
      fc.constantFrom('', '  ', '\n\t'),
      fc.nat(40),
      texts({ maxPieces: 1 }),
    ),
    labels: { 'something planted': { percent: 30, is: ([, , , planted]) => planted !== '' } },
    holds: ([value, indent, cut, planted]) => {
      const text = JSON.stringify(value, null, indent)
      const node = readJson(`${indent}${text}${indent}`)
      assert.ok(node !== null, text)
      assert.deepEqual(valueOf(node), JSON.parse(text))
      assert.equal(`${indent}${text}`.slice(node.at, node.end), text)
      const broken = text.slice(0, cut) + planted + text.slice(cut + 1)
      const read = readOrRefused(() => readJson(broken), 500)
      const isWhole = read !== null && /^[ \n\r\t]*$/.test(broken.slice(read.end))
      assert.equal(isWhole && isJson(broken), isJson(broken), broken)
      if (isWhole) assert.deepEqual(valueOf(read), JSON.parse(broken))
      const { message } = jacksonError('x', { text: broken, at: cut })
      const [, line = '', column = ''] = /line: (\d+), column: (\d+)/.exec(message) ?? []
      const above = broken.split('\n').slice(0, Number(line) - 1)
      const bytes =
        Buffer.byteLength(above.map((each) => `${each}\n`).join('')) + Number(column) - 1
      assert.equal(bytes, Buffer.byteLength(broken.slice(0, cut)))
    },
  },
)

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const rests = fc.constantFrom('', '/config', '/status', '/tasks', '/restart', '/offsets', '/topics')

property(
  'connect-paths',
  'a path is routed by its template whatever connector it names, and what a server may read in two ways is refused',
  {
    arbitrary: fc.tuple(
      plainName,
      rests,
      fc.constantFrom('', ';v=1'),
      fc.constantFrom('', '?x=/a', '#y'),
      name,
    ),
    holds: ([connector, rest, parameters, query, text]) => {
      const path = `/connectors/${connector}${rest}`
      for (const end of ['', '/']) {
        const target = `/connectors/${connector}${parameters}${rest}${end}${query}`
        assert.equal(routedPath(target), path)
        assert.equal(templateOf(target), `/connectors/{name}${rest}`)
        assert.equal(templateOf(`http://host:1${target}`), templateOf(target))
      }
      assert.equal(templateOf(`${path}/none`), '(unknown)')
      assert.equal(jettyRefusal(path), null)
      for (const twofold of ['%2f', '%25', '\\', '/', '/%2e%2E/', '%'])
        assert.notEqual(jettyRefusal(`/connectors/${twofold}/${connector}`), null, twofold)
      const encoded = encodeURIComponent(text)
      const isPlain = !/%(?:2f|25|5c)/i.test(encoded) && !/^\.{0,2}$/.test(text)
      if (isPlain) assert.equal(jettyRefusal(`/connectors/${encoded}/status`), null, encoded)
      if (text.includes('%')) return
      const location = locationPath(`${text}?#`)
      assert.equal(decodeURIComponent(location), `/connectors/${text}?#`)
      assert.match(location, /^[!-~]*$/)
      assert.doesNotMatch(location, /[?#<>"\\ ]/)
    },
  },
)

const refusals = [
  errors.connectorNotFound,
  errors.unknownConnector,
  errors.unknownConnectorToRestart,
  errors.unknownTask,
  errors.noConnectorStatus,
  errors.noTaskStatus,
  errors.alreadyExists,
  errors.notStopped,
]

property(
  'connect-errors',
  'an error names what it is about, each in words of its own, and a path in a page of the server is text',
  {
    arbitrary: fc.tuple(name, name),
    holds: ([one, other]) => {
      const all = refusals.map((refusal) => refusal(one))
      assert.equal(new Set(all.map(({ message }) => message)).size, refusals.length)
      for (const { message, status } of all) {
        assert.ok(message.includes(one), message)
        const body: unknown = JSON.parse(errors.errorBody(status, message))
        assert.deepEqual(body, { error_code: status, message })
      }
      const { message } = errors.nameMismatch({ configured: one, inUrl: other })
      assert.ok(message.includes(`(${one})`) && message.endsWith(`(${other})`), message)
      const many = errors.invalidConfiguration([one, other, one]).message
      assert.ok(many.includes(`following 3 error(s):\n${one}\n${other}\n${one}\n`), many)
      const page = errors.jettyPage({ status: 400, reason: 'Bad', uri: one })
      const tags = errors.jettyPage({ status: 400, reason: 'Bad', uri: '' }).match(/<[^>]*>/g)
      assert.deepEqual(page.match(/<[^>]*>/g), tags)
      assert.notEqual(errors.offsetsMessage('reset'), errors.offsetsMessage('altered'))
      assert.equal(errors.routingMessage(404), 'HTTP 404 Not Found')
    },
  },
)

const values = fc.oneof(name, fc.integer(), fc.boolean(), fc.constant(null))
const flat = fc.dictionary(plainName, values, { noNullPrototype: true, maxKeys: 5 })
const states = { RUNNING: 'STARTED', PAUSED: 'PAUSED', STOPPED: 'STOPPED' } as const

property(
  'connect-bodies',
  'a body is read as it was sent, every value as text, and any other is refused as a worker does',
  {
    arbitrary: fc.tuple(
      name,
      flat,
      fc.constantFrom('RUNNING' as const, 'PAUSED' as const, 'STOPPED' as const),
      json,
    ),
    holds: ([connector, config, state, other]) => {
      const sent = JSON.stringify({ config, name: connector, initial_state: state.toLowerCase() })
      const told = Object.fromEntries(
        Object.entries(config).map(([key, value]) => [key, value === null ? null : String(value)]),
      )
      const read = { name: connector.trim(), config: told, targetState: states[state] }
      assert.deepEqual(readCreate(sent), read)
      assert.deepEqual(readConfig(JSON.stringify(config)), told)
      const offsets = [
        { partition: config, offset: null },
        { partition: null, offset: config },
      ]
      assert.deepEqual(readOffsets(JSON.stringify({ offsets })), offsets)
      const text = JSON.stringify(other)
      const isFlat = Object.values(readOrRefused(() => readConfig(text), 500) ?? {})
      assert.ok(
        isFlat.every((value) => value === null || typeof value === 'string'),
        text,
      )
      readOrRefused(() => readCreate(text), 500)
      const isObject = typeof other === 'object' && other !== null && !Array.isArray(other)
      const list = readOrRefused(() => readOffsets(text), isObject ? 400 : 500)
      assert.ok(list === null || list.length > 0, text)
    },
  },
)

property(
  'connect-offsets',
  'an offset of a sink is kept as numbers, however they were sent, and kept again it is the same',
  {
    arbitrary: fc.tuple(name, fc.nat(), fc.nat(), values),
    holds: ([topic, partition, offset, strange]) => {
      const kept = {
        partition: { kafka_partition: partition, kafka_topic: topic },
        offset: { kafka_offset: offset },
      }
      const sent = {
        partition: { kafka_topic: topic, kafka_partition: String(partition) },
        offset: { kafka_offset: `+${offset}` },
      }
      assert.deepEqual(sinkOffset(sent), kept)
      assert.deepEqual(sinkOffset(kept), kept)
      assert.deepEqual(sinkOffset({ ...sent, offset: null }), { ...kept, offset: null })
      const taken = readOrRefused(
        () => sinkOffset({ ...kept, offset: { kafka_offset: strange } }),
        400,
      )
      assert.equal(taken !== null, /^[-+]?\d+$/.test(String(strange)), String(strange))
    },
  },
)
