/** Parts of the world that a test needs and a machine may lack: skipped by name, or required. */

/** `gigabytes`: minutes, and four of them in memory, which no machine is asked for unless they are named. */
export type Part = 'postgres15' | 'chromium' | 'kafka' | 'compose' | 'gigabytes'

/**
 * For the `skip` of a test: false where the part is there, else a text that names it. Where `CDC_REQUIRE` (a comma list)
 * names the part, false too: the test then runs, and fails for want of it.
 *
 * @example test('…', { skip: missing('chromium', existsSync('/usr/bin/chromium')) }, …)
 */
export function missing(
  part: Part,
  present: boolean,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): false | string {
  const required = (environment['CDC_REQUIRE'] ?? '').split(',').map((name) => name.trim())
  if (present || required.includes(part)) return false
  return `needs ${part}; CDC_REQUIRE=${part} makes its absence a failure`
}
