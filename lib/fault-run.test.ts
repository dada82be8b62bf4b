/** A part of the catalogue is injected for real; and a fault that was not injected, or a benign one that damages, is seen as that. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { faultCatalogue } from './fault-catalogue.ts'
import { startFaultServers } from './fault-pair.ts'
import { openFault, runFaults } from './fault-run.ts'
import { connectPostgres } from './postgres.ts'
import type { Fault } from './fault.ts'
import type { FaultServers } from './fault-pair.ts'
import type { FaultRun } from './fault-run.ts'

let servers: FaultServers
let catalogue: readonly Fault[]

before(async () => {
  catalogue = await faultCatalogue()
  servers = await startFaultServers()
})

after(async () => await servers[Symbol.asyncDispose]())

/** The whole catalogue takes a minute; `npm run test:faults` runs it. */
const sampledEvery = 12

async function run(
  faults: readonly Fault[],
  signal = new AbortController().signal,
): Promise<readonly FaultRun[]> {
  return await runFaults({
    faults,
    servers,
    width: 3,
    digestSeed: '42',
    signal,
    onRun: () => undefined,
  })
}

function named(id: string): Fault {
  return catalogue.find((fault) => fault.id === id) ?? assert.fail(`no fault ${id}`)
}

test('runFaults() of every twelfth fault: each is told exactly, and no alarm is raised', async () => {
  const sample = catalogue.filter((_, index) => index % sampledEvery === 0)
  const runs = await run(sample)
  assert.deepEqual(
    runs.map(({ fault }) => fault.id),
    sample.map(({ id }) => id),
  )
  const wrong = runs.filter(({ judgement: { exact } }) => !exact)
  assert.deepEqual(
    wrong.map(({ fault, judgement, failure }) => [fault.id, failure, judgement]),
    [],
  )
  assert.deepEqual(
    runs.map(({ judgement: { verdict } }) => verdict),
    sample.map(({ kind }) => (kind === 'benign' ? 'clean' : 'detected')),
  )
})

test('runFaults() sees a fault that did nothing, one that did more, and a benign one that damages', async () => {
  const fault = named('L1')
  const { source = [] } = fault.injection
  const more = {
    source: [source].flat(),
    target: `UPDATE words SET meaning = 'x' WHERE word = 'a'`,
  }
  const runs = await run([
    { ...fault, id: 'nothing', injection: {} },
    { ...fault, id: 'more', injection: more },
    { ...fault, id: 'alarm', kind: 'benign', told: [] },
  ])
  assert.deepEqual(
    runs.map(({ judgement: { verdict, exact, rowsReported } }) => [verdict, exact, rowsReported]),
    [
      ['missed', false, 0],
      ['detected', false, 4],
      ['false-alarm', false, 3],
    ],
  )
  assert.deepEqual(runs[1]?.judgement.unexpected, [
    'public.words: is different',
    "public.words: word='a' changed: meaning '1' → 'x'",
  ])
})

test('runFaults() has no verdict for what could not be injected, and goes on with the next', async () => {
  const fault = named('L21')
  const runs = await run([{ ...fault, injection: { target: 'UPDATE nowhere SET a = 1' } }, fault])
  assert.deepEqual(
    runs.map(({ judgement, failure }) => [judgement.verdict, judgement.exact, failure]),
    [
      ['not-run', false, 'relation "nowhere" does not exist'],
      ['detected', true, null],
    ],
  )
})

test('runFaults() uses databases again that were made healthy, and nothing of the fault before is left in them', async () => {
  const faults = ['C19', 'D-interval', 'C19', 'L21'].map(named)
  const urls = new Set<string>()
  for (const fault of faults) {
    const signal = new AbortController().signal
    await using opened = await openFault(servers, fault, { digestSeed: '42', signal })
    urls.add(opened.urls.source).add(opened.urls.target)
    assert.deepEqual(
      [fault.id, opened.run.judgement.exact, opened.run.failure],
      [fault.id, true, null],
    )
  }
  assert.equal(urls.size, 2)
})

test('runFaults() begins no other one when it is told to stop', async () => {
  const stop = new AbortController()
  const runs = await runFaults({
    faults: ['L1', 'L4', 'L5', 'L20', 'L21'].map(named),
    servers,
    width: 1,
    digestSeed: '42',
    signal: stop.signal,
    onRun: () => stop.abort(),
  })
  assert.deepEqual(
    runs.map(({ fault }) => fault.id),
    ['L1'],
  )
})

test('openFault() leaves both databases as the fault has made them until it is closed', async () => {
  const signal = new AbortController().signal
  const opened = await openFault(servers, named('L17'), { digestSeed: '42', signal })
  async function payments(): Promise<readonly number[]> {
    const counts = []
    for (const url of [opened.urls.source, opened.urls.target]) {
      await using sql = await connectPostgres(url, { max: 1 })
      const [row] = await sql<[{ count: number }]>`SELECT count(*)::int AS count FROM payments`
      counts.push(row.count)
    }
    return counts
  }
  assert.deepEqual(await payments(), [60, 54])
  await opened[Symbol.asyncDispose]()
  await assert.rejects(payments, /fault_\d+" does not exist/)
})
