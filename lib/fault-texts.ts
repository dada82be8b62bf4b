/** Texts and bytes that arrive as others: most of them look alike. */
import { corruptedValues } from './fault-values.ts'
import type { Fault } from './fault.ts'
import type { Arrived } from './fault-values.ts'

const varchar = 'character varying(40)'

/** What a Debezium record holds in place of a value that was stored out of line and did not change. */
const placeholder = '__debezium_unavailable_value'
const placeholderHex = `\\x${Buffer.from(placeholder).toString('hex')}`
const placeholderBytes = `{${[...Buffer.from(placeholder)].join()}}`

/** The same values in every type that holds plain text; `short` ones in those too that hold five characters. */
function inTexts(...values: readonly Arrived[]): Readonly<Record<string, readonly Arrived[]>> {
  return { text: values, [varchar]: values, citext: values, name: values }
}

export const textFaults: readonly Fault[] = [
  corruptedValues({
    id: 'C1',
    name: 'unchanged values that are stored out of line arrive as a placeholder',
    cause:
      'REPLICA IDENTITY DEFAULT: an UPDATE does not carry them, and the sink writes what stands for them',
    values: {
      ...inTexts(['a long text', placeholder]),
      bytea: [['\\xdeadbeef', placeholderHex]],
      'text[]': [['{a,b}', `{${placeholder}}`]],
      'character varying(40)[]': [['{a,b}', `{${placeholder}}`]],
      'citext[]': [['{Ada}', `{${placeholder}}`]],
      'integer[]': [['{1,2}', placeholderBytes]],
      'bigint[]': [['{1,2}', placeholderBytes]],
      'smallint[]': [['{1,2}', placeholderBytes]],
      json: [['{"a": 1}', `"${placeholder}"`]],
      jsonb: [['{"a": 1}', `"${placeholder}"`]],
      xml: [['<a/>', placeholder]],
      tsvector: [["'cat'", `'${placeholder}'`]],
      hstore: [['"a"=>"1"', `"${placeholder}"=>NULL`]],
    },
  }),
  corruptedValues({
    id: 'C3',
    name: 'bytes arrive as NULL where they did not change',
    cause: 'before Debezium 2.6 the placeholder of bytea in hex mode was NULL (DBZ-7599)',
    values: {
      bytea: [
        ['\\xdeadbeef', null],
        ['\\x', null],
      ],
      'bytea[]': [['{"\\\\xdead"}', '{NULL}']],
    },
  }),
  corruptedValues({
    id: 'C20',
    name: 'blanks at the end are added or taken away',
    cause: 'a char(n) on the way: it pads, and a trim takes more than the padding',
    values: {
      ...inTexts(['ab', 'ab   '], ['ab ', 'ab'], [' ', '']),
      'text[]': [
        ['{"ab "}', '{ab}'],
        ['{" "}', '{""}'],
      ],
      'character varying(40)[]': [['{"ab "}', '{ab}']],
      json: [
        ['"ab "', '"ab"'],
        ['{"a" : 1}', '{"a":1}'],
      ],
      jsonb: [['"ab "', '"ab"']],
      xml: [['<a>b </a>', '<a>b</a>']],
      hstore: [
        ['"a"=>"b "', '"a"=>"b"'],
        ['"a "=>"b"', '"a"=>"b"'],
      ],
      money_amount: [['("EUR ",12.50)', '(EUR,12.50)']],
    },
  }),
  corruptedValues({
    id: 'C20-front',
    name: 'blanks at the beginning are taken away',
    cause: 'a trim on both sides',
    values: {
      ...inTexts(['  ab', 'ab'], ['\tab', 'ab']),
      'character(5)': [['  ab ', 'ab   ']],
      'text[]': [['{" ab"}', '{ab}']],
      'character(5)[]': [['{"  ab "}', '{"ab   "}']],
      '"char"': [[' ', '']],
    },
  }),
  corruptedValues({
    id: 'C21',
    name: 'texts are cut',
    cause: 'column.truncate.to.N.chars, or a narrower column that is cast',
    values: {
      text: [
        ['x'.repeat(3000), 'x'.repeat(2000)],
        [`${'x'.repeat(2000)}a`, `${'x'.repeat(2000)}b`],
      ],
      [varchar]: [
        ['x'.repeat(40), 'x'.repeat(39)],
        ['ü'.repeat(40), 'ü'.repeat(20)],
      ],
      citext: [['abcdef', 'abc']],
      name: [['n'.repeat(63), 'n'.repeat(62)]],
      'character(5)': [['abcde', 'abc  ']],
      bytea: [
        [`\\x${'00ff'.repeat(3000)}`, `\\x${'00ff'.repeat(2999)}`],
        ['\\xdead00', '\\xdead'],
      ],
      'bit varying': [
        ['1'.repeat(2000), '1'.repeat(1999)],
        ['1011', '101'],
      ],
      json: [[`"${'x'.repeat(3000)}"`, `"${'x'.repeat(2000)}"`]],
      jsonb: [[`"${'x'.repeat(3000)}"`, `"${'x'.repeat(2000)}"`]],
      xml: [[`<a>${'x'.repeat(3000)}</a>`, `<a>${'x'.repeat(2000)}</a>`]],
      'text[]': [
        [`{${'x'.repeat(3000)}}`, `{${'x'.repeat(2000)}}`],
        ['{abc}', '{ab}'],
      ],
      hstore: [['"a"=>"abc"', '"a"=>"ab"']],
      ltree: [['top.science.art', 'top.science']],
      tsvector: [["'abc'", "'ab'"]],
    },
  }),
  corruptedValues({
    id: 'C27',
    name: 'the word null stands where there is NULL, or the reverse',
    cause: 'a converter that prints what is not there (hstore before 3.7), or reads the word',
    values: {
      ...inTexts([null, 'null'], [null, 'NULL'], ['NULL', null], ['null', null], [null, '<null>']),
      'character(5)': [[null, 'NULL ']],
      'text[]': [
        ['{NULL}', '{"NULL"}'],
        ['{"NULL"}', '{NULL}'],
      ],
      hstore: [
        ['"a"=>NULL', '"a"=>"null"'],
        ['"a"=>"NULL"', '"a"=>NULL'],
      ],
      json: [
        [null, 'null'],
        ['null', null],
        ['{"a": null}', '{"a": "null"}'],
        ['{"a": null}', '{}'],
      ],
      jsonb: [
        [null, 'null'],
        ['null', null],
        ['{"a": null}', '{"a": "null"}'],
        ['{"a": null}', '{}'],
      ],
      money_amount: [['(NULL,12.50)', '(,12.50)']],
      tsvector: [[null, "'null'"]],
    },
  }),
  corruptedValues({
    id: 'C-empty',
    name: 'empty values arrive as NULL, or the reverse',
    cause: 'a layer that knows no empty text, as Oracle does not',
    values: {
      ...inTexts(['', null], [null, '']),
      'character(5)': [
        ['     ', null],
        [null, '     '],
      ],
      '"char"': [['', null]],
      bytea: [
        ['\\x', null],
        [null, '\\x'],
      ],
      'bit varying': [['', null]],
      tsvector: [['', null]],
      ltree: [['', null]],
      hstore: [
        ['', null],
        [null, ''],
      ],
      xml: [['', null]],
      'text[]': [['{""}', '{NULL}']],
      int4range: [
        ['empty', null],
        [null, 'empty'],
      ],
      money_amount: [
        ['("",12.50)', '(,12.50)'],
        [null, '(,)'],
      ],
      json: [
        ['""', 'null'],
        ['{}', null],
      ],
      jsonb: [
        ['""', 'null'],
        ['[]', null],
      ],
    },
  }),
  corruptedValues({
    id: 'C28',
    name: 'bytes arrive as the text that stood for them',
    cause: 'binary.handling.mode=base64 or hex, into a column of bytes or of text',
    values: {
      bytea: [
        ['\\xdeadbeef', `\\x${Buffer.from('3q2+7w==').toString('hex')}`],
        ['\\xdeadbeef', `\\x${Buffer.from('deadbeef').toString('hex')}`],
      ],
      'bytea[]': [['{"\\\\xdead"}', `{"\\\\x${Buffer.from('3q0=').toString('hex')}"}`]],
    },
  }),
  corruptedValues({
    id: 'C29',
    name: 'bits and bytes arrive in reverse',
    cause:
      'bit strings of several bytes were read in the order of another machine (dbz#2099), and ids of another database',
    values: {
      'bit(8)': [['10110000', '00001101']],
      'bit varying': [
        ['1011000011110001', '1111000110110000'],
        ['101', '00000101'],
      ],
      bytea: [['\\x0102', '\\x0201']],
      'bit(8)[]': [['{10110000}', '{00001101}']],
      'bit varying[]': [['{1011}', '{1101}']],
      uuid: [['00112233-4455-6677-8899-aabbccddeeff', '33221100-5544-7766-8899-aabbccddeeff']],
      'uuid[]': [
        ['{00112233-4455-6677-8899-aabbccddeeff}', '{33221100-5544-7766-8899-aabbccddeeff}'],
      ],
      macaddr: [['08:00:2b:01:02:03', '03:02:01:2b:00:08']],
      inet: [['10.0.0.1', '1.0.0.10']],
    },
  }),
  corruptedValues({
    id: 'C31',
    name: 'characters that a layer does not like are taken out',
    cause:
      'a transform that mends what once stopped a sink: NUL, control characters, zero-width ones',
    values: {
      json: [
        ['"a\\u0000b"', '"ab"'],
        ['"a\\tb"', '"a b"'],
      ],
      jsonb: [['"a\\tb"', '"a b"']],
      ...inTexts(['a\u0007b', 'ab'], ['a\u200bb', 'ab'], ['\ufeffab', 'ab'], ['a\u00a0b', 'a b']),
      'text[]': [['{a\u200bb}', '{ab}']],
      'json[]': [['{"\\"a\\\\u0000b\\""}', '{"\\"ab\\""}']],
      xml: [['<a>&#8203;</a>', '<a></a>']],
      tsvector: [["'a\u200bb'", "'ab'"]],
      hstore: [['"a"=>"a\u200bb"', '"a"=>"ab"']],
    },
  }),
]
