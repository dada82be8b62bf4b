/** Text as a part of a regular expression. */

/** A pattern that finds this text as it is written, also in patterns with the flag `u`. */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
}
