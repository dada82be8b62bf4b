/** What a reader of the live page can order in mid-run, and the mark that it leaves. */

/** Users, or requests a second. */
export type Change = { readonly value: number; readonly overMs: number }

export function changeWords(model: 'closed' | 'open', to: Change): string {
  const what = model === 'closed' ? `${to.value} users` : `${to.value} requests a second`
  return to.overMs === 0 ? `to ${what}` : `to ${what} over ${to.overMs / 1000} s`
}
