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
  `SET quote_all_identifiers = off`,
  `SET row_security = off`,
  `SET DateStyle = 'ISO, YMD'`,
  `SET IntervalStyle = 'postgres'`,
  `SET TimeZone = 'UTC'`,
  `SET extra_float_digits = 1`,
  `SET bytea_output = 'hex'`,
  `SET lc_monetary = 'C'`,
  `SET jit = off`,
]

/** Less where a statement may not take as long: that it waited for a lock is the better answer. */
const lockTimeoutMs = 10_000

/** Time limits: those of a statement (0: none) are ours, and a session ends for no other reason than that we do. */
export function sessionLimits(statementTimeoutMs: number): readonly string[] {
  const most = statementTimeoutMs === 0 ? lockTimeoutMs : Math.floor(statementTimeoutMs / 2)
  return [
    `SET statement_timeout = ${statementTimeoutMs}`,
    `SET lock_timeout = ${Math.max(1, Math.min(lockTimeoutMs, most))}`,
    'SET idle_in_transaction_session_timeout = 0',
    'SET idle_session_timeout = 0',
    // Not there before PostgreSQL 17.
    "SELECT set_config('transaction_timeout', '0', false) WHERE current_setting('transaction_timeout', true) <> ''",
    // So that a server gives up the work of a process that was killed; some systems cannot, and refuse the setting.
    "SELECT set_config('client_connection_check_interval', '1s', false) WHERE version() ~ 'linux'",
  ]
}
