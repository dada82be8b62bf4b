/** Letters that arrive as others: encodings, cases, line ends, masks. */
import { corruptedValues } from './fault-values.ts'
import type { Fault } from './fault.ts'
import type { Arrived } from './fault-values.ts'

const varchar = 'character varying(40)'
const composed = '\u00e9'
const decomposed = 'e\u0301'

/** The letters in all types that have any: alone, and inside of what is around them there. */
function inAll(from: string, to: string): Readonly<Record<string, readonly Arrived[]>> {
  function pair(before: string, after: string): readonly Arrived[] {
    return [[`${before}${from}${after}`, `${before}${to}${after}`]]
  }
  return {
    text: pair('', ''),
    [varchar]: pair('a ', ' b'),
    citext: pair('', ''),
    name: pair('', ''),
    json: pair('{"a": "', '"}'),
    jsonb: pair('{"', '": 1}'),
    xml: pair('<a>', '</a>'),
    tsvector: pair("'", "'"),
    tsquery: pair("'", "'"),
    hstore: pair('"', '"=>"1"'),
    jsonpath: pair('$."', '"'),
    money_amount: pair('(', ',1.00)'),
    'text[]': pair('{', '}'),
    [`${varchar}[]`]: pair('{', '}'),
    'citext[]': pair('{', '}'),
    'xml[]': pair('{<a>', '</a>}'),
    'tsvector[]': pair("{'", "'}"),
    'money_amount[]': pair('{"(', ',1.00)"}'),
  }
}

export const letterFaults: readonly Fault[] = [
  corruptedValues({
    id: 'C32',
    name: 'letters are decoded by another encoding',
    cause: 'a source that is not UTF-8, or a JVM with another default',
    values: {
      ...inAll('\u00fc', '\u00c3\u00bc'),
      'character(5)': [['\u00fc    ', '\u00c3\u00bc   ']],
      'character(5)[]': [['{"\u00fc    "}', '{"\u00c3\u00bc   "}']],
    },
  }),
  corruptedValues({
    id: 'C32-question',
    name: 'letters that an encoding has not arrive as question marks',
    cause: 'a layer that writes Latin-1 or ASCII',
    values: { ...inAll('\u{1f99c}', '?'), 'character(5)': [['\u732b    ', '?    ']] },
  }),
  corruptedValues({
    id: 'C32-surrogates',
    name: 'letters beyond the first plane arrive as two replacement characters',
    cause: 'half of a UTF-16 pair in each record or column',
    values: inAll('\u{1f99c}', '\ufffd\ufffd'),
  }),
  corruptedValues({
    id: 'C33',
    name: 'letters with accents are composed otherwise',
    cause: 'a layer that normalises Unicode: equal to the eye, and other bytes',
    values: {
      ...inAll(composed, decomposed),
      'character(5)': [[`${composed}    `, `${decomposed}   `]],
    },
  }),
  corruptedValues({
    id: 'C33-composed',
    name: 'letters that were composed of two are made one',
    cause: 'a layer that normalises Unicode to NFC',
    values: inAll(decomposed, composed),
  }),
  corruptedValues({
    id: 'C33-compatible',
    name: 'letters are replaced by others of the same meaning',
    cause: 'a layer that normalises Unicode to NFKC',
    values: inAll('\ufb01', 'fi'),
  }),
  corruptedValues({
    id: 'C33-alike',
    name: 'letters are replaced by others that look the same',
    cause: 'a transliteration, or data that was typed in again',
    values: inAll('\u0430', 'a'),
  }),
  corruptedValues({
    id: 'C-case',
    name: 'the case of letters is changed',
    cause: 'a case-insensitive key or column on the way, such as citext or a MySQL collation',
    values: {
      ...inAll('Ada', 'ada'),
      'character(5)': [['Ada  ', 'ada  ']],
      '"char"': [['A', 'a']],
      ltree: [['Top.Science', 'top.science']],
      'ltree[]': [['{Top}', '{top}']],
    },
  }),
  corruptedValues({
    id: 'C-line-ends',
    name: 'line ends are changed',
    cause: 'a file or a form of another system between source and target',
    values: {
      text: [
        ['a\nb', 'a\r\nb'],
        ['a\r\nb', 'a\nb'],
        ['a\n', 'a'],
      ],
      [varchar]: [['a\nb', 'a\r\nb']],
      citext: [['a\nb', 'a\r\nb']],
      json: [['{\n"a": 1}', '{\r\n"a": 1}']],
      xml: [['<a>\n</a>', '<a>\r\n</a>']],
      'text[]': [['{"a\nb"}', '{"a\r\nb"}']],
      bytea: [['\\x0a', '\\x0d0a']],
    },
  }),
  corruptedValues({
    id: 'C-escapes',
    name: 'quotes and backslashes are escaped once more, or once too little',
    cause: 'a layer that builds statements, CSV or JSON by putting texts together',
    values: {
      text: [
        ["it's", "it''s"],
        ['a\\nb', 'a\nb'],
        ['\\', '\\\\'],
        ['a"b', 'a\\"b'],
        ['&', '&amp;'],
      ],
      [varchar]: [["it's", "it''s"]],
      citext: [["it's", "it''s"]],
      name: [["it's", "it''s"]],
      json: [
        ['"a\\"b"', '"a\\\\\\"b"'],
        ['{"a": "{}"}', '{"a": {}}'],
      ],
      jsonb: [
        ['"a\\"b"', '"a\\\\\\"b"'],
        ['{"a": "{}"}', '{"a": {}}'],
      ],
      xml: [['<a>&lt;</a>', '<a>&amp;lt;</a>']],
      hstore: [['"q"=>"x\\"y"', '"q"=>"x\\\\\\"y"']],
      'text[]': [
        ['{"a,b"}', '{a,b}'],
        ['{"\\"q\\""}', '{q}'],
      ],
      tsvector: [["'quo''ted'", "'quo' 'ted'"]],
      money_amount: [['("a""b",1.00)', '(ab,1.00)']],
    },
  }),
  corruptedValues({
    id: 'C48',
    name: 'values are masked or hashed',
    cause: 'column.mask.with, column.mask.hash or the MaskField transform was left on',
    values: {
      text: [
        ['secret', '****'],
        ['secret', '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b'],
      ],
      [varchar]: [['secret', '****']],
      citext: [['secret', '****']],
      'character(5)': [['abcde', '*****']],
      integer: [['42', '0']],
      numeric: [['3.14', '0']],
      uuid: [['6f9619ff-8b86-d011-b42d-00c04fc964ff', '00000000-0000-0000-0000-000000000000']],
      bytea: [['\\xdeadbeef', '\\x']],
      date: [['2025-06-30', '1970-01-01']],
      boolean: [['t', 'f']],
      json: [['{"a": 1}', '{}']],
      jsonb: [['{"a": 1}', '{}']],
    },
  }),
  corruptedValues({
    id: 'C22',
    name: 'an enum arrives with another label',
    cause: 'labels by number, or a label that was renamed and not refreshed (DBZ-8684)',
    values: {
      order_status: [
        ['paid', 'shipped'],
        ['cancelled', 'new'],
        ['returned', null],
      ],
      'order_status[]': [
        ['{paid,new}', '{shipped,new}'],
        ['{paid}', '{NULL}'],
      ],
    },
  }),
]
