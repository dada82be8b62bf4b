/** Arrays, ranges, documents, figures and addresses that arrive in another shape. */
import { corruptedValues } from './fault-values.ts'
import type { Fault } from './fault.ts'

export const shapeFaults: readonly Fault[] = [
  corruptedValues({
    id: 'C25',
    name: 'the text of JSON is written anew',
    cause: 'a column of jsonb, or a transform, on the way of a column of json',
    values: {
      json: [
        ['{"b": 1,  "a": 2}', '{"b": 1, "a": 2}'],
        ['{"b": 1, "a": 2}', '{"a": 2, "b": 1}'],
        ['{"a": 1, "a": 2}', '{"a": 2}'],
        ['"\\u20ac"', '"\u20ac"'],
        ['1e2', '100'],
      ],
      'json[]': [['{"{\\"b\\":  1}"}', '{"{\\"b\\": 1}"}']],
    },
  }),
  corruptedValues({
    id: 'C25-structure',
    name: 'documents lose a level, a key or an element',
    cause: 'a flatten or a replace transform, or a document that was made a text',
    values: {
      json: [
        ['{"a": {"b": 1}}', '{"a.b": 1}'],
        ['{"a": 1, "b": 2}', '{"a": 1}'],
        ['[1, 2]', '[2, 1]'],
        ['{"a": 1}', '"{\\"a\\": 1}"'],
      ],
      jsonb: [
        ['{"a": {"b": 1}}', '{"a.b": 1}'],
        ['{"a": 1, "b": 2}', '{"a": 1}'],
        ['[1, 2]', '[2, 1]'],
        ['{"a": 1}', '"{\\"a\\": 1}"'],
        ['{"a": 1}', '[{"a": 1}]'],
      ],
      'jsonb[]': [['{"{\\"a\\": 1}"}', '{"{}"}']],
      hstore: [
        ['"a"=>"1", "b"=>"2"', '"a"=>"1"'],
        ['"a"=>"1"', '"a"=>"2"'],
      ],
      xml: [
        ['<a b="1"/>', '<a/>'],
        ['<a><b/><c/></a>', '<a><c/><b/></a>'],
      ],
      money_amount: [
        ['(EUR,1.00)', '(EUR,)'],
        ['(EUR,1.00)', '(,1.00)'],
      ],
      jsonpath: [
        ['$."a"."b"', '$."a"'],
        ['$."a"[*]', '$."a"[0]'],
      ],
    },
  }),
  corruptedValues({
    id: 'C30',
    name: 'quotes, positions and weights of lexemes are lost',
    cause: 'a tsvector that travels as text (before Debezium 3.7), or is stripped',
    values: {
      tsvector: [
        ["'fat cat'", "'cat' 'fat'"],
        ["'a':1A", "'a':1"],
        ["'a':1,2", "'a':1"],
        ["'a':1", "'a'"],
      ],
      'tsvector[]': [["{'cat':3}", "{'cat'}"]],
      tsquery: [
        ["'a' & 'b'", "'a' | 'b'"],
        ["'a' <-> 'b'", "'a' & 'b'"],
        ["'a':*", "'a'"],
        ["!'a'", "'a'"],
      ],
    },
  }),
  corruptedValues({
    id: 'C-figures',
    name: 'figures have their coordinates exchanged, or other ends',
    cause: 'longitude and latitude in the other order, and a path that was closed',
    values: {
      point: [['(1,2)', '(2,1)']],
      'point[]': [['{"(1,2)"}', '{"(2,1)"}']],
      line: [['{1,2,3}', '{2,1,3}']],
      lseg: [['[(0,0),(1,1)]', '[(1,1),(0,0)]']],
      box: [['(1,1),(0,0)', '(1,2),(0,0)']],
      path: [
        ['[(0,0),(1,1)]', '((0,0),(1,1))'],
        ['((0,0),(1,1),(2,0))', '((0,0),(1,1))'],
      ],
      polygon: [['((0,0),(1,1),(2,0))', '((1,1),(2,0),(0,0))']],
      circle: [
        ['<(1,2),3>', '<(2,1),3>'],
        ['<(1,2),3>', '<(1,2),6>'],
      ],
      cube: [
        ['(1, 2)', '(2, 1)'],
        ['(1, 2)', '(1)'],
      ],
    },
  }),
  corruptedValues({
    id: 'C-network',
    name: 'addresses lose their mask, or a part of them',
    cause: 'an inet that travels as a host name or as four numbers',
    values: {
      inet: [
        ['192.168.0.1/24', '192.168.0.1'],
        ['192.168.0.1/24', '192.168.0.0/24'],
        ['::ffff:1.2.3.4', '1.2.3.4'],
        ['::1', '127.0.0.1'],
      ],
      cidr: [
        ['10.0.0.0/8', '10.0.0.0/16'],
        ['10.0.0.0/8', '10.0.0.0/24'],
      ],
      'inet[]': [['{10.0.0.1/24}', '{10.0.0.1}']],
      'cidr[]': [['{10.0.0.0/8}', '{10.0.0.0/24}']],
      macaddr: [['08:00:2b:01:02:03', '08:00:2b:01:02:00']],
      macaddr8: [['08:00:2b:ff:fe:01:02:03', '08:00:2b:00:00:01:02:03']],
      'macaddr[]': [['{08:00:2b:01:02:03}', '{08:00:2b:01:02:00}']],
    },
  }),
]
