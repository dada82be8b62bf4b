// @ts-check
/** Which of many rows are shown where somebody may be looking at them. */

/**
 * At most so many: those that are shown already stay, and behind them the first of the others.
 * @template Each
 * @param {readonly Each[]} list what matters most first
 * @param {{ readonly max: number, readonly shown: ReadonlySet<string>, readonly keyOf: (each: Each) => string }} how
 * @returns {readonly Each[]}
 */
export function keptRows(list, { max, shown, keyOf }) {
  if (list.length <= max) return list
  const kept = list.filter((each) => shown.has(keyOf(each))).slice(0, max)
  const others = list.filter((each) => !shown.has(keyOf(each)))
  return [...kept, ...others.slice(0, max - kept.length)]
}
