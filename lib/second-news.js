// @ts-check
/** What a second has changed in the checks and in the phases of a run, each with its place in their list. */

/** @typedef {import('./check.ts').Check} Check */
/** @typedef {import('./check.ts').CheckOver} CheckOver */
/** @typedef {import('./phase.ts').Phase} Phase */
/** @typedef {import('./live-packet.js').Row} Row */

/** @typedef {Phase & { readonly place: number }} PhaseNews */

/**
 * Of a check that has a line `line` is how many seconds its columns have, from which of them on they are told, and their values.
 * @typedef {Omit<Check, 'over'> & { readonly place: number, readonly line?: Row }} CheckNews
 */

/**
 * @param {readonly Phase[]} before
 * @param {readonly Phase[]} now
 * @returns {PhaseNews[]}
 */
export function phaseNews(before, now) {
  return changedIn(before, now)
}

/**
 * The phases as they are now.
 * @param {readonly Phase[]} before
 * @param {readonly PhaseNews[]} news
 * @returns {Phase[]}
 */
export function withPhaseNews(before, news) {
  return withChanged(before, news)
}

/**
 * @param {readonly Check[]} before
 * @param {readonly Check[]} now
 * @returns {CheckNews[]}
 */
export function checkNews(before, now) {
  return changedIn(before, now).map(({ over, ...check }) =>
    over === undefined ? check : { ...check, line: lineNews(before[check.place]?.over, over) },
  )
}

/**
 * The checks as they are now, with their whole lines.
 * @param {readonly Check[]} before
 * @param {readonly CheckNews[]} news
 * @returns {Check[]}
 */
export function withCheckNews(before, news) {
  const changed = news.map(({ line, ...check }) =>
    line === undefined ? check : { ...check, over: lineAfter(before[check.place]?.over, line) },
  )
  return withChanged(before, changed)
}

/**
 * A list of a run never becomes shorter.
 * @template Each
 * @param {readonly Each[]} before
 * @param {readonly Each[]} now
 * @returns {(Each & { readonly place: number })[]}
 */
function changedIn(before, now) {
  return now.flatMap((each, place) =>
    JSON.stringify(each) === JSON.stringify(before[place]) ? [] : [{ ...each, place }],
  )
}

/**
 * @template Each
 * @param {readonly Each[]} before
 * @param {readonly (Each & { readonly place: number })[]} changed
 * @returns {Each[]}
 */
function withChanged(before, changed) {
  const list = [...before]
  for (const { place, ...each } of changed) list[place] = /** @type {Each} */ (each)
  return list
}

/**
 * @param {CheckOver | undefined} before
 * @param {CheckOver} now
 * @returns {Row}
 */
function lineNews(before, { step, values }) {
  const told = before?.values ?? []
  const other = values.findIndex((value, column) => value !== told[column])
  const from = other === -1 ? values.length : other
  return [step, from, ...values.slice(from)]
}

/**
 * @param {CheckOver | undefined} before
 * @param {Row} line
 * @returns {CheckOver}
 */
function lineAfter(before, [step, from, ...values]) {
  return { step: step ?? 1, values: [...(before?.values ?? []).slice(0, from ?? 0), ...values] }
}
