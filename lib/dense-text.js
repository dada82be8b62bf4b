// @ts-check
/** Bytes as text for a file, after basE91 of Joachim Henke: 13 bits in two characters, where base64 needs more than a third again of what it holds. */

/** All that can be printed but a blank, and but what ends a JSON text or an element: 91, and 91 times 91 are above 2 to the 13. */
const letters = Array.from({ length: 94 }, (_, index) => String.fromCodePoint(33 + index))
  .filter((letter) => !'"<\\'.includes(letter))
  .join('')

/** @param {Uint8Array} bytes */
export function denseText(bytes) {
  let text = ''
  let [held, bits] = [0, 0]
  for (const byte of bytes) {
    held |= byte << bits
    bits += 8
    if (bits < 13) continue
    text += pairOf(held & 8191)
    held >>= 13
    bits -= 13
  }
  // Six bits and fewer need one: so what is left over at the end is never enough for a byte that was not there.
  if (bits === 0) return text
  return text + (bits > 6 ? pairOf(held) : letters.charAt(held))
}

/** @param {number} value */
function pairOf(value) {
  return letters.charAt(value % 91) + letters.charAt(Math.floor(value / 91))
}

/** By the code of a letter: to look each up in the text of all would take as long as to draw a chart. */
const values = new Uint8Array(127)
for (let value = 0; value < letters.length; value += 1) values[letters.charCodeAt(value)] = value

/**
 * Of what `denseText` has made.
 * @param {string} text
 */
export function denseBytes(text) {
  const bytes = new Uint8Array(text.length)
  let [held, bits, length] = [0, 0, 0]
  /** @param {number} at */
  function valueAt(at) {
    return values[text.charCodeAt(at)] ?? 0
  }

  for (let at = 0; at < text.length; at += 2) {
    const isPair = at + 1 < text.length
    const high = isPair ? valueAt(at + 1) * 91 : 0
    held |= (valueAt(at) + high) << bits
    bits += isPair ? 13 : 6
    for (; bits >= 8; bits -= 8) {
      bytes[length++] = held & 255
      held >>= 8
    }
  }
  return bytes.slice(0, length)
}
