/** Connectors in memory: what is shown of them, and for how long. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createRegistry } from './connect-registry.ts'
import { sinkPlugin } from './connect-plugins.ts'
import type { Connector } from './connect-connector.ts'

function connectorOf(name: string, end: 'sink' | null = null): Connector {
  return {
    name,
    config: { name },
    plugin: sinkPlugin,
    end,
    targetState: 'STARTED',
    state: 'RUNNING',
    tasks: [{ 'task.id': '0' }],
    taskStates: ['RUNNING'],
    offsets: null,
  }
}

function registryWith(traceOf: () => string | null) {
  const laters: (() => void)[] = []
  const registry = createRegistry({
    workerId: 'host:1',
    traceOf,
    later: (_, run) => laters.push(run),
  })
  return { registry, pass: () => laters.splice(0).forEach((run) => run()) }
}

test('remove() leaves the status for a moment, and nothing else', () => {
  const { registry, pass } = registryWith(() => null)
  registry.add(connectorOf('a'))
  const status = registry.status('a')
  registry.remove('a')
  assert.equal(registry.names(), '[]')
  assert.equal(registry.get('a'), undefined)
  assert.equal(registry.status('a'), status)
  assert.notEqual(registry.taskStatus('a', 0), null)
  pass()
  assert.equal(registry.status('a'), null)
  assert.equal(registry.taskStatus('a', 0), null)
})

test('add() of a name that was just removed is not undone when that moment has passed', () => {
  const { registry, pass } = registryWith(() => null)
  registry.add(connectorOf('a'))
  registry.remove('a')
  const again = connectorOf('a')
  again.state = 'PAUSED'
  registry.add(again)
  pass()
  assert.match(registry.status('a') ?? '', /"connector":\{"state":"PAUSED"/)
})

test('status() shows the failure of the pipeline at its ends only, once it is told that something changed', () => {
  let trace: string | null = null
  const { registry } = registryWith(() => trace)
  registry.add(connectorOf('end', 'sink'))
  registry.add(connectorOf('other'))
  const [before, other] = [registry.status('end'), registry.status('other')]
  trace = 'broken'
  assert.equal(registry.status('end'), before)
  registry.touch()
  assert.match(registry.status('end') ?? '', /"state":"FAILED".*"trace":"broken"/)
  assert.equal(registry.status('other'), other)
})

test('expanded() takes names that no object could hold as a key', () => {
  const { registry } = registryWith(() => null)
  registry.add(connectorOf('__proto__'))
  registry.add(connectorOf('say "hi"'))
  assert.equal(registry.expanded(['nonsense']), '{"__proto__":{},"say \\"hi\\"":{}}')
  assert.equal(Object.keys(JSON.parse(registry.expanded(['info', 'status'])) as object).length, 2)
})
