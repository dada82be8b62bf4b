// @ts-check
/** Which rows of tables that are too long for a page are shown: those that were chosen stay. */
import { keysIn } from './report-page-patch.js'

/** @type {import('./html-live.js').LivePage['shown']} */
const none = { requests: new Set(), failures: new Set() }

export function createShown() {
  let isFirst = true

  /** None where they are to be chosen. */
  function now() {
    const shown = isFirst
      ? none
      : { requests: keysIn('request-rows'), failures: keysIn('failure-rows') }
    isFirst = false
    return shown
  }

  /** For a new run, and where somebody asks for it. */
  function chooseAnew() {
    isFirst = true
  }

  return { now, chooseAnew }
}
