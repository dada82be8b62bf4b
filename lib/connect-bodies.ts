/** The request bodies of the Connect API, read and refused as the worker does it. */
import { ConnectError, noConfiguration, noCreateRequest } from './connect-errors.ts'
import { jacksonError, readJson } from './connect-json.ts'
import type { JsonNode } from './connect-json.ts'

/** A configuration as it was sent: a value may be null, which PATCH takes as removal. */
export type ConfigBody = Readonly<Record<string, string | null>>

export type TargetState = 'STARTED' | 'PAUSED' | 'STOPPED'

export type CreateBody = {
  /** Trimmed. */
  readonly name: string
  readonly config: ConfigBody
  readonly targetState: TargetState
}

/** Where a source or topic was read up to: `offset` null resets it. */
export type OffsetBody = {
  readonly partition: Readonly<Record<string, unknown>> | null
  readonly offset: Readonly<Record<string, unknown>> | null
}

const entities = 'org.apache.kafka.connect.runtime.rest.entities'
const createFields = ['config', 'name', 'initial_state']
const targetStates: Readonly<Record<string, TargetState>> = {
  RUNNING: 'STARTED',
  PAUSED: 'PAUSED',
  STOPPED: 'STOPPED',
}

/**
 * `{"name", "config", "initial_state"}` of POST /connectors.
 *
 * @throws ConnectError 500 with the worker's text.
 */
export function readCreate(text: string): CreateBody {
  const node = readJson(text)
  if (node === null || node.kind === 'null') throw noCreateRequest
  const request = `${entities}.CreateConnectorRequest`
  const fields = fieldsOf(node, { text, type: request })
  const unknown = [...fields.keys()].find((field) => !createFields.includes(field))
  if (unknown !== undefined) {
    throw jacksonError(
      `Unrecognized field "${unknown}" (class ${request}), not marked as ignorable (3 known properties: "config", "name", "initial_state")`,
      { text, at: node.end, chain: `${request}["${unknown}"]` },
    )
  }
  const targetState = readTargetState(fields.get('initial_state'), text)
  const config = fields.get('config')
  if (config === undefined || config.kind === 'null') throw noConfiguration
  const name = fields.get('name')
  return {
    name: (name === undefined
      ? ''
      : (textOf(name, { text, chain: `${request}["name"]` }) ?? '')
    ).trim(),
    config: configOf(config, { text, chain: `${request}["config"]->` }),
    targetState,
  }
}

/**
 * The flat map of PUT and PATCH /config; numbers and booleans become the text that was sent.
 *
 * @throws ConnectError 500 with the worker's text.
 */
export function readConfig(text: string): ConfigBody {
  const node = readJson(text)
  if (node === null || node.kind === 'null') throw noConfiguration
  return configOf(node, { text, chain: '' })
}

/**
 * `{"offsets":[{"partition":{},"offset":{}}]}` of PATCH /offsets.
 *
 * @throws ConnectError 400 where there is nothing to alter, 500 where it cannot be read.
 */
export function readOffsets(text: string): readonly OffsetBody[] {
  const node = readJson(text)
  const fields =
    node === null
      ? new Map<string, JsonNode>()
      : fieldsOf(node, { text, type: `${entities}.ConnectorOffsets` })
  const list = fields.get('offsets')
  if (list?.kind !== 'array' || list.items.length === 0) {
    throw new ConnectError(
      400,
      'Partitions / offsets need to be provided for an alter offsets request',
    )
  }
  return list.items.map((item) => {
    const entry = fieldsOf(item, { text, type: `${entities}.ConnectorOffset` })
    return { partition: mapOf(entry.get('partition')), offset: mapOf(entry.get('offset')) }
  })
}

function readTargetState(node: JsonNode | undefined, text: string): TargetState {
  if (node === undefined || node.kind === 'null') return 'STARTED'
  const asked = node.kind === 'string' ? node.text.toUpperCase() : ''
  const found = targetStates[asked]
  if (found !== undefined) return found
  throw jacksonError(
    `Cannot construct instance of \`${entities}.CreateConnectorRequest$InitialState\`, problem: No enum constant ${entities}.CreateConnectorRequest.InitialState.${asked}`,
    { text, at: node.at, chain: `${entities}.CreateConnectorRequest["initial_state"]` },
  )
}

function configOf(node: JsonNode, place: { text: string; chain: string }): ConfigBody {
  const type = 'java.util.LinkedHashMap<java.lang.String,java.lang.String>'
  const config: [string, string | null][] = []
  for (const [key, value] of fieldsOf(node, { text: place.text, type })) {
    const chain = `${place.chain}java.util.LinkedHashMap["${key}"]`
    config.push([key, textOf(value, { text: place.text, chain })])
  }
  return Object.fromEntries(config)
}

function fieldsOf(
  node: JsonNode,
  { text, type }: { readonly text: string; readonly type: string },
): ReadonlyMap<string, JsonNode> {
  if (node.kind === 'object') return new Map(node.entries)
  throw jacksonError(cannotDeserialize(type, node), { text, at: node.at })
}

function textOf(node: JsonNode, place: { text: string; chain: string }): string | null {
  if (node.kind === 'null') return null
  if (node.kind !== 'object' && node.kind !== 'array') return node.text
  throw jacksonError(cannotDeserialize('java.lang.String', node), { ...place, at: node.at })
}

function cannotDeserialize(type: string, node: JsonNode): string {
  return `Cannot deserialize value of type \`${type}\` from ${shapeOf(node)}`
}

function shapeOf(node: JsonNode): string {
  if (node.kind === 'object') return 'Object value (token `JsonToken.START_OBJECT`)'
  if (node.kind === 'array') return 'Array value (token `JsonToken.START_ARRAY`)'
  if (node.kind === 'null') return 'Null value (token `JsonToken.VALUE_NULL`)'
  if (node.kind === 'string') return 'String value (token `JsonToken.VALUE_STRING`)'
  if (node.kind === 'boolean') {
    return `Boolean value (token \`JsonToken.VALUE_${node.text.toUpperCase()}\`)`
  }
  return /[.e]/i.test(node.text)
    ? 'Floating-point value (token `JsonToken.VALUE_NUMBER_FLOAT`)'
    : 'Integer value (token `JsonToken.VALUE_NUMBER_INT`)'
}

function mapOf(node: JsonNode | undefined): Readonly<Record<string, unknown>> | null {
  if (node?.kind !== 'object') return null
  return Object.fromEntries(node.entries.map(([key, value]) => [key, plain(value)]))
}

function plain(node: JsonNode): unknown {
  if (node.kind === 'object') return mapOf(node)
  if (node.kind === 'array') return node.items.map(plain)
  if (node.kind === 'null') return null
  if (node.kind === 'boolean') return node.text === 'true'
  return node.kind === 'number' ? Number(node.text) : node.text
}
