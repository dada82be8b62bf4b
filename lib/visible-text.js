// @ts-check
/** Text from outside made safe to show: nothing in it can move a cursor, hide, or turn the line around. */

// Control and format characters (those that turn the direction among them), lone surrogates, line separators, and
// the fillers that print nothing. A zero-width joiner stays: family emoji are made with it.
const invisible = /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\ufffe\uffff]/gu

/**
 * The text with each invisible character as `\x1b` or `\u{202e}`, and cut to `longest` characters where it is longer.
 * @param {string} text
 * @param {number} [longest]
 */
export function visibleText(text, longest = 300) {
  return shorten(text, longest).replace(invisible, escapeOf)
}

/**
 * The same for text whose line breaks and tabs are meant.
 * @param {string} text
 * @param {number} [longest]
 */
export function visibleLines(text, longest = 10_000) {
  return shorten(text, longest).replace(invisible, keepLayout)
}

/**
 * @param {string} text
 * @param {number} longest
 */
function shorten(text, longest) {
  if (text.length <= longest) return text
  // An emoji is not cut in half.
  const cut = text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')
  return `${cut}… (${text.length} characters)`
}

/** @param {string} character */
function keepLayout(character) {
  return character === '\n' || character === '\t' ? character : escapeOf(character)
}

/** @param {string} character */
function escapeOf(character) {
  const code = character.codePointAt(0) ?? 0
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}
