// @ts-check
/** How long each point of a chart really is: a run seldom ends with a whole second, and what was in flight is answered after it. */

/** When a run ended. @typedef {Pick<import('./result.ts').Load, 'measuredSeconds' | 'endedSeconds'>} RunEnd */

/**
 * In `offered` seconds requests were due and released, in `answered` they ended; null where that is too short for a rate. `at`: where
 * the point stands, which is its end; one that is too short for a rate stands where the run ended, else the rest of its bucket would
 * be an empty strip.
 * @typedef {{ readonly offered: number | null, readonly answered: number | null, readonly at: number }} PointSeconds
 */

/** Of a bucket: a rate over less is made of a handful of requests. */
const shareMin = 0.1

/**
 * @param {RunEnd | undefined} end where it is not known, all points are whole
 * @param {{ readonly bucketSeconds: number, readonly points: readonly { readonly t: number }[] }} chart
 * @returns {(t: number) => PointSeconds}
 */
export function pointSeconds(end, { bucketSeconds, points }) {
  if (end === undefined) return (t) => ({ offered: bucketSeconds, answered: bucketSeconds, at: t })
  const { measuredSeconds, endedSeconds } = end
  // Results of an earlier version do not tell how long the last one was drained.
  const ended = endedSeconds ?? (points.at(-1)?.t ?? 0) - bucketSeconds
  /**
   * @param {number} t
   * @param {number} until
   */
  function lengthOf(t, until) {
    const from = Math.max(0, t - bucketSeconds)
    const length = Math.min(t, until) - from
    // A run that is shorter than that has no other point.
    return length <= 0 || (from > 0 && length < shareMin * bucketSeconds) ? null : length
  }
  const last = Math.max(measuredSeconds, ended)
  return (t) => {
    const answered = lengthOf(t, last)
    const isCut = answered === null && endedSeconds !== undefined && last > t - bucketSeconds
    return { offered: lengthOf(t, measuredSeconds), answered, at: isCut ? last : t }
  }
}
