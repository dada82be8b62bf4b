/** Which offsets of a sink a worker takes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ConnectError } from './connect-errors.ts'
import { sinkOffset } from './connect-sink-offsets.ts'
import type { OffsetBody } from './connect-bodies.ts'

const partition = { kafka_topic: 't', kafka_partition: 0 }
const keys =
  "The partition for a sink connector offset must contain the keys 'kafka_topic' and 'kafka_partition'"

const refusals: readonly (readonly [sent: OffsetBody, message: string])[] = [
  [
    { partition: null, offset: null },
    'The partition for a sink connector offset cannot be null or missing',
  ],
  [{ partition: { kafka_topic: 't' }, offset: null }, keys],
  [{ partition: { kafka_partition: 0 }, offset: null }, keys],
  [
    { partition: { ...partition, kafka_topic: null }, offset: null },
    'Kafka topic names must be valid strings and may not be null',
  ],
  [
    { partition: { ...partition, kafka_partition: null }, offset: null },
    'Kafka partitions must be valid numbers and may not be null',
  ],
  [
    { partition: { ...partition, kafka_partition: 'x' }, offset: null },
    "Failed to parse the following Kafka partition value in the provided offsets: 'x'. Partition values for sink connectors need to be integers.",
  ],
  [
    { partition, offset: { o: 1 } },
    "The offset for a sink connector should either be null or contain the key 'kafka_offset'",
  ],
  [
    { partition, offset: { kafka_offset: 1.5 } },
    "Failed to parse the following Kafka offset value in the provided offsets: '1.5'. Offset values for sink connectors need to be integers.",
  ],
]

for (const [sent, message] of refusals) {
  test(`sinkOffset() refuses ${JSON.stringify(sent)}`, () => {
    assert.throws(() => sinkOffset(sent), new ConnectError(400, message))
  })
}

test('sinkOffset() takes numbers as text, and null as a reset', () => {
  const sent = {
    partition: { kafka_topic: 't', kafka_partition: '3' },
    offset: { kafka_offset: '42' },
  }
  assert.deepEqual(sinkOffset(sent), {
    partition: { kafka_topic: 't', kafka_partition: 3 },
    offset: { kafka_offset: 42 },
  })
  assert.equal(sinkOffset({ partition, offset: null }).offset, null)
})
