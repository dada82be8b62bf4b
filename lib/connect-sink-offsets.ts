/** What a worker accepts as the offset of a sink connector. */
import { ConnectError } from './connect-errors.ts'
import type { OffsetBody } from './connect-bodies.ts'

const topicKey = 'kafka_topic'
const partitionKey = 'kafka_partition'
const offsetKey = 'kafka_offset'

/**
 * One offset of a sink as it is kept: numbers may be sent as text, and null resets. The checks, their order and their texts are those of
 * the worker (SinkUtils of Kafka Connect).
 *
 * @throws ConnectError 400.
 */
export function sinkOffset({ partition, offset }: OffsetBody): OffsetBody {
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
