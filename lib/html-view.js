// @ts-check
/** The whole page as a tree, made of a Result alone: the file is written from it, and the live page is redrawn by it. */
import { formatClock } from './format-numbers.js'
import { baselineSection } from './html-baseline.js'
import { capacitySection } from './html-capacity.js'
import { chartSections } from './html-charts.js'
import { checkSection } from './html-checks.js'
import { commandSection, environmentSection, settingsSection } from './html-details.js'
import { differenceSection } from './html-differences.js'
import { earlierSection } from './html-earlier.js'
import { failureSection } from './html-failures.js'
import { faultSection } from './html-faults.js'
import { headerView, verdictView } from './html-header.js'
import { accountingSection, generatorSection, poolSection } from './html-load.js'
import { markSection } from './html-marks.js'
import { partsSection } from './html-parts-list.js'
import { phaseSection } from './html-phases.js'
import { propertySection } from './html-properties.js'
import { requestSection } from './html-requests.js'
import { tableSection } from './html-tables.js'
import { h } from './html-tree.js'
import { besideOf } from './pulse-data.js'
import { verdictWords } from './verdict-line.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./html-tree.js').Element} Element */

/**
 * Inside `<div id="page">`.
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function pageView(result) {
  const sections = sectionsOf(result)
  const invalid = result.load?.valid === false
  return [
    h('a', { class: 'skip', href: '#main' }, 'Skip to the results'),
    h('div', { class: 'top' }, headerView(result), navigationOf(sections)),
    h(
      'main',
      { id: 'main', class: invalid ? 'invalid' : 'valid' },
      verdictView(result),
      ...sections,
    ),
    h('footer', {}, `cdc-testbench ${visibleText(result.version)}`),
  ]
}

const noEarlier = { earlier: null, before: [] }

/**
 * All that a Result has to tell, below its verdict; of a run that goes on, what is known before its end.
 * @param {Result} result
 * @param {{
 *   readonly going?: boolean,
 *   readonly clock?: (seconds: number) => string,
 *   readonly beside?: import('./pulse-data.js').Beside,
 *   readonly requests?: readonly Element[],
 *   readonly earlier?: import('./html-earlier.js').EarlierKnown,
 *   readonly failures?: ReadonlySet<string>,
 * }} [how] `clock`: what a second of the run is called; `failures`: which groups of
 * them are shown; the others where they are known otherwise than from the Result
 * @returns {readonly Element[]}
 */
export function sectionsOf(result, how = {}) {
  const { going = false, clock = formatClock, earlier = noEarlier, failures = null } = how
  const { beside = besideOf(result), requests = requestSection(result) } = how
  return [
    ...partsSection(result),
    ...faultSection(result),
    ...tableSection(result),
    ...propertySection(result),
    ...differenceSection(result),
    ...checkSection(result, clock),
    ...capacitySection(result),
    ...(going ? earlierSection(result, earlier) : baselineSection(result)),
    ...requests,
    ...chartSections(result, beside, clock),
    ...phaseSection(result, clock),
    ...markSection(result, clock),
    ...failureSection(result, { clock, shown: failures }),
    ...accountingSection(result, going),
    ...poolSection(result),
    ...generatorSection(result),
    ...commandSection(result),
    ...settingsSection(result),
    ...environmentSection(result, going),
  ]
}

/**
 * The title of the window.
 * @param {Result} result
 */
export function titleOf(result) {
  const sign = { pass: '✓', fail: '✗', unknown: '?' }[result.verdict]
  return `${sign} ${verdictWords[result.verdict]} ${visibleText(result.script)}`
}

/** @param {readonly Element[]} sections */
export function navigationOf(sections) {
  const links = sections.map(({ attributes, children }) => {
    const [heading] = children
    const text = typeof heading === 'object' ? heading.children : []
    return h('li', {}, h('a', { href: `#${attributes['id']}` }, ...text))
  })
  return h('nav', { 'aria-label': 'Sections' }, h('ul', {}, ...links))
}
