/** Which type holds all of another one, by types as a real catalogue tells them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { sampleColumn } from './sample-columns.ts'
import { typeHolds } from './type-holds.ts'

/** The type of a source's column: types of a target's that hold all of it | and types that do not. */
const stories = `
smallint: smallint, integer, bigint, numeric, numeric(5,0), numeric(7,2), real, double precision, text, varchar(6) | numeric(4,0), numeric(6,2), varchar(5), char(6), boolean
integer: integer, bigint, numeric(10,0), double precision, varchar(11) | smallint, numeric(9,0), real, varchar(10)
bigint: bigint, numeric, numeric(19,0), text | integer, double precision, numeric(18,0)
numeric: numeric, text, varchar | numeric(38,10), double precision, bigint
numeric(10,2): numeric, numeric(10,2), numeric(12,2), numeric(12,4), text | numeric(10,4), numeric(10,1), numeric(9,2), double precision, real, bigint, money
numeric(4,0): smallint, integer, numeric(6,2) | real
numeric(9,0): integer | smallint
numeric(5,-2): integer, numeric(7,0), bigint | smallint, numeric(6,0)
real: real, double precision, numeric, text, varchar(15) | numeric(20,5), varchar(14), integer
double precision: double precision, numeric, varchar(24) | real, bigint, varchar(23)
text: text, varchar, public.citext | varchar(10), char(10), name, public.mood, bytea
public.citext: text, public.citext | varchar(10)
varchar(10): text, varchar(10), varchar(11) | varchar(9), char(10), bpchar, name
char(5): char(5), char(9), bpchar, varchar(5), text | char(4), varchar(4), name
name: name, text, varchar(63) | varchar(62), char(63)
uuid: uuid, text, varchar(36), char(36) | varchar(35), char(40), bytea
boolean: boolean, text, varchar(5) | varchar(4), smallint
timestamp: timestamp, timestamp(6), timestamptz, text | timestamp(3), timestamptz(3), date
timestamp(3): timestamp(3), timestamp, timestamptz(3) | timestamp(0)
timestamptz: timestamptz, text | timestamp, timestamptz(3)
time: time, timetz | time(3)
timetz: timetz | time
date: date, varchar(13) | timestamp, varchar(10)
interval: interval | interval(3), interval year
interval(3): interval, interval(3), interval(6) | interval(0)
interval year: interval, interval year to month | interval day
jsonb: jsonb, json, text | varchar(100)
json: json, text | jsonb
bit(8): bit(8), bit varying(8), bit varying | bit(9), bit varying(7)
bit varying(8): bit varying(8), bit varying | bit(8), bit varying(7)
cidr: cidr, inet | macaddr
inet: inet | cidr
bytea: bytea | text[]
public.mood: public.mood, other.mood, text, varchar(20) | public.place, integer, char(20)
public.mood[]: other.mood[], text, text[] | integer[], varchar(20)
integer[]: integer[], bigint[], numeric[], text[], text | smallint[], jsonb, integer
numeric(10,2)[]: numeric[], numeric(12,2)[] | numeric(9,2)[]
public.age: integer, bigint, public.age | smallint
public.code: varchar(10), public.code, text | varchar(9)
public.code[]: varchar(10)[], text[] | varchar(9)[]
int4range: int4range | int8range
point: point, text | box
"char": "char", text | char(1)
oid: oid, bigint, text | integer, regclass
`

type Story = { readonly from: string; readonly to: string; readonly holds: boolean }

function readStories(): readonly Story[] {
  return stories
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [from = '', rest = ''] = line.split(': ')
      const [yes = '', no = ''] = rest.split(' | ')
      return [
        ...yes.split(', ').map((to) => ({ from, to, holds: true })),
        ...no.split(', ').map((to) => ({ from, to, holds: false })),
      ]
    })
}

for (const { from, to, holds } of readStories()) {
  test(`${to} ${holds ? 'holds' : 'does not hold'} all of ${from}`, () => {
    assert.equal(typeHolds({ source: sampleColumn(from), target: sampleColumn(to) }), holds)
  })
}
