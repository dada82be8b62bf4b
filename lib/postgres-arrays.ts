/**
 * The arrays that our own queries read and bind, as lists. The driver would ask each new connection for the types of all arrays; where
 * a server goes away in the middle of that, it rejects a promise that nobody holds, which ends a process.
 */
import { parse } from 'postgres-array'
import type postgres from 'postgres'

import { arrayText } from './quote.ts'

/** The oids of `pg_type.dat`, which no server changes. */
const types = {
  int2: 1005,
  int4: 1007,
  int8: 1016,
  oid: 1028,
  char: 1002,
  name: 1003,
  text: 1009,
  varchar: 1015,
  bool: 1000,
}

/** For the `types` of postgres.js: elements as it gives single values, so that those of int8[] are texts. */
export const arrayTypes: Record<string, postgres.PostgresType> = {
  numbers: typeOf(types.int4, [types.int2, types.int4, types.oid], Number),
  booleans: typeOf(types.bool, [types.bool], (text) => text === 't'),
  texts: typeOf(
    types.text,
    [types.text, types.name, types.varchar, types.char, types.int8],
    (text) => text,
  ),
}

function typeOf(
  to: number,
  from: number[],
  element: (text: string) => unknown,
): postgres.PostgresType {
  return {
    to,
    from,
    serialize: (list: readonly Element[] | string) =>
      typeof list === 'string'
        ? list
        : arrayText(list.map((each) => (each === null ? null : String(each)))),
    parse: (text: string) => parse(text, element),
  }
}

type Element = string | number | bigint | null
