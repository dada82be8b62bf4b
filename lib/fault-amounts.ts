/** Amounts, counters and truth values that arrive as others. */
import { corruptedValues } from './fault-values.ts'
import type { Fault } from './fault.ts'

export const amountFaults: readonly Fault[] = [
  corruptedValues({
    id: 'C10',
    name: 'amounts are shifted by their fraction digits',
    cause: 'money.fraction.digits, or the scale of a decimal, is another one at the sink',
    values: {
      money: [
        ['$12.34', '$1,234.00'],
        ['$12.34', '$0.12'],
        ['$12.34', '$12.00'],
      ],
      numeric: [
        ['12.34', '1234'],
        ['12.34', '0.1234'],
      ],
      'numeric(12,2)': [
        ['12.34', '1234.00'],
        ['12.34', '0.12'],
      ],
      'numeric(5,-2)': [['1200', '0']],
      'money[]': [['{$12.34}', '{"$1,234.00"}']],
      'numeric[]': [['{12.34}', '{1234}']],
      money_amount: [['(EUR,12.34)', '(EUR,1234.00)']],
    },
  }),
  corruptedValues({
    id: 'C10-null',
    name: 'NULL amounts arrive as 0',
    cause: 'a parser of money and numbers that makes 0 of what it cannot read (DBZ-6001)',
    values: Object.fromEntries(
      [
        ['money', '$0.00'],
        ['numeric(12,2)', '0.00'],
        ['numeric(5,-2)', '0'],
        ...[
          'smallint',
          'integer',
          'bigint',
          'numeric',
          'real',
          'double precision',
          'oid',
          'xid8',
        ].map((type) => [type, '0'] as const),
      ].map(([type = '', zero = '']) => [type, [[null, zero]]]),
    ),
  }),
  corruptedValues({
    id: 'C-wrap',
    name: 'integers wrap around at 32 bits',
    cause: 'a bigint travels as int32, or a signed number as an unsigned one',
    values: {
      bigint: [
        ['4294967298', '2'],
        ['-5', '4294967291'],
        ['-1', '4294967295'],
      ],
      integer: [['-1', '2147483647']],
      smallint: [['-1', '32767']],
      oid: [['4294967295', '2147483647']],
      xid8: [['4294967298', '2']],
      'bigint[]': [['{4294967298}', '{2}']],
      'integer[]': [['{-1}', '{2147483647}']],
      'smallint[]': [['{-1}', '{32767}']],
      'oid[]': [['{4294967295}', '{2147483647}']],
      int8range: [['[4294967298,4294967299)', '[2,3)']],
      int4range: [['[-1,0)', '[0,1)']],
      pg_lsn: [['1/16B3748', '0/16B3748']],
      'pg_lsn[]': [['{1/16B3748}', '{0/16B3748}']],
    },
  }),
  corruptedValues({
    id: 'C-sign',
    name: 'the sign of a number is lost',
    cause: 'a decimal whose bytes are read as unsigned, or a debit column without its sign',
    values: {
      smallint: [['-7', '7']],
      integer: [['-42', '42']],
      bigint: [['-42', '42']],
      numeric: [['-1.10', '1.10']],
      'numeric(12,2)': [['-19.99', '19.99']],
      'numeric(5,-2)': [['-1200', '1200']],
      real: [['-1.5', '1.5']],
      'double precision': [['-0.1', '0.1']],
      money: [['-$12.34', '$12.34']],
      interval: [
        ['-04:05:06', '04:05:06'],
        ['-1 mons', '1 mon'],
      ],
      'integer[]': [['{-42}', '{42}']],
      'numeric[]': [['{-1.10}', '{1.10}']],
      jsonb: [['-1', '1']],
      json: [['-1', '1']],
      point: [['(-1,2)', '(1,2)']],
      money_amount: [['(EUR,-12.50)', '(EUR,12.50)']],
    },
  }),
  corruptedValues({
    id: 'C-off-by-one',
    name: 'a number is off by one',
    cause: 'a counter that was updated twice, or once too little',
    values: {
      smallint: [['7', '8']],
      integer: [['42', '43']],
      bigint: [['9223372036854775806', '9223372036854775807']],
      numeric: [['12345678901234567890.123456789', '12345678901234567890.123456790']],
      'numeric(12,2)': [['19.99', '20.00']],
      money: [['$12.34', '$12.35']],
      oid: [['4294967294', '4294967295']],
      xid8: [['18446744073709551614', '18446744073709551615']],
      positive_integer: [['5', '6']],
      even_positive: [['6', '8']],
      pg_lsn: [['0/16B3748', '0/16B3749']],
    },
  }),
  corruptedValues({
    id: 'C-boolean',
    name: 'booleans are turned, or made false where they are NULL',
    cause: 'a cast of a boolean to a number, or a default for what is not there',
    values: {
      boolean: [
        ['t', 'f'],
        ['f', 't'],
        [null, 'f'],
        ['f', null],
      ],
      'boolean[]': [
        ['{t,f}', '{f,t}'],
        ['{NULL}', '{f}'],
      ],
      json: [['true', '1']],
      jsonb: [
        ['true', '1'],
        ['false', 'null'],
      ],
    },
  }),
]
