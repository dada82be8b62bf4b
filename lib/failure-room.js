// @ts-check
/** What failures say, in a file: there the texts of all of them are too long. */

/** @typedef {import('./result.ts').Failure} Failure */

/** So many characters of a message have a place whatever else is said. */
const messageMin = 60
/** Of a first message; and what its row has in the file for it, beside the text itself. */
export const sampleMax = 500
const besideSample = 70

/**
 * The first groups with all of their texts, as far as there is room; the others without first messages, and with the beginning
 * of a message that is long.
 * @param {readonly Failure[]} failures
 * @param {number} bytes for first messages, and for what is long of others
 * @returns {Failure[]}
 */
export function withTextRoom(failures, bytes) {
  let room = bytes
  return failures.map((failure) => {
    const { sample, ...others } = failure
    const { message } = failure
    room -= Math.max(0, bytesOf(message) - messageMin)
    if (room < 0) return { ...others, message: beginOf(message, messageMin) }
    if (sample === undefined) return failure
    room -= bytesOf(sample.slice(0, sampleMax)) + besideSample
    return room < 0 ? others : failure
  })
}

/** @param {string} text */
function bytesOf(text) {
  return new TextEncoder().encode(text).length
}

/**
 * At most so many characters.
 * @param {string} text
 * @param {number} length
 */
export function beginOf(text, length) {
  if (text.length <= length) return text
  // An emoji is not cut in half.
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
