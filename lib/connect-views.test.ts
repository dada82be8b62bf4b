/** A connector as the API shows it: the shapes of the worker's answers, made once and again after a change. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { sinkPlugin } from './connect-plugins.ts'
import { createViews } from './connect-views.ts'
import type { Connector } from './connect-connector.ts'

const version = sinkPlugin.version

function connectorOf(more: Partial<Connector> = {}): Connector {
  return {
    name: 'snk',
    config: { name: 'snk', 'tasks.max': '2' },
    plugin: sinkPlugin,
    end: null,
    targetState: 'STARTED',
    state: 'RUNNING',
    tasks: [{ 'task.id': '0' }, { 'task.id': '1' }],
    taskStates: ['RUNNING', 'PAUSED'],
    offsets: null,
    ...more,
  }
}

test('views are the bodies of the API, with a task for each configuration', () => {
  const views = createViews('host:1', () => null)
  const connector = connectorOf()
  assert.deepEqual(JSON.parse(views.status(connector)), {
    name: 'snk',
    connector: { state: 'RUNNING', worker_id: 'host:1', version },
    tasks: [
      { id: 0, state: 'RUNNING', worker_id: 'host:1', version },
      { id: 1, state: 'PAUSED', worker_id: 'host:1', version },
    ],
    type: 'sink',
  })
  assert.deepEqual(JSON.parse(views.info(connector)), {
    name: 'snk',
    config: connector.config,
    tasks: [
      { connector: 'snk', task: 0 },
      { connector: 'snk', task: 1 },
    ],
    type: 'sink',
  })
  assert.deepEqual(JSON.parse(views.config(connector)), connector.config)
  assert.deepEqual(JSON.parse(views.tasks(connector)), [
    { id: { connector: 'snk', task: 0 }, config: { 'task.id': '0' } },
    { id: { connector: 'snk', task: 1 }, config: { 'task.id': '1' } },
  ])
})

test('a running task of an end of the pipeline is shown as failed while that end has a trace', () => {
  const views = createViews('host:1', (end) => (end === 'sink' ? 'no such table' : null))
  const running = { id: 0, state: 'RUNNING', worker_id: 'host:1', version }
  const paused = { id: 1, state: 'PAUSED', worker_id: 'host:1', version }
  const failed = { ...running, state: 'FAILED', trace: 'no such table' }
  assert.deepEqual(views.statusTasks(connectorOf({ end: 'sink' })), [failed, paused])
  assert.deepEqual(views.statusTasks(connectorOf({ end: 'source' })), [running, paused])
  assert.deepEqual(views.statusTasks(connectorOf({ end: null })), [running, paused])
})

const texts = ['status', 'info', 'config', 'tasks'] as const

for (const text of texts) {
  test(`${text}() is made once, until its connector or all are touched`, () => {
    const views = createViews('host:1', () => null)
    const [changed, other] = [connectorOf(), connectorOf({ name: 'other' })]
    const before = [views[text](changed), views[text](other)]
    for (const connector of [changed, other]) {
      connector.config = { name: 'new' }
      connector.tasks = []
      connector.state = 'PAUSED'
    }
    assert.deepEqual([views[text](changed), views[text](other)], before)
    views.touch(changed)
    assert.notEqual(views[text](changed), before[0])
    assert.equal(views[text](other), before[1])
    views.touch()
    assert.notEqual(views[text](other), before[1])
  })
}
