/** What two workers may answer differently is taken out of an answer, and nothing else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { normalAnswer } from './connect-normal.ts'

function normalBody(body: unknown): unknown {
  return normalAnswer({ status: 200, headers: {}, body }).body
}

test('normalAnswer() keeps status, content type, allow and the path of a location; what is not there is null', () => {
  const headers = {
    'content-type': 'application/json',
    location: 'http://127.0.0.1:18083/connectors/a/b',
    allow: 'GET,POST',
    date: 'today',
  }
  assert.deepEqual(normalAnswer({ status: 201, headers, body: 7 }), {
    status: 201,
    contentType: 'application/json',
    location: '/connectors/a/b',
    allow: 'GET,POST',
    body: 7,
  })
  assert.deepEqual(normalAnswer({ status: 404, headers: {}, body: null }), {
    status: 404,
    contentType: null,
    location: null,
    allow: null,
    body: null,
  })
})

const locations: readonly (readonly [location: string, normal: string])[] = [
  ['https://worker-1/connectors/a', '/connectors/a'],
  ['http://x:1', ''],
  ['/connectors/http://x/y', '/connectors/http://x/y'],
  ['ftp://x/y', 'ftp://x/y'],
]

for (const [location, normal] of locations) {
  test(`normalAnswer() has the location ${location} as "${normal}"`, () => {
    assert.equal(normalAnswer({ status: 201, headers: { location }, body: null }).location, normal)
  })
}

/** `[story, body, normal]`; what is not of a worker's own stays as it is. */
const bodies: readonly (readonly [story: string, body: unknown, normal: unknown])[] = [
  [
    'the version of Jetty',
    '<hr/><a href="x">Powered by Jetty:// 12.0.25</a><hr/>',
    '<hr/><a href="x">Powered by Jetty:// <version></a><hr/>',
  ],
  ['connectors, in the order of their names', ['b', 'a', 'c'], ['a', 'b', 'c']],
  ['a list of numbers, in its order', [2, 1, 10], [2, 1, 10]],
  ['texts among numbers, in their order', ['b', 'a', 1], ['b', 'a', 1]],
  ['an empty list', [], []],
  ['a field called like what every object has', { toString: '1.2.3' }, { toString: '1.2.3' }],
  ['nulls', { a: null, b: [null, { c: null }] }, { a: null, b: [null, { c: null }] }],
  ['a list within a list', [[{ version: '4.1.0' }]], [[{ version: '<version>' }]]],
  [
    'versions, a commit, the id of a cluster',
    {
      version: '4.1.0-ccs',
      commit: '13f70256db3c994c',
      kafka_cluster_id: 'Some-id_of22characters',
    },
    { version: '<version>', commit: '<commit>', kafka_cluster_id: '<kafka_cluster_id>' },
  ],
  [
    'what does not look as it should',
    {
      version: 'v4.1.0',
      commit: '13f70256db3c994',
      kafka_cluster_id: 'Some-id_of22character',
      worker_id: '127.0.0.1:',
    },
    {
      version: 'v4.1.0',
      commit: '13f70256db3c994',
      kafka_cluster_id: 'Some-id_of22character',
      worker_id: '127.0.0.1:',
    },
  ],
  [
    'versions of several digits, and words after what looks right',
    [
      { version: '10.20.30' },
      { version: '4.1.0 and more' },
      { version: '4.1' },
      { commit: '13f70256db3c994c!' },
      { commit: 'x13f70256db3c994c' },
      { kafka_cluster_id: '!Some-id_of22characters' },
      { worker_id: 'host:8083/' },
      { worker_id: ' host:8083' },
    ],
    [
      { version: '<version>' },
      { version: '4.1.0 and more' },
      { version: '4.1' },
      { commit: '13f70256db3c994c!' },
      { commit: 'x13f70256db3c994c' },
      { kafka_cluster_id: '!Some-id_of22characters' },
      { worker_id: 'host:8083/' },
      { worker_id: ' host:8083' },
    ],
  ],
  [
    'workers, in the status of a connector',
    {
      connector: { state: 'RUNNING', worker_id: 'connect-1.example:8083' },
      tasks: [{ id: 0, worker_id: '127.0.0.1:18083' }],
    },
    {
      connector: { state: 'RUNNING', worker_id: '<worker_id>' },
      tasks: [{ id: 0, worker_id: '<worker_id>' }],
    },
  ],
  ['a number where a text was expected', { version: 4, message: 5 }, { version: 4, message: 5 }],
  [
    'the plugins that an error lists, over several lines',
    { message: 'no class x, available connectors are: A,\nB' },
    { message: 'no class x, available connectors are: <plugins>' },
  ],
  ['words of another field', { reason: 'a\n\tat b' }, { reason: 'a\n\tat b' }],
  [
    'the stack of an exception',
    { trace: 'org.apache.X: it failed\n\tat a.b(C.java:1)\n\tat d' },
    { trace: 'org.apache.X: it failed' },
  ],
  [
    'the position in an exception',
    { trace: 'E: starting at LSN{0/15}, but it is gone' },
    { trace: 'E: starting at <position>, but it is gone' },
  ],
  [
    'topics: those of tables alike, the heartbeat and others told, each once and in order',
    {
      topics: ['z-own', 'shop.public.orders', '__debezium-heartbeat.shop', 'shop.public.a-b_c'],
    },
    { topics: ['<heartbeat>', '<topic>', 'z-own'] },
  ],
  [
    'topics of two or four parts',
    { topics: ['a.b', 'a.b.c.d', 'a.b.c d', 'a b.c.d', '.__debezium-heartbeat.'] },
    { topics: ['.__debezium-heartbeat.', 'a b.c.d', 'a.b', 'a.b.c d', 'a.b.c.d'] },
  ],
  ['topics that are no list of texts', { topics: [2, 1] }, { topics: [2, 1] }],
  ['texts of another field', { tables: ['b', 'a', 'b'] }, { tables: ['b', 'a', 'b'] }],
]

for (const [story, body, normal] of bodies) {
  test(`normalAnswer() of ${story}`, () => assert.deepEqual(normalBody(body), normal))
}

test('normalAnswer() knows the same offsets however they are ordered, and leaves altered ones as they are', () => {
  const partition = { kafka_topic: 'shop.public.orders', kafka_partition: 0 }
  assert.deepEqual(
    normalBody({
      offsets: [
        { offset: { kafka_offset: 1001 }, partition },
        {
          partition: { kafka_partition: 0, kafka_topic: 'shop.public.items' },
          offset: { kafka_offset: 5000 },
        },
      ],
    }),
    {
      offsets: [
        {
          partition: { kafka_topic: '<topic>', kafka_partition: 0 },
          offset: { kafka_offset: '<position>' },
        },
      ],
    },
  )
  const altered = [{ offset: { kafka_offset: 1000 }, partition }]
  assert.deepEqual(normalBody({ offsets: altered }), { offsets: altered })
})

test('normalAnswer() takes the transaction for a position however small it is, and keeps the topics of others', () => {
  const offset = { txId: 7, lsn: 22_000_000, snapshot: 'INITIAL', note: null }
  const partition = { server: 'shop', kafka_topic: 5 }
  assert.deepEqual(normalBody({ offsets: [{ partition, offset }] }), {
    offsets: [
      {
        partition,
        offset: { txId: '<position>', lsn: '<position>', snapshot: 'INITIAL', note: null },
      },
    ],
  })
  const told = [{ offset: { txId: 'seven' }, partition: { kafka_topic: 'shop.public.orders' } }]
  assert.deepEqual(normalBody({ offsets: told }), { offsets: told })
  assert.deepEqual(normalBody({ offsets: 'none' }), { offsets: 'none' })
})

test('normalAnswer() sorts offsets by what they say', () => {
  const entries = [{ offset: { n: 2 } }, { offset: { n: 1 } }, { offset: [2, 1] }, 'text', null]
  assert.deepEqual(normalBody({ offsets: entries }), {
    offsets: [
      'text',
      null,
      { offset: [2, 1] },
      { offset: { n: 1 } },
      { offset: { n: 2 } },
    ].toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)),
  })
})

const sink = 'io.debezium.connector.jdbc.JdbcSinkConnector'
const source = 'io.debezium.connector.postgresql.PostgresConnector'

test('normalAnswer() of the plugins has the two ends of a pipeline, in the order of their names', () => {
  const plugins = [
    { class: source, type: 'source', version: '3.6.0.Final' },
    { class: 'org.apache.kafka.connect.mirror.MirrorSourceConnector', type: 'source' },
    { class: 'io.debezium.connector.postgresql.PostgresConnectorTask', type: 'source' },
    { class: 'PostgresConnector', type: 'source' },
    { class: sink, type: 'sink', version: 'unknown' },
  ]
  const normal = [
    { class: sink, type: 'sink', version: 'unknown' },
    { class: source, type: 'source', version: '<version>' },
  ]
  assert.deepEqual(normalBody(plugins), normal)
  assert.deepEqual(normalBody(plugins.toReversed()), normal)
})

const notPlugins: readonly (readonly [story: string, body: readonly unknown[]])[] = [
  ['without a type', [{ class: 'x' }]],
  ['without a class', [{ type: 'source' }]],
  ['with a null among them', [{ class: 'x', type: 'sink' }, null]],
  ['with a text among them', [{ class: 'x', type: 'sink' }, 'x']],
]

for (const [story, body] of notPlugins) {
  test(`normalAnswer() leaves a list ${story} whole`, () =>
    assert.deepEqual(normalBody(body), body))
}

test('normalAnswer() of the settings of a plugin has those that the stand-in knows, as they are', () => {
  const known = { name: 'topic.prefix', order_in_group: 1, version: '1.2.3' }
  const unknown = { name: 'snapshot.of.the.moon', order_in_group: 2 }
  const jdbc = { name: 'connection.url', order_in_group: 3 }
  assert.deepEqual(normalBody([known, unknown, jdbc]), [known, jdbc])
  for (const other of [{ name: 'x' }, { order_in_group: 1 }, null, 'name']) {
    assert.deepEqual(normalBody([unknown, other]), [unknown, other])
  }
})
