/** Laws of the live page as it is drawn: nothing is lost, nothing is there twice, and only what can be done is offered. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { texts } from '../lib/arbitraries.ts'
import { formatClock, formatCount, formatMs } from '../lib/format-numbers.js'
import { dialogViews } from '../lib/html-live-dialogs.js'
import { formView } from '../lib/html-live-form.js'
import { headerView } from '../lib/html-header.js'
import { liveHeader, liveTitle } from '../lib/html-live-header.js'
import { livePageView } from '../lib/html-live.js'
import { textOf } from '../lib/html-tree.js'
import { pages } from '../lib/page-arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { assertIds, assertVisible, elementsOf, tagged } from '../lib/tree-parts.ts'
import { formFields, workloadChoices } from '../lib/ui-fields.ts'
import { visibleText } from '../lib/visible-text.js'
import type { LivePage } from '../lib/html-live.js'

const property = propertiesOf(import.meta.url)

const going = ['starting', 'running', 'stopping']

property(
  'live-page',
  'the page shows the log newest first, each section under its heading and in the navigation, and no id twice',
  {
    arbitrary: pages,
    share: 0.5,
    labels: {
      'a run that goes on': {
        percent: 15,
        is: ({ live, result }) => going.includes(live.state) && result !== null,
      },
      lost: { percent: 40, is: ({ lost }) => lost !== null },
    },
    holds: (page) => {
      const drawn = livePageView(page)
      assertIds([...drawn, ...dialogViews()])
      // What the connection is lost for is our own sentence.
      assertVisible(livePageView({ ...page, lost: null }))
      const items = drawn
        .flatMap((tree) => tagged(tree, 'ol'))
        .flatMap((list) => list.children.map(textOf))
      assert.deepEqual(
        items,
        page.log
          .toReversed()
          .map(([at, text, level]) => `${at.slice(11, 19)} ${level} ${visibleText(text)}`),
      )
      const main = drawn.flatMap((tree) => tagged(tree, 'main'))
      const sections = main
        .flatMap(({ children }) => children)
        .filter((each) => typeof each === 'object' && each.tag === 'section')
      const links = drawn
        .flatMap((tree) => tagged(tree, 'nav'))
        .flatMap((tree) => tagged(tree, 'a'))
      assert.deepEqual(
        links.map(textOf),
        sections.map((each) => textOf(tagged(each, 'h2')[0])),
      )
      const isStale = (main[0]?.attributes['class'] ?? '').includes('stale')
      assert.equal(isStale, page.lost !== null)
      const enabled = drawn
        .flatMap((tree) => tagged(tree, 'button'))
        .filter(
          (each) =>
            each.attributes['data-report'] !== undefined &&
            each.attributes['aria-disabled'] === 'false',
        )
      const isEnded =
        page.result !== null && !going.includes(page.live.state) && page.live.state !== 'idle'
      assert.equal(enabled.length, isEnded && page.lost === null ? 6 : 0)
    },
  },
)

const words = {
  idle: 'IDLE',
  starting: 'STARTING',
  running: 'RUNNING',
  stopping: 'STOPPING',
  done: 'PASS',
  failed: 'FAIL',
  invalid: 'NO VERDICT',
  aborted: 'STOPPED',
}

property(
  'live-header',
  'the head says the state as a word, has the numbers of the last seconds, and offers what can be done',
  {
    arbitrary: pages,
    labels: {
      'numbers of the last seconds': {
        percent: 20,
        is: ({ live }) => live.recent !== null && live.wanted !== null,
      },
    },
    holds: (page) => {
      const { live, lost, result, formOpen } = page
      const head = liveHeader(page)
      assertVisible([head])
      const word = lost === null ? words[live.state] : 'LOST'
      const [state = ''] = tagged(head, 'p').map(textOf)
      assert.equal(state.slice(1), word)
      const title = liveTitle(page)
      assert.equal(title.slice(0, 2), `${state[0]} `)
      assert.doesNotMatch(title, /[\p{Cc}\u202e]/u)
      assert.equal(title.includes(' p95 '), live.recent !== null && lost === null)
      const name = visibleText(live.script ?? 'cdc-testbench')
      assert.deepEqual(tagged(head, 'h1').map(textOf), name === '' ? [''] : [name])
      assert.ok(
        title.includes(visibleText((live.script ?? 'cdc-testbench').replace(/^load\//, ''))),
        title,
      )
      const tiles = new Map(
        tagged(head, 'dl')
          .flatMap((list) => list.children)
          .map((pair) => {
            const [key, told] = typeof pair === 'string' ? [] : pair.children.map(textOf)
            return [key, told]
          }),
      )
      if (result !== null && !going.includes(live.state) && live.state !== 'idle') {
        const report = tagged(headerView(result), 'dl').map(textOf)
        assert.deepEqual(tagged(head, 'dl').map(textOf), report, 'after its end, as its report')
      } else assertNow(page, tiles)
      const isOn = going.includes(live.state)
      const can = new Map(
        tagged(head, 'button').map(({ attributes }) => [
          attributes['id'],
          attributes['aria-disabled'],
        ]),
      )
      assert.deepEqual(
        [...can.keys()],
        ['do-edit', 'do-note', isOn ? 'do-stop' : 'do-new', 'do-help', 'do-utc', 'theme'],
      )
      assert.equal(can.get('do-edit'), String(!(lost === null && live.state === 'running')))
      assert.equal(
        can.get('do-note'),
        String(!(lost === null && isOn && live.state !== 'starting')),
      )
      assert.equal(
        can.get(isOn ? 'do-stop' : 'do-new'),
        String(!(lost === null && (isOn || !formOpen))),
      )
    },
  },
)

/** While it goes on: the time that has passed and is left, and the last seconds. */
function assertNow(
  { live, elapsedMs, result }: LivePage,
  tiles: ReadonlyMap<unknown, unknown>,
): void {
  const { recent, wanted, runTimeMs } = live
  if (live.startedAtMs !== null && elapsedMs !== null) {
    const [passed, whole] = [Math.floor(elapsedMs / 1000), runTimeMs / 1000]
    const left = live.state === 'running' ? `Time, ${formatClock(whole - passed)} left` : 'Time'
    assert.equal(tiles.get(left), `${formatClock(passed)} / ${formatClock(whole)}`)
  }
  const isTold = recent !== null && wanted !== null
  assert.equal(tiles.get('p95'), isTold ? inMs(recent.p95) : undefined)
  assert.equal(tiles.get('p99'), isTold ? inMs(recent.p99) : undefined)
  if (!isTold || live.model !== 'closed') return
  const users = (result?.chart?.points ?? result?.series)?.at(-1)?.users
  assert.equal(tiles.get('Users now / wanted'), `${formatCount(users)} / ${formatCount(wanted)}`)
}

function inMs(value: number | null): string {
  return value === null ? '-' : `${formatMs(value)} ms`
}

const values = fc.dictionary(
  fc.constantFrom('workload', 'users', 'threshold', 'abort-on-fail', 'seed'),
  fc.oneof(fc.boolean(), texts(), fc.constant('database')),
  { noNullPrototype: true },
)

property(
  'live-form',
  'the form has each field once, filled in with what was given, and asks for the name of a host that is not this machine',
  {
    arbitrary: fc.tuple(
      values,
      fc.option(texts()),
      fc.option(texts().map((text) => `/${text}.ts`)),
    ),
    labels: { 'filled in': { percent: 30, is: ([given]) => typeof given['users'] === 'string' } },
    holds: ([given, host, own]) => {
      const fields = formFields({
        seed: { type: 'string', value: 'N', parse: String, help: 'chance' },
      })
      const workloads = workloadChoices(own)
      const form = formView({
        profiles: ['light', 'soak'],
        fields,
        workloads,
        values: given,
        host,
        usersMax: 5,
      })
      assertIds([form])
      assertVisible([form])
      const inputs = elementsOf(form).filter(({ tag }) =>
        ['input', 'select', 'textarea'].includes(tag),
      )
      const named = new Map(
        inputs
          .filter(({ attributes }) => attributes['type'] !== 'radio')
          .map((each) => [each.attributes['name'], each]),
      )
      const expected = [
        'profile',
        ...fields.map(({ name }) => name),
        ...(host === null ? [] : ['confirm']),
      ]
      assert.deepEqual([...named.keys()].map((name = '') => name).toSorted(), expected.toSorted())
      for (const { name, kind } of fields) {
        const input = named.get(name)
        const value = given[name]
        if (name === 'workload' || input === undefined) continue
        if (kind === 'check') assert.equal('checked' in input.attributes, value === true, name)
        else {
          const shown = kind === 'lines' ? textOf(input) : input.attributes['value']
          assert.equal(shown, typeof value === 'string' ? value : '', name)
        }
      }
      const options = elementsOf(named.get('workload') ?? form).filter(
        ({ tag }) => tag === 'option',
      )
      assert.deepEqual(
        options.map(({ attributes }) => attributes['value']),
        workloads.map(({ name }) => name),
      )
      const chosen = options
        .filter(({ attributes }) => 'selected' in attributes)
        .map(({ attributes }) => attributes['value'])
      assert.deepEqual(
        chosen,
        workloads.map(({ name }) => name).filter((name) => name === given['workload']),
      )
      assert.equal(host === null || textOf(form).includes(`This loads ${visibleText(host)}.`), true)
    },
  },
)
