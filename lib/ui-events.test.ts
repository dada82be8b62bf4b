/** The events of the live page, as the server sends them in a run of its own: all nine, one after the other, and enough for whoever comes later. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { receive } from './live-events.js'
import { failureRows } from './report-rows.js'
import { answerJson, scratchServer } from './scratch-server.ts'
import { startScratchUi } from './scratch-ui.ts'
import { until } from './wait.ts'
import type { Events, Model } from './live-events.js'
import type { ScratchUi } from './scratch-ui.ts'

type Event = { readonly id: string; readonly name: string; readonly value: unknown }

const names: Readonly<Record<keyof Events, true>> = {
  hello: true,
  phase: true,
  check: true,
  error: true,
  tick: true,
  state: true,
  mark: true,
  log: true,
  end: true,
}

/** Reads all that is sent from now on, until the run has ended. */
function listen(ui: ScratchUi): { readonly events: Event[]; readonly ended: Promise<void> } {
  const events: Event[] = []
  async function read(): Promise<void> {
    const headers = { authorization: `Bearer ${ui.token}` }
    const { body } = await fetch(new URL('/api/v1/events', ui.origin), { headers })
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, id, name, data] = /^id: (.+)\nevent: (.+)\ndata: (.+)$/.exec(block) ?? []
        if (id === undefined || name === undefined || data === undefined) continue
        events.push({ id, name, value: JSON.parse(data) as unknown })
        if (name === 'end') return
      }
    }
  }
  const ended = read()
  // Where the test fails before, that is what is told.
  void Promise.allSettled([ended])
  return { events, ended }
}

/** All up to this one. */
function heardUntil(events: readonly Event[], last: string): readonly Event[] {
  return events.slice(0, events.findIndex(({ id }) => id === last) + 1)
}

/** What a page knows that has heard these. */
function pageOf(events: readonly Event[]): Model | null {
  return events.reduce<Model | null>((page, { name, value }) => receive(page, name, value), null)
}

/** All that events tell of a run, failures in the order in which they are shown. */
function measuredOf(page: Model | null) {
  assert.ok(page !== null && page.result !== null)
  const { verdict, checks, phases, load, requests, totals, series, marks } = page.result
  const failures = failureRows(page.result)
  const { heat, pulse, trends, shares } = page
  return {
    verdict,
    checks,
    phases,
    load,
    requests,
    totals,
    series,
    marks,
    failures,
    heat,
    pulse,
    trends,
    shares,
  }
}

function of<Name extends keyof Events>(events: readonly Event[], name: Name): Events[Name][] {
  return events.filter((event) => event.name === name).map(({ value }) => value as Events[Name])
}

test('a run with a change, a note, failures and a threshold that breaks is told by all nine events', async () => {
  let asked = 0
  await using worker = await scratchServer((incoming, response) => {
    asked += 1
    if (asked % 5 === 0) response.writeHead(500).end('wrong')
    else answerJson(response, incoming.url === '/connectors' ? ['one'] : { version: '4.3.1' })
  })
  await using ui = await startScratchUi(['--connect', worker.url])
  const first = listen(ui)
  const body = {
    profile: 'light',
    users: '4',
    'spawn-rate': '100',
    'run-time': '7s',
    threshold: 'p95<0.001ms\nfailure-rate<1%',
  }
  assert.equal((await ui.ask('/api/v1/start', { body })).status, 200)
  const waiting = { deadlineMs: 60_000, everyMs: 20 }
  await until(() => of(first.events, 'tick').length >= 2, { ...waiting, what: 'two seconds' })
  assert.equal((await ui.ask('/api/v1/edit', { body: { value: 2, over: 0 } })).status, 200)
  assert.equal(
    (await ui.ask('/api/v1/note', { body: { text: 'now password=hunter2' } })).status,
    200,
  )
  const later = listen(ui)
  await Promise.all([first.ended, later.ended])

  assert.deepEqual(
    [...new Set(first.events.map(({ name }) => name))].toSorted(),
    Object.keys(names).toSorted(),
  )
  const numbers = first.events.map(({ id }) => Number(id.split('-')[1]))
  const [from = 0] = numbers
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => from + index),
  )

  const [end] = of(first.events, 'end')
  assert.ok(end !== undefined && end.result !== null)
  const marks = of(first.events, 'mark').map(({ kind, text }) => `${kind}: ${text}`)
  assert.deepEqual(marks, ['change: to 2 users', 'note: now password=***'])
  const [failure] = of(first.events, 'error').flat()
  assert.deepEqual([failure?.kind, failure?.message.includes('500')], ['status', true])
  const checks = of(first.events, 'check')
  assert.deepEqual(
    checks[0]?.map(({ place }) => place),
    end.result.head.checks.slice(0, checks[0]?.length).map((_, place) => place),
  )
  const phases = of(first.events, 'phase').flat()
  assert.ok(phases.some(({ place }) => place > 0))

  // Whoever waits for the end of the run needs nothing but this.
  const { verdict, checks: judged, marks: told } = end.result.head
  assert.deepEqual(
    [end.live.state, verdict].join(),
    verdict === 'fail' ? 'failed,fail' : 'invalid,unknown',
  )
  assert.equal(judged.find(({ name }) => name === 'p95<0.001ms')?.verdict, verdict)
  assert.equal(told?.length, 2)

  // Whoever came later knows as much after each second.
  const seconds = later.events.filter(({ name }) => name === 'tick')
  assert.ok(seconds.length >= 2, `${seconds.length} seconds`)
  for (const { id } of seconds) {
    const known = measuredOf(pageOf(heardUntil(later.events, id)))
    assert.deepEqual(known, measuredOf(pageOf(heardUntil(first.events, id))), `event ${id}`)
  }
})
