/** A column of every type that a pipeline may have to carry: its values stand in the table `typed` of the healthy pair. */

/** The name of the column is that of its type. Both values are as PostgreSQL prints them. */
export type TypedColumn = {
  readonly type: string
  readonly value: string
  readonly other: string
}

/** As PostgreSQL names them in full. */
export const timestamp = 'timestamp without time zone'
export const timestamptz = 'timestamp with time zone'
export const time = 'time without time zone'
export const timetz = 'time with time zone'

const scalars: readonly (readonly [type: string, value: string, other: string])[] = [
  ['smallint', '7', '-32768'],
  ['integer', '42', '2147483647'],
  ['bigint', '4200000000', '9007199254740993'],
  ['numeric', '3.14159265358979323846', '1.10'],
  ['numeric(12,2)', '19.99', '-9999999999.99'],
  ['numeric(5,-2)', '1200', '0'],
  ['real', '1.5', '-3.4028235e+38'],
  ['double precision', '0.1', '5e-324'],
  ['money', '$12.34', '-$0.01'],
  ['boolean', 't', 'f'],
  ['text', 'a text', 'another'],
  ['character varying(40)', 'a varchar', ''],
  ['character(5)', 'char ', '     '],
  ['"char"', 'x', 'y'],
  ['name', 'a_name', 'b_name'],
  ['bytea', '\\xdeadbeef', '\\x'],
  ['date', '2025-06-30', '1582-10-10'],
  [time, '12:34:56.789', '00:00:00'],
  [timetz, '12:34:56.789+02', '00:00:00+15:59'],
  [timestamp, '2025-06-30 12:34:56.789', '1970-01-01 00:00:00'],
  ['timestamp(0) without time zone', '2025-06-30 12:34:56', '0001-01-01 00:00:00'],
  [timestamptz, '2025-06-30 10:34:56.789+00', '2025-03-30 01:59:59.999999+00'],
  ['interval', '1 year 2 mons 3 days 04:05:06.789', '1 day'],
  ['uuid', '6f9619ff-8b86-d011-b42d-00c04fc964ff', '00000000-0000-0000-0000-000000000000'],
  ['json', '{"b": 1,  "a": [true, null]}', '{}'],
  ['jsonb', '{"a": [true, null], "b": 1}', '[]'],
  ['jsonpath', '$."a"[*]', '$'],
  ['xml', '<p>an <b>xml</b></p>', '<a/>'],
  ['order_status', 'paid', 'cancelled'],
  ['positive_integer', '5', '2147483647'],
  ['even_positive', '6', '8'],
  ['money_amount', '(EUR,12.50)', '(,)'],
  ['inet', '192.168.0.1/24', '::1'],
  ['cidr', '10.0.0.0/8', '::/0'],
  ['macaddr', '08:00:2b:01:02:03', '00:00:00:00:00:00'],
  ['macaddr8', '08:00:2b:01:02:03:04:05', 'ff:ff:ff:ff:ff:ff:ff:ff'],
  ['bit(8)', '10101010', '00000000'],
  ['bit varying', '1011', ''],
  ['int4range', '[1,10)', 'empty'],
  ['int8range', '[1,10)', '[9223372036854775806,)'],
  ['numrange', '[1.5,2.5]', '(,)'],
  ['daterange', '[2025-01-01,2025-02-01)', '(,2025-02-01)'],
  ['tsrange', '["2025-01-01 00:00:00","2025-01-01 12:00:00")', 'empty'],
  ['tstzrange', '["2025-01-01 00:00:00+00","2025-01-01 12:00:00+00")', '(,)'],
  ['int4multirange', '{[1,3),[5,7)}', '{}'],
  ['int8multirange', '{[1,3),[5,7)}', '{}'],
  ['nummultirange', '{[1.5,2.5]}', '{}'],
  ['datemultirange', '{[2025-01-01,2025-02-01)}', '{}'],
  ['tsmultirange', '{["2025-01-01 00:00:00","2025-01-01 12:00:00")}', '{}'],
  ['tstzmultirange', '{["2025-01-01 00:00:00+00","2025-01-01 12:00:00+00")}', '{}'],
  ['point', '(1,2)', '(0,0)'],
  ['line', '{1,2,3}', '{0,1,0}'],
  ['lseg', '[(0,0),(1,1)]', '[(0,0),(0,0)]'],
  ['box', '(1,1),(0,0)', '(0,0),(0,0)'],
  ['path', '((0,0),(1,1),(2,0))', '[(0,0),(1,1)]'],
  ['polygon', '((0,0),(1,1),(2,0))', '((0,0))'],
  ['circle', '<(0,0),1>', '<(0,0),0>'],
  ['tsvector', "'cat':3 'fat':2", ''],
  ['tsquery', "'fat' & !'rat'", "'cat'"],
  ['pg_lsn', '0/16B3748', '0/0'],
  ['oid', '4200000000', '0'],
  ['xid8', '42', '18446744073709551615'],
  ['pg_snapshot', '10:20:10,14', '10:10:'],
  ['citext', 'Ada', 'Grace'],
  ['hstore', '"a"=>"1", "b"=>NULL', ''],
  ['ltree', 'top.science', ''],
  ['cube', '(1, 2)', '(0)'],
  ['regclass', 'pg_class', 'pg_type'],
]

/** Elements as they print inside an array; the other value is the empty array. */
const elements: readonly (readonly [type: string, element: string])[] = [
  ['smallint', '7'],
  ['integer', '42'],
  ['bigint', '4200000000'],
  ['numeric', '1.10'],
  ['real', '1.5'],
  ['double precision', '0.1'],
  ['money', '$12.34'],
  ['boolean', 't'],
  ['text', 'a'],
  ['character varying(40)', 'a'],
  ['character(5)', '"ab   "'],
  ['bytea', '"\\\\xdead"'],
  ['date', '2025-06-30'],
  [time, '12:34:56.789'],
  [timetz, '12:34:56.789+02'],
  [timestamp, '"2025-06-30 12:34:56.789"'],
  [timestamptz, '"2025-06-30 10:34:56.789+00"'],
  ['interval', '"1 mon"'],
  ['uuid', '6f9619ff-8b86-d011-b42d-00c04fc964ff'],
  ['json', '"{\\"a\\": 1}"'],
  ['jsonb', '"{\\"a\\": 1}"'],
  ['xml', '<a/>'],
  ['order_status', 'paid'],
  ['positive_integer', '5'],
  ['money_amount', '"(EUR,12.50)"'],
  ['inet', '10.0.0.1'],
  ['cidr', '10.0.0.0/8'],
  ['macaddr', '08:00:2b:01:02:03'],
  ['bit(8)', '10101010'],
  ['bit varying', '1011'],
  ['int4range', '"[1,10)"'],
  ['numrange', '"[1.5,2.5]"'],
  ['daterange', '"[2025-01-01,2025-02-01)"'],
  ['tstzrange', '"[\\"2025-01-01 00:00:00+00\\",\\"2025-01-01 12:00:00+00\\")"'],
  ['point', '"(1,2)"'],
  ['tsvector', "'cat':3"],
  ['pg_lsn', '0/16B3748'],
  ['oid', '4200000000'],
  ['citext', 'Ada'],
  ['hstore', '"\\"a\\"=>\\"1\\""'],
  ['ltree', 'top.science'],
]

/** The array types by the element that stands in their value. */
export const arrayElements: ReadonlyMap<string, string> = new Map(
  elements.map(([type, element]) => [`${type}[]`, element]),
)

export const typedColumns: readonly TypedColumn[] = [
  ...scalars.map(([type, value, other]) => ({ type, value, other })),
  ...[...arrayElements].map(([type, element]) => ({ type, value: `{${element}}`, other: '{}' })),
]
