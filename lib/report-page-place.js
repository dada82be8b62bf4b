// @ts-check
/** What a page was written with, to be filled by its script. */

/** @param {string} id */
export function placeOf(id) {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`The page has no #${id}`)
  return found
}
