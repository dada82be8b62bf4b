// @ts-check
/** The script of the live page: follows the server's events, draws what they tell, and does what is asked of it. */
import { isEnded, liveTitle } from './html-live-header.js'
import { livePageView } from './html-live.js'
import { newsOf, receive } from './live-events.js'
import { ask, follow, takeToken } from './report-page-connection.js'
import { enhance } from './report-page-controls.js'
import { mountDialogs } from './report-page-dialogs.js'
import { mountDrawer } from './report-page-drawer.js'
import { download } from './report-page-download.js'
import { mountForm } from './report-page-form.js'
import { drawAll, patchChildren, watchReaders } from './report-page-patch.js'
import { placeOf } from './report-page-place.js'
import { createLiveCharts } from './report-page-live-charts.js'
import { actionOfKey } from './report-page-keys.js'
import { createRecent } from './report-page-recent.js'
import { createShown } from './report-page-shown.js'
import { timeOfDay } from './time-of-day.js'
import { prepareTables } from './report-page-tables.js'

/** @typedef {import('./live-events.js').Model} Model */

const token = takeToken()
const charts = createLiveCharts()
const page = placeOf('page')
const announcer = placeOf('announcer')
const dialogs = mountDialogs(placeOf('dialogs'), act)
const recent = createRecent(act, () => draw())
const drawer = mountDrawer(placeOf('dialogs'), { ask: act, charts })

/** @type {Model | null} */
let model = null
/** @type {{ at: number, why: string } | null} */
let lost = null
/** Wall clock and server's clock when something was heard last. */
let heard = { at: performance.now(), wall: new Date(), serverMs: 0 }
/** What this tab shows, whatever the run does. */
const chosen = { formOpen: false, utc: false, whole: false }
const shownRows = createShown()
let drawn = /** @type {Model['result']} */ (null)
let waiting = false
/** @type {ReturnType<typeof mountForm> | null} */
let form = null

enhance({
  redraw: (width) => {
    charts.redraw(width)
    form?.redraw()
  },
})
watchReaders()
document.addEventListener('click', onClick)
document.addEventListener('keydown', onKey)
document.addEventListener('visibilitychange', draw)
// While the server is lost nothing else tells how old the numbers are.
setInterval(() => lost !== null && draw(), 1000)
const wire = token === '' ? null : follow(token, { onEvent, onLost, onHeard })
if (wire === null) {
  page.textContent = 'Open the address that load/ui printed, with what stands behind its #.'
  page.className = 'no-token'
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function onEvent(name, value) {
  const before = model
  model = receive(model, name, value)
  if (model === null) return
  heard = { at: performance.now(), wall: new Date(), serverMs: model.live.nowMs }
  if (before?.live.runId !== model.live.runId) {
    chosen.formOpen = model.live.runId === null
    shownRows.chooseAnew()
  }
  announce(newsOf(before, model))
  draw()
}

function onHeard() {
  heard = { ...heard, wall: new Date() }
  if (lost === null) return
  lost = null
  announce('Connected again')
  draw()
}

/** @param {string} why */
function onLost(why) {
  if (lost?.why === why) return
  lost = { at: lost?.at ?? performance.now(), why }
  draw()
}

/** Drawn at most once a frame, and not at all while nobody can see it. */
function draw() {
  if (waiting || document.hidden) return
  waiting = true
  requestAnimationFrame(() => {
    waiting = false
    if (model === null) drawLoss()
    else drawModel(model)
  })
}

/** @param {Model} shown */
function drawModel(shown) {
  const { live, result } = shown
  const view = {
    ...shown,
    recent: recent.now(),
    shown: shownRows.now(),
    lost:
      lost === null
        ? null
        : {
            sinceMs: Date.now() - heard.wall.getTime(),
            numbersOf: clock(heard.wall),
            why: lost.why,
          },
    elapsedMs: elapsedMs(live),
    ...chosen,
  }
  document.title = liveTitle(view)
  patchChildren(page, livePageView(view))
  // What has ended is all there, in view or not.
  if (isEnded(live.state)) drawAll()
  if (form === null) form = mountForm(placeOf('form-place'), formGiven(shown))
  prepareTables()
  if (result === drawn) return
  drawn = result
  charts.draw(shown)
  void drawer.refresh()
  void recent.refresh()
}

/** Nothing was ever heard: there is nothing but that to show. */
function drawLoss() {
  if (lost === null) return
  page.className = 'no-token'
  page.textContent = lost.why
}

/** @param {Model['live']} live */
function elapsedMs({ state, startedAtMs, runTimeMs }) {
  if (startedAtMs === null || (state !== 'running' && state !== 'stopping')) return null
  const passedMs = lost === null ? performance.now() - heard.at : 0
  return Math.min(runTimeMs, Math.max(0, heard.serverMs + passedMs - startedAtMs))
}

/** @param {Model} shown */
function formGiven(shown) {
  return {
    facts: shown.form,
    ask: act,
    onStarted: () => show(false),
    onClose: () => show(false),
  }
}

/** @param {boolean} open */
function show(open) {
  chosen.formOpen = open
  draw()
  if (!open) return
  requestAnimationFrame(() => {
    form?.focus()
    form?.redraw()
  })
}

/**
 * @param {string} action
 * @param {unknown} body
 */
async function act(action, body) {
  try {
    const answer = await ask(token, action, { body })
    return { status: answer.status, body: /** @type {unknown} */ (await answer.json()) }
  } catch {
    return {
      status: 0,
      body: { message: 'Connection lost: nothing was changed, as far as is known' },
    }
  }
}

/** @param {MouseEvent} event */
function onClick({ target }) {
  const button = target instanceof Element ? target.closest('button') : null
  if (button === null || button.getAttribute('aria-disabled') === 'true') return
  const { report } = button.dataset
  if (button.matches('.endpoint')) drawer.open(button, model?.result?.requests ?? [])
  else if (report !== undefined) void download(token, report)
  else if (button.id.startsWith('do-')) doIt(button.id.slice(3))
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const action = actionOfKey(event)
  if (action === null) return
  event.preventDefault()
  doIt(action)
}

/** @param {string} action */
function doIt(action) {
  if (action === 'retry') wire?.retry()
  else if (action === 'recent') recent.toggle()
  else if (action === 'utc') toggleUtc()
  else if (action === 'whole') toggleWhole()
  else if (action === 'new') show(true)
  else if (action === 'stop') void act('stop', {})
  else if (action === 'note' || action === 'help') dialogs.open(action)
  else if (action === 'edit' && model !== null) {
    const { live } = model
    const label = live.model === 'closed' ? `Users, at most ${live.usersMax}` : 'Requests a second'
    dialogs.open('edit', {
      label,
      values: { value: String(Math.round(live.wanted ?? 0)), over: '0' },
    })
  }
}

/** A run that has not begun has no time of day. */
function toggleUtc() {
  chosen.utc = !chosen.utc
  charts.tellTimeBy(
    chosen.utc ? (seconds) => timeOfDay(model?.live.startedAtMs ?? Number.NaN, seconds) : null,
  )
  draw()
}

function toggleWhole() {
  chosen.whole = !chosen.whole
  shownRows.chooseAnew()
  // New rows have lines, after the end too.
  drawn = null
  draw()
}

/** @param {string} text */
function announce(text) {
  if (text !== '') announcer.textContent = text
}

/** @param {Date} when */
function clock(when) {
  return `${when.toTimeString().slice(0, 8)} (${timeOfDay(when.getTime(), 0)} UTC)`
}
