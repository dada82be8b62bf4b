// @ts-check
/** By what a group of failures is known again, however much of its texts was told. */
import { beginOf, sampleMax } from './failure-room.js'

/** @typedef {import('./result.ts').Failure} Failure */

/**
 * `id`: its key, where not all of its texts are there that make it.
 * @typedef {Failure & { readonly id?: string }} KnownFailure
 */

/** Characters of a key. */
export const keyLength = 8

/**
 * Its message changes when another falls to the group; the first of them does not.
 * @param {Failure} failure
 */
export function groupOf({ method, name, kind, message, sample = message }) {
  return JSON.stringify([method, name, kind, sample])
}

/** @param {KnownFailure} failure */
export function failureKey(failure) {
  return failure.id ?? hashOf(groupOf(failure))
}

/**
 * Of its first message as much as the page shows: a server may answer with a page of its own.
 * @param {KnownFailure} failure
 * @returns {KnownFailure}
 */
export function toldFailure(failure) {
  const { sample = '' } = failure
  if (sample.length <= sampleMax) return failure
  return { ...failure, sample: beginOf(sample, sampleMax), id: failureKey(failure) }
}

/**
 * A group of which a page has heard how often it happened, and nothing else.
 * @param {string} id
 * @param {number} count
 * @returns {KnownFailure}
 */
export function untoldFailure(id, count) {
  const unknown = { method: '', name: '', message: '', firstAt: '', lastAt: '' }
  return { ...unknown, kind: 'status', id, count }
}

/** @param {KnownFailure} failure */
export function isUntold({ id, firstAt }) {
  return id !== undefined && firstAt === ''
}

/**
 * Forty bits of two of thirty-two: among five hundred groups two are the same once in ten million runs. After cyrb53,
 * https://github.com/bryc/code/blob/master/jshash/experimental/cyrb53.js, which is in the public domain.
 * @param {string} text
 */
function hashOf(text) {
  let [high, low] = [0xdeadbeef, 0x41c6ce57]
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  const bits = (high >>> 0) * 2 ** 8 + (low & 0xff)
  return bits.toString(36).padStart(keyLength, '0')
}
