/** Numbers that arrive as other numbers. */
import { corruptedValues } from './fault-values.ts'
import type { Fault } from './fault.ts'

export const numberFaults: readonly Fault[] = [
  corruptedValues({
    id: 'C5',
    name: 'NaN and infinity of a numeric arrive as NULL',
    cause:
      'decimal.handling.mode=precise has no such numbers, and the converter goes on with a warning',
    values: {
      numeric: [
        ['NaN', null],
        ['Infinity', null],
        ['-Infinity', null],
      ],
      'numeric(12,2)': [['NaN', null]],
      'numeric[]': [
        ['{NaN,1.10}', '{NULL,1.10}'],
        ['{Infinity}', '{NULL}'],
      ],
      numrange: [['[1,NaN]', null]],
      nummultirange: [['{[1,NaN]}', null]],
    },
  }),
  corruptedValues({
    id: 'C5-float',
    name: 'NaN, infinity and minus zero of a float arrive as 0',
    cause: 'a converter writes them into JSON, which has no such numbers, and reads them back as 0',
    values: {
      real: [
        ['NaN', '0'],
        ['Infinity', '0'],
        ['-Infinity', '0'],
        ['-0', '0'],
      ],
      'double precision': [
        ['NaN', '0'],
        ['Infinity', '0'],
        ['-Infinity', '0'],
        ['-0', '0'],
      ],
      'real[]': [
        ['{1.5,NaN}', '{1.5,0}'],
        ['{-0}', '{0}'],
      ],
      'double precision[]': [
        ['{0.1,NaN}', '{0.1,0}'],
        ['{-Infinity}', '{0}'],
        ['{-0}', '{0}'],
      ],
      point: [
        ['(NaN,1)', '(0,1)'],
        ['(-0,0)', '(0,0)'],
        ['(Infinity,1)', '(0,1)'],
      ],
      'point[]': [['{"(NaN,1)"}', '{"(0,1)"}']],
      circle: [['<(0,0),Infinity>', '<(0,0),0>']],
      lseg: [['[(0,0),(-0,1)]', '[(0,0),(0,1)]']],
    },
  }),
  corruptedValues({
    id: 'C7',
    name: 'numbers are rounded to a double',
    cause:
      'decimal.handling.mode=double, or any layer whose only number is a double, such as JavaScript',
    values: {
      numeric: [
        ['123456789012345678901234567890.123456789', '123456789012345680000000000000'],
        ['0.10000000000000000001', '0.1'],
        ['12345678901234567890.10', '12345678901234567000'],
      ],
      bigint: [
        ['9007199254740993', '9007199254740992'],
        ['-9223372036854775807', '-9223372036854775808'],
      ],
      int8range: [['[9007199254740993,)', '[9007199254740992,)']],
      int8multirange: [['{[9007199254740993,)}', '{[9007199254740992,)}']],
      numrange: [['[0.10000000000000000001,1)', '[0.1,1)']],
      nummultirange: [['{[0.10000000000000000001,1)}', '{[0.1,1)}']],
      money: [['$92,233,720,368,547,758.07', '$92,233,720,368,547,758.00']],
      'bigint[]': [['{9007199254740993,1}', '{9007199254740992,1}']],
      'numeric[]': [['{0.10000000000000000001}', '{0.1}']],
      xid8: [['9007199254740993', '9007199254740992']],
      pg_lsn: [['200000/1', '200000/0']],
    },
  }),
  corruptedValues({
    id: 'C26',
    name: 'numbers inside JSON are rounded to a double',
    cause: 'a transform parses the document and writes it again',
    values: {
      json: [
        ['{"n": 9007199254740993}', '{"n": 9007199254740992}'],
        ['[1.00]', '[1]'],
        ['{"n": 1e400}', '{"n": null}'],
      ],
      jsonb: [
        ['{"n": 9007199254740993}', '{"n": 9007199254740992}'],
        ['[12345678901234567890.10]', '[12345678901234567000]'],
        ['1.00', '1'],
      ],
      'json[]': [['{[1.00]}', '{[1]}']],
      'jsonb[]': [['{9007199254740993}', '{9007199254740992}']],
    },
  }),
  corruptedValues({
    id: 'C7-single',
    name: 'doubles pass through a single-precision float',
    cause: 'a column or a schema of type float32 between source and target',
    values: {
      'double precision': [
        ['0.1', '0.10000000149011612'],
        ['16777217', '16777216'],
      ],
      'double precision[]': [['{0.1}', '{0.10000000149011612}']],
      point: [['(0.1,16777217)', '(0.10000000149011612,16777216)']],
      circle: [['<(0,0),0.1>', '<(0,0),0.10000000149011612>']],
      box: [['(0.1,1),(0,0)', '(0.10000000149011612,1),(0,0)']],
      line: [['{0.1,2,3}', '{0.10000000149011612,2,3}']],
      path: [['((0.1,0))', '((0.10000000149011612,0))']],
      polygon: [['((0.1,0))', '((0.10000000149011612,0))']],
      lseg: [['[(0.1,0),(1,1)]', '[(0.10000000149011612,0),(1,1)]']],
      numeric: [['0.1', '0.10000000149011612']],
    },
  }),
  corruptedValues({
    id: 'C7-last-digit',
    name: 'the last binary digit of a float is lost',
    cause: 'a layer prints floats with 15 digits and reads them again',
    values: {
      real: [['1.0000001', '1']],
      'double precision': [
        ['1.0000000000000002', '1'],
        ['0.30000000000000004', '0.3'],
      ],
      'real[]': [['{1.0000001}', '{1}']],
      'double precision[]': [['{0.30000000000000004}', '{0.3}']],
    },
  }),
  corruptedValues({
    id: 'C8',
    name: 'the scale of a number is lost',
    cause: 'VariableScaleDecimal or a number type without scale: 1.10 arrives as 1.1',
    values: {
      numeric: [
        ['1.10', '1.1'],
        ['0.10000', '0.1'],
        ['100', '100.0'],
      ],
      'numeric[]': [['{1.10}', '{1.1}']],
      numrange: [['[1.10,2)', '[1.1,2)']],
      nummultirange: [['{[1.10,2)}', '{[1.1,2)}']],
      jsonb: [['1.10', '1.1']],
      json: [['1.10', '1.1']],
    },
  }),
]
