/** Offsets and topics of connectors: those of the pipeline from PostgreSQL, those of others as they were altered. */
import { ConnectError, connectorNotFound, notStopped, offsetsMessage } from './connect-errors.ts'
import { topicOf, topicPrefix } from './connect-ends.ts'
import type { OffsetBody } from './connect-bodies.ts'
import type { Connector } from './connect-connector.ts'
import type { LifeParts } from './connect-life.ts'

/**
 * The body of GET /offsets. Nobody counts records here, so that the pipeline's offsets are positions in the source's log, in
 * bytes. The source's `lsn` is what the target has confirmed to the slot, `txId` the newest transaction of the source at that
 * poll, `ts_usec` when the slot was first seen there. A sink's `kafka_offset` is, for each topic, what the target has applied as it
 * last reported to the source. Altered offsets stand in for them until the connector is resumed.
 */
export async function offsetsOf(
  { registry, pipeline, herder }: LifeParts,
  name: string,
): Promise<string> {
  return await herder.run(`reading the offsets of connector ${name}`, () => {
    const connector = registry.get(name)
    if (connector === undefined) throw connectorNotFound(name)
    const offsets = connector.offsets ?? pipelineOffsets(connector, pipeline)
    return JSON.stringify({ offsets })
  })
}

function pipelineOffsets(
  { end }: Connector,
  pipeline: LifeParts['pipeline'],
): readonly OffsetBody[] {
  const positions = pipeline.positions()
  if (end === null || positions === null) return []
  if (end === 'sink') {
    return [...pipeline.tables('sink').keys()].map((table) => ({
      partition: { kafka_partition: 0, kafka_topic: topicOf(table) },
      offset: { kafka_offset: positions.appliedLsn },
    }))
  }
  const { confirmedLsn: lsn, transaction, seenAt } = positions
  const offset = {
    lsn_proc: lsn,
    messageType: 'COMMIT',
    lsn_commit: lsn,
    lsn,
    txId: transaction,
    ts_usec: seenAt * 1000,
  }
  return [{ partition: { server: topicPrefix }, offset }]
}

/**
 * PATCH /offsets. A source's `lsn` beyond the slot's position moves the slot there, so that what lies between is never copied;
 * all else is only remembered, for the pipeline has one position, not one a topic.
 *
 * @throws ConnectError as the worker.
 */
export async function alterOffsets(
  parts: LifeParts,
  change: { readonly name: string; readonly offsets: readonly OffsetBody[] },
): Promise<string> {
  const { registry, store, pipeline, herder } = parts
  const { name } = change
  return await herder.run(`altering the offsets of connector ${name}`, async () => {
    const connector = stoppedConnector(parts, name)
    const altered =
      connector.plugin.type === 'sink' ? change.offsets.map(sinkOffset) : change.offsets
    if (connector.end === 'source') {
      const to = altered.map(({ offset }) => offset?.['lsn']).find((lsn) => typeof lsn === 'number')
      if (typeof to === 'number') await pipeline.advance(lsnText(to))
    }
    const old = connector.offsets ?? pipelineOffsets(connector, pipeline)
    connector.offsets = merge(old, altered)
    registry.touch(connector)
    await store.saveOffsets(name, connector.offsets)
    return JSON.stringify({ message: offsetsMessage('altered') })
  })
}

/** DELETE /offsets: the connector has none until it is resumed. */
export async function resetOffsets(parts: LifeParts, name: string): Promise<string> {
  return await parts.herder.run(`resetting the offsets of connector ${name}`, async () => {
    const connector = stoppedConnector(parts, name)
    connector.offsets = []
    await parts.store.saveOffsets(name, [])
    return JSON.stringify({ message: offsetsMessage('reset') })
  })
}

function stoppedConnector({ registry }: LifeParts, name: string): Connector {
  const connector = registry.get(name)
  if (connector === undefined) throw connectorNotFound(name)
  if (connector.targetState !== 'STOPPED' || connector.tasks.length > 0) throw notStopped(name)
  return connector
}

/** Newer offsets over older ones of the same partition; null removes. */
function merge(old: readonly OffsetBody[], altered: readonly OffsetBody[]): readonly OffsetBody[] {
  const byPartition = new Map(
    [...old, ...altered].map((entry) => [keyOf(entry.partition), entry] as const),
  )
  return [...byPartition.values()].filter(({ offset }) => offset !== null)
}

function keyOf(partition: OffsetBody['partition']): string {
  const entries = Object.entries(partition ?? {})
  return JSON.stringify(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)))
}

/** @example lsnText(0x16b3748) === '0/16B3748' */
function lsnText(position: number): string {
  const whole = BigInt(Math.max(0, Math.trunc(position)))
  return `${(whole >> 32n).toString(16)}/${(whole & 0xffffffffn).toString(16)}`.toUpperCase()
}

const topicKey = 'kafka_topic'
const partitionKey = 'kafka_partition'
const offsetKey = 'kafka_offset'

/** The checks and texts of a worker for a sink's offsets (SinkUtils); numbers may be sent as text. */
function sinkOffset({ partition, offset }: OffsetBody): OffsetBody {
  if (partition === null)
    throw bad('The partition for a sink connector offset cannot be null or missing')
  if (!(topicKey in partition) || !(partitionKey in partition)) {
    throw bad(
      `The partition for a sink connector offset must contain the keys '${topicKey}' and '${partitionKey}'`,
    )
  }
  const { [topicKey]: topic, [partitionKey]: number } = partition
  if (topic === null) throw bad('Kafka topic names must be valid strings and may not be null')
  if (number === null) throw bad('Kafka partitions must be valid numbers and may not be null')
  const parsed = { [partitionKey]: integer('partition', number), [topicKey]: textOf(topic) }
  if (offset === null) return { partition: parsed, offset: null }
  if (!(offsetKey in offset)) {
    throw bad(
      `The offset for a sink connector should either be null or contain the key '${offsetKey}'`,
    )
  }
  return { partition: parsed, offset: { [offsetKey]: integer('offset', offset[offsetKey]) } }
}

function integer(what: 'partition' | 'offset', value: unknown): number {
  const text = textOf(value)
  if (/^[-+]?\d+$/.test(text)) return Number(text)
  const values = what === 'partition' ? 'Partition' : 'Offset'
  throw bad(
    `Failed to parse the following Kafka ${what} value in the provided offsets: '${text}'. ${values} values for sink connectors need to be integers.`,
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function bad(message: string): ConnectError {
  return new ConnectError(400, message)
}
