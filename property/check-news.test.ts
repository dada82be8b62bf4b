/** Laws of checks while a run goes on: their lines on the way to the page, and since when they fail. */
import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'

import { checkHistory } from '../lib/check-history.ts'
import { stepAfter } from '../lib/check-over.js'
import { writtenThresholds } from '../lib/load-arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { checkNews, withCheckNews } from '../lib/second-news.js'
import { sent } from '../lib/scratch-live-state.ts'
import { checkOf, runs, secondsOf } from '../lib/second-arbitraries.ts'
import { parseThreshold } from '../lib/threshold.ts'
import type { Check } from '../lib/check.ts'

const property = propertiesOf(import.meta.url)

property(
  'line-news',
  'whoever has the lines of a second, and gets what is new since, has those of any later one; what is old is not sent again',
  {
    arbitrary: fc.tuple(
      runs,
      fc.array(writtenThresholds, { minLength: 1, maxLength: 3 }),
      fc.nat(100),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
    ),
    labels: {
      'columns become longer': {
        percent: 20,
        is: ([{ seconds }, , from]) => from > 0 && stepAfter(from) < stepAfter(seconds),
      },
      'seconds are told together': { percent: 30, is: ([, , , told]) => told.includes(false) },
    },
    holds: ([run, written, from, isTold]) => {
      const history = checkHistory(written.map(({ text }) => parseThreshold(text)))
      const checks = written.map(({ text }) => checkOf(text))
      let page = sent(history.tell(checks))
      let [before, told] = [0, history.tell(checks)]
      for (const { gauges, ...second } of secondsOf(run)) {
        const { t } = second
        history.take(second, gauges)
        if (isTold[t % isTold.length] === false) continue
        const now = history.tell(checks)
        const news = checkNews(told, now)
        page = t <= from ? sent(now) : withCheckNews(page, sent(news))
        assert.deepEqual(page, sent(now), `second ${t}`)
        assert.deepEqual(
          news.map(({ place }) => place),
          now.flatMap((each, place) => (isDeepStrictEqual(each, told[place]) ? [] : [place])),
        )
        for (const { place, line: [step, first, ...values] = [] } of news) {
          // Where nothing was measured before, there was no line.
          const { over } = told[place] ?? {}
          if (over === undefined || step !== stepAfter(before)) continue
          assert.notEqual(values[0], over.values[first ?? 0])
          assert.ok(values.length <= Math.ceil((t - before) / step) + 1, `${values.length} values`)
        }
        ;[before, told] = [t, now]
      }
    },
  },
)

property(
  'failing-since',
  'a check that fails says since when it does, without a second in between',
  {
    arbitrary: fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 12 }),
    labels: {
      'it failed before, too': {
        percent: 20,
        is: (list) => /1.*0.*1$/.test(list.map(([fails]) => Number(fails)).join('')),
      },
    },
    holds: (list) => {
      const history = checkHistory([])
      function checksOf(verdicts: (typeof list)[number] | undefined): readonly Check[] {
        return (verdicts ?? []).map((fails, index) => {
          return { name: `check ${index}`, verdict: fails ? 'fail' : 'pass' }
        })
      }
      list.forEach((verdicts, index) => history.see(checksOf(verdicts), index + 1))
      history.tell(checksOf(list.at(-1))).forEach(({ verdict, since }, index) => {
        const lastHeld = list.findLastIndex((verdicts) => verdicts[index] !== true)
        assert.equal(since, verdict === 'fail' ? lastHeld + 2 : undefined)
      })
      const unseen: Check = { name: 'another', verdict: 'fail' }
      assert.deepEqual(history.tell([unseen]), [unseen])
    },
  },
)
