/** Dates, times and intervals that arrive as others. */
import { time, timestamp, timestamptz, timetz } from './fault-types.ts'
import { corruptedValues } from './fault-values.ts'
import type { Fault } from './fault.ts'

export const timeFaults: readonly Fault[] = [
  corruptedValues({
    id: 'C11',
    name: 'microseconds are cut to milliseconds',
    cause: 'time.precision.mode=connect',
    values: {
      [time]: [['12:34:56.789012', '12:34:56.789']],
      [timetz]: [['12:34:56.789012+02', '12:34:56.789+02']],
      [timestamp]: [
        ['2025-06-30 12:34:56.789012', '2025-06-30 12:34:56.789'],
        ['1969-12-31 23:59:59.999999', '1970-01-01 00:00:00'],
      ],
      [timestamptz]: [['2025-06-30 12:34:56.789012+00', '2025-06-30 12:34:56.789+00']],
      interval: [['00:00:00.000001', '00:00:00']],
      [`${time}[]`]: [['{12:34:56.789012}', '{12:34:56.789}']],
      [`${timetz}[]`]: [['{12:34:56.789012+02}', '{12:34:56.789+02}']],
      [`${timestamp}[]`]: [['{"2025-06-30 12:34:56.789012"}', '{"2025-06-30 12:34:56.789"}']],
      [`${timestamptz}[]`]: [
        ['{"2025-06-30 12:34:56.789012+00"}', '{"2025-06-30 12:34:56.789+00"}'],
      ],
      'interval[]': [['{00:00:00.000001}', '{00:00:00}']],
      tsrange: [['["2025-01-01 00:00:00.000001",)', '["2025-01-01 00:00:00",)']],
      tstzrange: [['["2025-01-01 00:00:00.000001+00",)', '["2025-01-01 00:00:00+00",)']],
      'tstzrange[]': [
        ['{"[\\"2025-01-01 00:00:00.000001+00\\",)"}', '{"[\\"2025-01-01 00:00:00+00\\",)"}'],
      ],
      tsmultirange: [['{["2025-01-01 00:00:00.000001",)}', '{["2025-01-01 00:00:00",)}']],
      tstzmultirange: [['{["2025-01-01 00:00:00.000001+00",)}', '{["2025-01-01 00:00:00+00",)}']],
    },
  }),
  corruptedValues({
    id: 'C11-seconds',
    name: 'fractions of a second are rounded away',
    cause: 'a target column, or a database, that holds seconds alone',
    values: {
      [time]: [['12:34:56.5', '12:34:57']],
      [timetz]: [['12:34:56.5+02', '12:34:57+02']],
      [timestamp]: [['2025-12-31 23:59:59.6', '2026-01-01 00:00:00']],
      [timestamptz]: [['2025-12-31 23:59:59.6+00', '2026-01-01 00:00:00+00']],
      interval: [['00:00:01.5', '00:00:02']],
    },
  }),
  corruptedValues({
    id: 'C12',
    name: 'microseconds are read as milliseconds, or the reverse',
    cause: 'a transform or a consumer that takes io.debezium.time.MicroTimestamp for another type',
    values: {
      [timestamp]: [
        ['2025-01-01 00:00:00', '1970-01-21 02:15:28.8'],
        ['1970-01-21 02:15:28.8', '2025-01-01 00:00:00'],
      ],
      [timestamptz]: [['2025-01-01 00:00:00+00', '1970-01-21 02:15:28.8+00']],
      [time]: [['10:00:00', '00:00:36']],
      [`${timestamp}[]`]: [['{"2025-01-01 00:00:00"}', '{"1970-01-21 02:15:28.8"}']],
      [`${timestamptz}[]`]: [['{"2025-01-01 00:00:00+00"}', '{"1970-01-21 02:15:28.8+00"}']],
      date: [['2025-01-01', '1970-01-01']],
    },
  }),
]
