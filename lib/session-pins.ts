/** What a session must be set to on both sides, so that the same value is the same text and the same bytes. */

/**
 * Statements to run once in each session, before its first transaction.
 *
 * An empty search_path makes type names in casts and in `reg*` values qualified; row security that would hide rows raises an error
 * instead. Backslashes in a text are no escapes, or a condition would end elsewhere than where it was read to. The other ones pin every setting that the output function of a type looks at. Compiling a digest costs more than it gains.
 */
export const sessionPins: readonly string[] = [
  `SET client_encoding = 'UTF8'`,
  `SET search_path = ''`,
  `SET standard_conforming_strings = on`,
  `SET row_security = off`,
  `SET DateStyle = 'ISO, YMD'`,
  `SET IntervalStyle = 'postgres'`,
  `SET TimeZone = 'UTC'`,
  `SET extra_float_digits = 1`,
  `SET bytea_output = 'hex'`,
  `SET lc_monetary = 'C'`,
  `SET jit = off`,
]
