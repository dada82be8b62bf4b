/** Offsets and topics of connectors: those of the pipeline from PostgreSQL, those of others as they were altered. */
import { connectorNotFound, notStopped, offsetsMessage } from './connect-errors.ts'
import { topicOf, topicPrefix } from './connect-ends.ts'
import { sinkOffset } from './connect-sink-offsets.ts'
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
