/** Laws of requests that are promises, and of the clock by which threads send theirs. */
import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import * as fc from 'fast-check'

import { messageOf } from '../lib/errors.ts'
import { sharedNow } from '../lib/load-messages.ts'
import { propertiesOf } from '../lib/property.ts'
import { random } from '../lib/random.ts'
import { promiseConnection } from '../lib/users.ts'
import type { Reply } from '../lib/users.ts'

const property = propertiesOf(import.meta.url)

/** A request that ends by itself, and whether it is given up before. */
const request = fc.record(
  {
    end: fc.constantFrom('resolves' as const, 'rejects' as const, 'throws' as const),
    isGivenUp: fc.boolean(),
  },
  { noNullPrototype: true },
)

property(
  'promise-requests',
  'each request is told of once, as it ended, and never where it was given up, though it ends later',
  {
    arbitrary: fc.array(request, { minLength: 1, maxLength: 6 }),
    labels: { 'given up': { percent: 40, is: (list) => list.some(({ isGivenUp }) => isGivenUp) } },
    holds: async (list) => {
      const told: string[] = []
      const running: { readonly signal: AbortSignal; readonly finish: () => void }[] = []
      const connection = promiseConnection({
        run: (endpoint, { signal, sent, dueMs }) => {
          assert.equal(dueMs, endpoint * 10)
          const { end = 'throws' } = list[endpoint] ?? {}
          if (end === 'throws') {
            running.push({ signal, finish: () => {} })
            throw new Error(`${endpoint} failed`)
          }
          sent()
          return new Promise((resolve, reject) => {
            function finish(): void {
              if (end === 'resolves') resolve(endpoint)
              else reject(new Error(`${endpoint} failed`))
            }
            running.push({ signal, finish })
          })
        },
        explain: (thrown) => ({ kind: 'body', message: messageOf(thrown) }),
        close: () => told.push('closed'),
      })
      for (const [at, { isGivenUp, end }] of list.entries()) {
        const reply: Reply = {
          sent: () => told.push(`${at} sent`),
          ok: (bytes) => told.push(`${bytes} ok`),
          failed: ({ message }) => told.push(message),
        }
        connection.start(at, reply, at * 10)
        if (isGivenUp && end === 'throws') connection.abandon()
        await turn()
        if (isGivenUp) connection.abandon()
        assert.equal(running[at]?.signal.aborted, isGivenUp, `request ${at}`)
        if (!isGivenUp) running[at]?.finish()
        await turn()
      }
      // What was given up ends long after, while nobody waits for it.
      for (const { finish } of running) finish()
      await turn()
      connection.close()
      const expected = list.flatMap(({ end, isGivenUp }, at) => [
        ...(end === 'throws' ? [] : [`${at} sent`]),
        ...(isGivenUp ? [] : [`${at} ${end === 'resolves' ? 'ok' : 'failed'}`]),
      ])
      assert.deepEqual(told, [...expected, 'closed'])
    },
  },
)

property(
  'shared-clock',
  'the clock that threads share goes as that of the process does, in ms, and never back',
  {
    arbitrary: fc.array(fc.nat(60), { minLength: 1, maxLength: 5 }),
    holds: (works) => {
      // The first span lies within the second, and that within the third.
      const [third, second, first] = [sharedNow(), performance.now(), sharedNow()]
      let last = first
      for (const work of works) {
        for (let step = 0; step < work; step++) random(step)
        const now = sharedNow()
        assert.ok(now >= last, `${now} after ${last}`)
        last = now
      }
      const secondMs = performance.now() - second
      const thirdMs = sharedNow() - third
      assert.ok(last - first <= secondMs + 0.01, `${last - first} ms within ${secondMs}`)
      assert.ok(secondMs <= thirdMs + 0.01, `${secondMs} ms within ${thirdMs}`)
    },
  },
)
