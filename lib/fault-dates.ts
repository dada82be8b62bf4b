/** Infinite, early, late and other dates that arrive as others. */
import { time, timestamp, timestamptz, timetz } from './fault-types.ts'
import { corruptedValues } from './fault-values.ts'
import type { Fault } from './fault.ts'

export const dateFaults: readonly Fault[] = [
  corruptedValues({
    id: 'C13',
    name: 'infinity arrives as a date of its own',
    cause: 'magic numbers of the source connector for infinity that the sink does not know',
    values: {
      date: [
        ['infinity', '-infinity'],
        ['-infinity', '0001-01-01'],
      ],
      [timestamp]: [
        ['infinity', '294247-01-10 04:00:25.2'],
        ['-infinity', '4713-01-01 00:00:00 BC'],
      ],
      'timestamp(0) without time zone': [['infinity', '294247-01-10 04:00:25']],
      [timestamptz]: [
        ['infinity', '294247-01-10 04:00:25.2+00'],
        ['-infinity', '1970-01-01 00:00:00+00'],
      ],
      interval: [
        ['infinity', '00:00:00'],
        ['-infinity', '00:00:00'],
      ],
      'date[]': [['{infinity}', '{-infinity}']],
      [`${timestamp}[]`]: [['{infinity}', '{"294247-01-10 04:00:25.2"}']],
      [`${timestamptz}[]`]: [['{-infinity}', '{"1970-01-01 00:00:00+00"}']],
      'interval[]': [['{infinity}', '{00:00:00}']],
      daterange: [['[2025-01-01,infinity)', '[2025-01-01,)']],
      tsrange: [['["2025-01-01 00:00:00",infinity]', '["2025-01-01 00:00:00",)']],
      tstzrange: [['[-infinity,"2025-01-01 00:00:00+00")', '(,"2025-01-01 00:00:00+00")']],
      datemultirange: [['{[2025-01-01,infinity)}', '{[2025-01-01,)}']],
    },
  }),
  corruptedValues({
    id: 'C14',
    name: 'times outside the years 1677 to 2262 arrive as NULL',
    cause:
      'time.precision.mode=nanoseconds, whose numbers end there, and a failure mode that warns',
    values: {
      [timestamp]: [
        ['9999-12-31 23:59:59.999999', null],
        ['1600-01-01 00:00:00', null],
      ],
      [timestamptz]: [['9999-12-31 23:59:59.999999+00', null]],
      'timestamp(0) without time zone': [['9999-12-31 23:59:59', null]],
      date: [['9999-12-31', null]],
      [`${timestamp}[]`]: [['{"9999-12-31 00:00:00"}', '{NULL}']],
      [`${timestamptz}[]`]: [['{"9999-12-31 00:00:00+00"}', '{NULL}']],
    },
  }),
  corruptedValues({
    id: 'C14-far',
    name: 'the latest timestamps land on another instant',
    cause: 'microseconds beyond the year 294247 overflow a Java long',
    values: {
      [timestamp]: [['294276-12-31 23:59:59', '294247-01-10 04:00:54.775807']],
      [timestamptz]: [['294276-12-31 23:59:59+00', '294247-01-10 04:00:54.775807+00']],
    },
  }),
  corruptedValues({
    id: 'C15',
    name: 'the era of a date before Christ is dropped',
    cause:
      'a format without an era (DBZ-8762), or the snapshot, which reads such dates otherwise than the stream',
    values: {
      date: [['0044-03-15 BC', '0044-03-15']],
      [timestamp]: [['0044-03-15 12:00:00 BC', '0044-03-15 12:00:00']],
      [timestamptz]: [['0044-03-15 12:00:00+00 BC', '0044-03-15 12:00:00+00']],
      'date[]': [['{"0044-03-15 BC"}', '{0044-03-15}']],
      [`${timestamp}[]`]: [['{"0044-03-15 12:00:00 BC"}', '{"0044-03-15 12:00:00"}']],
      daterange: [['["0044-03-15 BC",)', '[0044-03-15,)']],
      tsrange: [['["0044-03-15 12:00:00 BC",)', '["0044-03-15 12:00:00",)']],
    },
  }),
  corruptedValues({
    id: 'C15-julian',
    name: 'dates before 1582-10-15 move by ten days',
    cause: 'java.sql.Date counts in the Julian calendar there, in the snapshot alone',
    values: {
      date: [
        ['1582-10-10', '1582-10-20'],
        ['1500-03-01', '1500-03-11'],
      ],
      [timestamp]: [['1582-10-10 00:00:00', '1582-10-20 00:00:00']],
      [timestamptz]: [['1582-10-10 00:00:00+00', '1582-10-20 00:00:00+00']],
      'date[]': [['{1582-10-10}', '{1582-10-20}']],
      daterange: [['[1582-10-10,1582-10-12)', '[1582-10-20,1582-10-22)']],
    },
  }),
  corruptedValues({
    id: 'C16',
    name: 'times move by whole hours',
    cause: 'use.time.zone of the sink is not UTC, or a timestamp is taken for one with a time zone',
    values: {
      [timestamp]: [
        ['2025-06-30 12:00:00', '2025-06-30 14:00:00'],
        ['2025-06-30 23:30:00', '2025-07-01 01:30:00'],
      ],
      'timestamp(0) without time zone': [['2025-06-30 12:00:00', '2025-06-30 14:00:00']],
      [timestamptz]: [
        ['2025-06-30 12:00:00+00', '2025-06-30 10:00:00+00'],
        ['2025-03-30 01:30:00+00', '2025-03-30 00:30:00+00'],
      ],
      [time]: [['12:00:00', '14:00:00']],
      [timetz]: [['12:00:00+00', '14:00:00+00']],
      date: [['2025-06-30', '2025-06-29']],
      [`${timestamp}[]`]: [['{"2025-06-30 12:00:00"}', '{"2025-06-30 14:00:00"}']],
      [`${timestamptz}[]`]: [['{"2025-06-30 12:00:00+00"}', '{"2025-06-30 10:00:00+00"}']],
      [`${time}[]`]: [['{12:00:00}', '{14:00:00}']],
      'date[]': [['{2025-06-30}', '{2025-06-29}']],
      tsrange: [['["2025-06-30 12:00:00",)', '["2025-06-30 14:00:00",)']],
      tstzrange: [['["2025-06-30 12:00:00+00",)', '["2025-06-30 10:00:00+00",)']],
      tstzmultirange: [['{["2025-06-30 12:00:00+00",)}', '{["2025-06-30 10:00:00+00",)}']],
      'tstzrange[]': [
        ['{"[\\"2025-06-30 12:00:00+00\\",)"}', '{"[\\"2025-06-30 10:00:00+00\\",)"}'],
      ],
    },
  }),
  corruptedValues({
    id: 'C17',
    name: 'times with a zone are brought to GMT',
    cause: 'timetz travels as GMT: the same moment, and another value, for PostgreSQL too',
    values: {
      [timetz]: [
        ['10:00:00+02', '08:00:00+00'],
        ['23:30:00.123456-08', '07:30:00.123456+00'],
      ],
      [`${timetz}[]`]: [['{10:00:00+02}', '{08:00:00+00}']],
    },
  }),
  corruptedValues({
    id: 'C18',
    name: '24:00:00 arrives as 00:00:00',
    cause: 'java.time has no hour 24',
    values: {
      [time]: [['24:00:00', '00:00:00']],
      [timetz]: [['24:00:00+00', '00:00:00+00']],
      [`${time}[]`]: [['{24:00:00}', '{00:00:00}']],
      [`${timetz}[]`]: [['{24:00:00+00}', '{00:00:00+00}']],
    },
  }),
  corruptedValues({
    id: 'C19',
    name: 'months and days of an interval arrive as hours',
    cause: 'interval.handling.mode=numeric counts microseconds, a month as 30.4375 days',
    values: {
      interval: [
        ['1 mon', '730:30:00'],
        ['1 day', '24:00:00'],
        ['-1 mons', '-730:30:00'],
        ['1 mon', '30 days'],
        ['1 year 2 mons 3 days 04:05:06.789', '10303:05:06.789'],
      ],
      'interval[]': [
        ['{"1 mon"}', '{730:30:00}'],
        ['{"1 day"}', '{24:00:00}'],
      ],
    },
  }),
  corruptedValues({
    id: 'C-day',
    name: 'dates move by a day',
    cause: 'a date that is made a moment at midnight, in another zone',
    values: {
      date: [
        ['2024-02-29', '2024-02-28'],
        ['2025-01-01', '2024-12-31'],
      ],
      'date[]': [['{2025-01-01}', '{2024-12-31}']],
      daterange: [['[2025-01-01,2025-02-01)', '[2024-12-31,2025-01-31)']],
      'daterange[]': [['{"[2025-01-01,2025-02-01)"}', '{"[2024-12-31,2025-01-31)"}']],
      datemultirange: [['{[2025-01-01,2025-02-01)}', '{[2024-12-31,2025-01-31)}']],
    },
  }),
  corruptedValues({
    id: 'C-epoch',
    name: 'times arrive as the beginning of Unix time',
    cause: 'a default of 0 in the schema of the record stands for what is not there (C36)',
    values: {
      date: [
        ['2025-06-30', '1970-01-01'],
        [null, '1970-01-01'],
      ],
      [timestamp]: [
        ['2025-06-30 12:34:56', '1970-01-01 00:00:00'],
        [null, '1970-01-01 00:00:00'],
      ],
      [timestamptz]: [
        ['2025-06-30 12:34:56+00', '1970-01-01 00:00:00+00'],
        [null, '1970-01-01 00:00:00+00'],
      ],
      [time]: [
        ['12:34:56', '00:00:00'],
        [null, '00:00:00'],
      ],
      interval: [
        ['1 day', '00:00:00'],
        [null, '00:00:00'],
      ],
    },
  }),
]
