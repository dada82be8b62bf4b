// @ts-check
/** What stands beside the command that repeats a run; plain JavaScript, because the page shares it. */

/**
 * What the command does not repeat; empty where it repeats all.
 * @param {Pick<import('./result.ts').Result, 'marks'>} result
 */
export function commandNote({ marks = [] }) {
  return marks.some(({ kind }) => kind === 'change')
    ? 'The load was changed in mid-run: this command repeats the run as it was started, without the change.'
    : ''
}
