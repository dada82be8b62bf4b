/** A number of a typed array, at an index that is one of it: only the compiler does not know. */

/** Outside of the array it is 0. */
export function numberAt(
  numbers: Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array,
  index: number,
): number {
  return numbers[index] ?? 0
}
