/** Bodies of requests to the Connect API: what a worker takes from them, and its words where it refuses one. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { readConfig, readCreate, readOffsets } from './connect-bodies.ts'
import { ConnectError } from './connect-errors.ts'

type Recorded = {
  readonly method: string
  readonly path: string
  readonly requestBody?: unknown
  readonly status: number
  readonly body?: { readonly message?: string }
}

function recorded(file: string): readonly (readonly [name: string, answer: Recorded])[] {
  const text = readFileSync(new URL(`../fixtures/connect-answers/${file}.json`, import.meta.url))
  return Object.entries(JSON.parse(text.toString()) as Record<string, Recorded>)
}

/** What a running worker answered before it looked at a connector. */
const refused = [...recorded('bodies'), ...recorded('refusals')].filter(
  ([, { method, path, status }]) =>
    status === 500 && (method === 'POST' ? path === '/connectors' : path.endsWith('/config')),
)

const at = 'Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)'
const entities = 'org.apache.kafka.connect.runtime.rest.entities'
const map = 'java.util.LinkedHashMap'

function refusalOf(read: () => unknown): { readonly status: number; readonly message: string } {
  try {
    read()
  } catch (error) {
    assert.ok(error instanceof ConnectError)
    return { status: error.status, message: error.message }
  }
  assert.fail('it was taken')
}

test('there are refusals of a running worker to be held against', () => {
  assert.ok(refused.length >= 8, String(refused.length))
})

for (const [name, { method, requestBody, body }] of refused) {
  test(`${method} of ${name} is refused as a running worker refuses it`, () => {
    const text = typeof requestBody === 'string' ? requestBody : JSON.stringify(requestBody)
    const read = method === 'POST' ? readCreate : readConfig
    assert.deepEqual(
      refusalOf(() => read(text)),
      { status: 500, message: body?.message },
    )
  })
}

const creations: readonly (readonly [text: string, name: string, state: string, config: object])[] =
  [
    ['{"name":" one ","config":{"a":"b"}}', 'one', 'STARTED', { a: 'b' }],
    ['{"config":{}}', '', 'STARTED', {}],
    ['{"name":null,"config":{"a":null},"initial_state":null}', '', 'STARTED', { a: null }],
    ['{"name":7,"config":{"a":1.50,"b":false}}', '7', 'STARTED', { a: '1.50', b: 'false' }],
    ['{"name":"n","config":{},"initial_state":"RUNNING"}', 'n', 'STARTED', {}],
    ['{"name":"n","config":{},"initial_state":"paused"}', 'n', 'PAUSED', {}],
    ['{"initial_state":"Stopped","config":{},"name":"n"}', 'n', 'STOPPED', {}],
  ]

for (const [text, name, targetState, config] of creations) {
  test(`readCreate() reads ${text}`, () => {
    assert.deepEqual(readCreate(text), { name, config, targetState })
  })
}

const noMap = `Cannot deserialize value of type \`${map}<java.lang.String,java.lang.String>\` from`
const noText = 'Cannot deserialize value of type `java.lang.String` from'
const noRequest = `Cannot deserialize value of type \`${entities}.CreateConnectorRequest\` from`
const chained = `(through reference chain: ${entities}.CreateConnectorRequest`

const faults: readonly (readonly [
  read: (text: string) => unknown,
  text: string,
  message: string,
])[] = [
  [
    readCreate,
    'null',
    'Cannot invoke "org.apache.kafka.connect.runtime.rest.entities.CreateConnectorRequest.name()" because "createRequest" is null',
  ],
  [
    readCreate,
    '{"name":"n","config":null}',
    'Cannot invoke "java.util.Map.get(Object)" because "connectorConfig" is null',
  ],
  [
    readCreate,
    '\n 7',
    `${noRequest} Integer value (token \`JsonToken.VALUE_NUMBER_INT\`)\n at [${at}; line: 2, column: 2]`,
  ],
  [
    readCreate,
    '{"name":["n"],"config":{}}',
    `${noText} Array value (token \`JsonToken.START_ARRAY\`)\n at [${at}; line: 1, column: 9] ${chained}["name"])`,
  ],
  [
    readCreate,
    '{"config":{"a":{}}}',
    `${noText} Object value (token \`JsonToken.START_OBJECT\`)\n at [${at}; line: 1, column: 16] ${chained}["config"]->${map}["a"])`,
  ],
  [
    readConfig,
    '[]',
    `${noMap} Array value (token \`JsonToken.START_ARRAY\`)\n at [${at}; line: 1, column: 1]`,
  ],
  [
    readConfig,
    'true',
    `${noMap} Boolean value (token \`JsonToken.VALUE_TRUE\`)\n at [${at}; line: 1, column: 1]`,
  ],
  [
    readConfig,
    'false',
    `${noMap} Boolean value (token \`JsonToken.VALUE_FALSE\`)\n at [${at}; line: 1, column: 1]`,
  ],
  [
    readConfig,
    '-2',
    `${noMap} Integer value (token \`JsonToken.VALUE_NUMBER_INT\`)\n at [${at}; line: 1, column: 1]`,
  ],
  ...['1.5', '2e3', '2E3'].map(
    (text) =>
      [
        readConfig,
        text,
        `${noMap} Floating-point value (token \`JsonToken.VALUE_NUMBER_FLOAT\`)\n at [${at}; line: 1, column: 1]`,
      ] as const,
  ),
  [
    readConfig,
    '{"a":"b","c":[1]}',
    `${noText} Array value (token \`JsonToken.START_ARRAY\`)\n at [${at}; line: 1, column: 14] (through reference chain: ${map}["c"])`,
  ],
  [
    readOffsets,
    '[1]',
    `Cannot deserialize value of type \`${entities}.ConnectorOffsets\` from Array value (token \`JsonToken.START_ARRAY\`)\n at [${at}; line: 1, column: 1]`,
  ],
  [
    readOffsets,
    '{"offsets":[{}, 3]}',
    `Cannot deserialize value of type \`${entities}.ConnectorOffset\` from Integer value (token \`JsonToken.VALUE_NUMBER_INT\`)\n at [${at}; line: 1, column: 17]`,
  ],
]

for (const [read, text, message] of faults) {
  test(`${read.name}() refuses ${JSON.stringify(text)}`, () => {
    assert.deepEqual(
      refusalOf(() => read(text)),
      { status: 500, message },
    )
  })
}

test('readCreate() refuses a state that is no text', () => {
  const { status, message } = refusalOf(() => readCreate('{"config":{},"initial_state":1}'))
  assert.equal(status, 500)
  assert.ok(message.includes('InitialState`, problem: No enum constant'), message)
  assert.ok(message.endsWith(`column: 30] ${chained}["initial_state"])`), message)
})

test('readConfig() takes a flat map and keeps the text of numbers and booleans', () => {
  assert.deepEqual(readConfig('{"a":"b","n":1e3,"t":true,"z":null}'), {
    a: 'b',
    n: '1e3',
    t: 'true',
    z: null,
  })
})

test('readOffsets() reads offsets as they were sent, and what is no map as a reset', () => {
  const sent = {
    partition: {
      server: 'one',
      n: 1.5,
      is: true,
      not: false,
      none: null,
      deep: { list: [1, 'x'] },
    },
    offset: { lsn: 42 },
  }
  const text = JSON.stringify({ offsets: [sent, { partition: { p: 1 }, offset: null }, {}] })
  assert.deepEqual(readOffsets(text), [
    sent,
    { partition: { p: 1 }, offset: null },
    { partition: null, offset: null },
  ])
})

for (const text of ['', '{}', '{"offsets":[]}', '{"offsets":null}', '{"offsets":{}}']) {
  test(`readOffsets() finds nothing to alter in ${JSON.stringify(text)}`, () => {
    assert.deepEqual(
      refusalOf(() => readOffsets(text)),
      {
        status: 400,
        message: 'Partitions / offsets need to be provided for an alter offsets request',
      },
    )
  })
}
