/** Laws of the parts of the live page: requests by the row, and all of one endpoint. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { texts } from '../lib/arbitraries.ts'
import { formatCount, formatMs, formatNumber } from '../lib/format-numbers.js'
import { curlLine } from '../lib/curl-line.js'
import { drawerView } from '../lib/html-drawer.js'
import { liveRequestSection } from '../lib/html-live-requests.js'
import { requestName, requestSection } from '../lib/html-requests.js'
import { textOf } from '../lib/html-tree.js'
import { keptRows } from '../lib/kept-rows.js'
import { answers, counted, failureLists, loadResults, resultOf } from '../lib/live-arbitraries.ts'
import { packRow } from '../lib/live-packet.js'
import { lives } from '../lib/page-arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { assertIds, assertVisible, tableCells, tagged } from '../lib/tree-parts.ts'
import { visibleText } from '../lib/visible-text.js'

const property = propertiesOf(import.meta.url)

const shares = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), {
  minLength: 4,
  maxLength: 4,
})
/** The whole run, or what ended in its last seconds. */
const shown = fc
  .record({
    result: loadResults,
    live: lives,
    list: answers,
    shares,
    on: fc.boolean(),
    known: fc.boolean(),
  })
  .map(({ result, live, list, on, known, ...rest }) => {
    const tallies = counted(result.requests, list)
    const last = resultOf(
      { endpoints: result.requests, tallies, seconds: 10 },
      { bucketSeconds: 1, points: [] },
    )
    const rows = known ? last.requests.map(packRow).filter(([, sent]) => sent !== 0) : null
    const { ok, failed, timedOut } = last.totals
    const recent =
      live.recent === null ? null : { ...live.recent, ok, failed: failed + timedOut, seconds: 10 }
    const isRecent = on && known && recent !== null
    const now = {
      live: { ...live, recent },
      recent: { on, rows },
      whole: false,
      shown: new Set<string>(),
      trends: { step: 1, seen: 2, lines: [] },
      earlier: null,
      before: [],
      ...rest,
    }
    return { result, now, isRecent, numbers: isRecent ? last : result }
  })

property(
  'live-requests',
  'each endpoint has a row with a button, its line, its counts, and its share of all beside the one it was to have',
  {
    arbitrary: shown,
    share: 0.5,
    labels: { 'the last seconds': { percent: 5, is: ({ isRecent }) => isRecent } },
    holds: ({ result, now, isRecent, numbers }) => {
      const [section] = liveRequestSection(result, now)
      assert.ok(section !== undefined, 'there is a section')
      const told = new Map(
        result.requests.map((each, place) => [
          requestName(each),
          { place, own: numbers.requests[place] },
        ]),
      )
      // Two that are not told apart by what is shown of them have one row each of the same name.
      fc.pre(told.size === result.requests.length)
      const [cells = []] = tableCells(section)
      const [total, ...rows] = cells
      const all = isRecent ? numbers.totals.sent - numbers.totals.interrupted : numbers.totals.sent
      assert.equal(total?.[2], formatCount(all))
      assert.deepEqual(rows.map(([name = '']) => name).toSorted(), [...told.keys()].toSorted())
      for (const [name = '', , sent, fails, ...others] of rows) {
        const { place = -1, own } = told.get(name) ?? {}
        assert.deepEqual(
          [sent, fails],
          [formatCount(own?.sent), formatCount((own?.failed ?? 0) + (own?.timedOut ?? 0))],
          name,
        )
        const [is, was] = [
          all === 0 ? null : (own?.sent ?? 0) / all,
          now.shares[place] ?? null,
        ].map((share) => (share === null ? '-' : formatNumber(share * 100)))
        assert.equal(others.at(-1), `${is} / ${was} %`, name)
      }
      const body = tagged(section, 'tbody').find(
        ({ attributes }) => attributes['id'] === 'request-rows',
      )
      const buttons = body === undefined ? [] : tagged(body, 'button')
      assert.deepEqual(
        buttons.map(textOf),
        rows.map(([name]) => name),
      )
      const lines = tagged(section, 'td').flatMap(
        ({ attributes }) => attributes['data-trend'] ?? [],
      )
      assert.deepEqual(
        lines,
        rows.map(([name = '']) => String(told.get(name)?.place)),
      )
      const toggle = tagged(section, 'button').find(
        ({ attributes }) => attributes['id'] === 'do-recent',
      )
      assert.equal(toggle?.attributes['aria-pressed'], String(now.recent.on))
      const [plain] = requestSection(numbers)
      const [opening] = requestSection(numbers, { shown: new Set() })
      assert.equal(textOf(opening), textOf(plain))
    },
  },
)

property(
  'kept-rows',
  'of too many those that are shown stay and come first, and the first of the others fill up what is left',
  {
    share: 0.2,
    arbitrary: fc.tuple(
      fc.uniqueArray(fc.nat(30), { maxLength: 20 }),
      fc.uniqueArray(fc.nat(40), { maxLength: 20 }),
      fc.nat(12),
    ),
    labels: { 'too many': { percent: 30, is: ([list, , max]) => list.length > max } },
    holds: ([list, present, max]) => {
      const kept = keptRows(list, { max, shown: new Set(present.map(String)), keyOf: String })
      if (list.length <= max) {
        assert.deepEqual(kept, list)
        return
      }
      const [stay, others] = [true, false].map((is) =>
        list.filter((each) => present.includes(each) === is),
      )
      assert.deepEqual(kept, [...(stay ?? []), ...(others ?? [])].slice(0, max))
    },
  },
)

const trends = fc
  .record({
    seen: fc.nat(4),
    p95: fc.array(fc.option(fc.nat(5000)), { minLength: 4, maxLength: 4 }),
  })
  .map(({ seen, p95 }) => ({
    step: 1,
    seen,
    p95: p95.slice(0, seen),
    rate: p95.slice(0, seen).map((each) => each ?? 0),
  }))

property(
  'drawer',
  'all of an endpoint is told: its counts, each percentile, each failure, its line over the run',
  {
    share: 0.5,
    arbitrary: fc.tuple(loadResults, failureLists, trends),
    labels: { 'a failure': { percent: 30, is: ([, failures]) => failures.length > 0 } },
    holds: ([{ requests }, failures, trend]) => {
      for (const request of requests) {
        const drawn = drawerView({ request: { ...request, over: trend }, failures })
        assertIds(drawn)
        assertVisible(drawn)
        const told = drawn.flatMap((tree) => tagged(tree, 'dd')).map(textOf)
        const { sent, ok, failed, timedOut, interrupted } = request
        assert.deepEqual(
          told.slice(0, 5),
          [sent, ok, failed, timedOut, interrupted].map(formatCount),
        )
        assert.equal(textOf(drawn[0]), requestName(request))
        const tables = drawn.flatMap(tableCells)
        const percentiles = tables.find((rows) => rows[0]?.[0] === 'Min') ?? []
        const { responseTimeMs, serviceTimeMs, failedTimeMs } = request
        assert.deepEqual(
          percentiles.map(([, ...cells]) => cells),
          Object.keys(responseTimeMs).map((key) => {
            const name = key as keyof typeof responseTimeMs
            return [responseTimeMs, serviceTimeMs, failedTimeMs].map((times) =>
              formatMs(times[name]),
            )
          }),
        )
        const failing = failures.map(({ message, kind, count }) => [
          visibleText(message),
          kind,
          formatCount(count),
        ])
        assert.deepEqual(failures.length === 0 ? [] : tables.at(-1), failing)
        const [line = []] = trend.seen === 0 ? [[]] : tables
        assert.deepEqual(
          line.map(([, p95]) => p95),
          trend.p95.map(formatMs),
        )
      }
    },
  },
)

property(
  'curl',
  'a shell reads the path of the line for curl as it was, whatever it is; of what is no request over HTTP there is no line',
  {
    arbitrary: fc.tuple(
      fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'SQL', 'get', 'GET -o x', 'xGET'),
      texts().map((text) => `/${text}`),
      fc.boolean(),
    ),
    labels: { 'a quote': { percent: 10, is: ([, path]) => path.includes("'") } },
    holds: ([method, path, isPath]) => {
      const name = isPath ? path : path.slice(1)
      const line = curlLine({ method, name })
      const isHttp = ['GET', 'PUT', 'POST', 'DELETE'].includes(method)
      assert.equal(line !== null, isHttp && name.startsWith('/'))
      if (line === null) return
      const words = shellWords(line)
      assert.deepEqual(
        [words.slice(0, 4), words.at(-1)],
        [['curl', '-g', '-X', method], `$CDC_CONNECT_URL${name}`],
      )
      const isSent = method === 'PUT' || method === 'POST'
      assert.deepEqual(
        words.slice(4, -1),
        isSent ? ['-H', 'content-type: application/json', '-d', '@body.json'] : [],
      )
    },
  },
)

/** As a shell splits a line of plain letters, of quotes, and of a backslash before a quote. */
function shellWords(line: string): string[] {
  const words: string[] = ['']
  for (const [, single, double, escaped, space, plain] of line.matchAll(
    /'([^']*)'|"([^"]*)"|\\(.)|( +)|(.)/gsu,
  )) {
    if (space !== undefined) words.push('')
    else words.push(`${words.pop() ?? ''}${single ?? double ?? escaped ?? plain ?? ''}`)
  }
  return words
}
