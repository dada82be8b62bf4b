/** Laws of a Connect worker beyond its texts: what it accepts and shows, what of it is its own affair, and how an answer is judged. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { texts } from '../lib/arbitraries.ts'
import { acceptConfig, patchConfig, sameConfig, taskConfigs } from '../lib/connect-config.ts'
import { ConnectError } from '../lib/connect-errors.ts'
import { normalAnswer } from '../lib/connect-normal.ts'
import { pluginOf, settingsBody, sinkPlugin, sourcePlugin } from '../lib/connect-plugins.ts'
import { createViews } from '../lib/connect-views.ts'
import { contentTypeIn, judgeAnswer } from '../lib/http-answer.ts'
import { failureOf, isClosedConnection } from '../lib/http-failures.ts'
import { propertiesOf } from '../lib/property.ts'
import type { Connector } from '../lib/connect-connector.ts'
import type { ConnectorConfig } from '../lib/connect-plugins.ts'

const property = propertiesOf(import.meta.url)

const name = texts({ maxPieces: 3 })
const plainName = fc.stringMatching(/^[\w-]{1,8}$/)

/** Whether it is taken, and not refused as a worker does. */
function isTaken(take: () => unknown, status: number): boolean {
  try {
    take()
    return true
  } catch (error) {
    assert.ok(error instanceof ConnectError, String(error))
    assert.equal(error.status, status, error.message)
    return false
  }
}

const settings = fc.dictionary(
  fc.constantFrom('topics', 'tasks.max', 'x', 'y'),
  fc.constantFrom('1', '3', '7'),
  {
    noNullPrototype: true,
  },
)

property(
  'connect-config',
  'what was accepted is accepted again, a patch sets and removes its keys alone, and the tasks follow',
  {
    arbitrary: fc.tuple(plainName, settings, settings, name),
    holds: ([connector, one, patch, text]) => {
      const base: ConnectorConfig = { ...one, topics: 'a', 'connector.class': 'JdbcSink' }
      const { config, plugin } = acceptConfig(connector, base)
      assert.deepEqual({ ...base, name: connector }, config)
      assert.deepEqual(acceptConfig(connector, config), { config, plugin })
      assert.equal(taskConfigs({ config, plugin }).length, Number(base['tasks.max'] ?? '1'))
      const backwards = Object.fromEntries(Object.entries(config).toReversed())
      assert.ok(sameConfig(config, backwards) && sameConfig(backwards, config), 'order')
      const longer = { ...config, more: '1' }
      assert.ok(!sameConfig(config, longer) && !sameConfig(longer, config), 'one more')
      const nameless = { ...patch, name: null }
      const patched = patchConfig(config, nameless) as ConnectorConfig
      assert.ok(!('name' in patched), 'removed')
      for (const key of Object.keys({ ...config, ...patch }).filter((each) => each !== 'name'))
        assert.equal(patched[key], patch[key] ?? config[key])
      const isSame = Object.entries(patch).every(([key, value]) => config[key] === value)
      assert.equal(sameConfig({ ...patched, name: connector }, config), isSame)
      for (const each of [sourcePlugin, sinkPlugin]) {
        const simple = each.class.split('.').at(-1) ?? ''
        for (const known of [each.class, simple, simple.replace('Connector', '')]) {
          assert.equal(pluginOf(known), each)
          assert.equal(settingsBody(known), JSON.stringify(each.settings))
        }
      }
      assert.ok(!isTaken(() => pluginOf(text), 400), text)
      assert.ok(!isTaken(() => settingsBody(text), 404), text)
    },
  },
)

const shown = fc.constantFrom('RUNNING' as const, 'PAUSED' as const, 'FAILED' as const)

property(
  'connect-views',
  'a connector is shown as it was until it is touched, and then as it is, a task that the pipeline broke as failed',
  {
    arbitrary: fc.tuple(name, fc.array(shown, { maxLength: 4 }), shown, fc.option(name)),
    labels: { 'a broken pipeline': { percent: 30, is: ([, , , trace]) => trace !== null } },
    holds: ([called, tasks, state, trace]) => {
      const connector: Connector = {
        name: called,
        config: { name: called },
        plugin: sinkPlugin,
        end: 'sink',
        targetState: 'STARTED',
        state: 'RUNNING',
        taskStates: tasks,
        tasks: tasks.map((_, id) => ({ 'task.id': String(id) })),
        offsets: null,
      }
      const views = createViews('host:1', () => trace)
      const before = [views.status, views.info, views.config, views.tasks].map((of) =>
        of(connector),
      )
      const expected = tasks.map((each) => (trace !== null && each === 'RUNNING' ? 'FAILED' : each))
      assert.deepEqual(
        views.statusTasks(connector).map((task) => task.state),
        expected,
      )
      Object.assign(connector, {
        state,
        taskStates: [],
        tasks: [],
        config: { name: called, more: '1' },
      })
      const cached = [views.status, views.info, views.config, views.tasks].map((of) =>
        of(connector),
      )
      assert.deepEqual(cached, before)
      views.touch(connector)
      const { connector: now, tasks: none } = JSON.parse(views.status(connector)) as Record<
        string,
        unknown
      >
      assert.deepEqual(
        [now, none],
        [{ state, worker_id: 'host:1', version: sinkPlugin.version }, []],
      )
      assert.deepEqual(JSON.parse(views.config(connector)), connector.config)
      assert.deepEqual(JSON.parse(views.tasks(connector)), [])
      assert.equal((JSON.parse(views.info(connector)) as { name: unknown }).name, called)
    },
  },
)

const version = fc.stringMatching(/^\d{1,2}\.\d{1,2}\.\d\w{0,4}$/)
const port = fc.integer({ min: 1, max: 65_535 })

property(
  'connect-normal',
  'answers of two workers are one where only versions, ports and positions differ, and a normal one stays as it is',
  {
    arbitrary: fc.tuple(
      fc.tuple(version, port, fc.integer({ min: 1001, max: 2 ** 50 })),
      fc.tuple(version, port, fc.integer({ min: 1001, max: 2 ** 50 })),
      fc.jsonValue({ maxDepth: 3 }),
      fc.integer({ min: 200, max: 599 }),
    ),
    holds: ([one, other, value, status]) => {
      const [first, second] = [one, other].map(([built, at, position]) =>
        normalAnswer({
          status,
          headers: { location: `http://host:${at}/connectors/x` },
          body: {
            version: built,
            worker_id: `host:${at}`,
            value,
            offsets: [{ offset: { lsn: position } }],
          },
        }),
      )
      assert.deepEqual(first, second)
      assert.equal(first?.location, '/connectors/x')
      const { body } = normalAnswer({ status, headers: {}, body: value })
      assert.deepEqual(normalAnswer({ status, headers: {}, body }).body, body)
      const small = normalAnswer({
        status,
        headers: {},
        body: { offsets: [{ offset: one[1] % 1000 }] },
      })
      assert.deepEqual(small.body, { offsets: [{ offset: one[1] % 1000 }] })
    },
  },
)

property(
  'http-answers',
  'an answer is good where its status is 2xx and its body JSON of that type, whatever was judged before it',
  {
    arbitrary: fc.tuple(
      fc.oneof(fc.constantFrom(200, 201, 204), fc.integer({ min: 100, max: 599 })),
      fc.constantFrom(
        null,
        'application/json',
        'Application/Problem+JSON; charset=utf-8',
        'text/html',
        'application/jsonp',
      ),
      fc.oneof(
        fc.jsonValue().map((value) => JSON.stringify(value)),
        name,
      ),
      fc.boolean(),
    ),
    labels: {
      'a good one': {
        percent: 10,
        is: ([status, type, text]) => status === 200 && type !== 'text/html' && isJson(text),
      },
    },
    holds: ([status, type, text, upper]) => {
      const isFine = status >= 200 && status < 300
      const isType = type === null || /json(;|$)/i.test(type)
      const body = Buffer.from(text)
      const found = judgeAnswer({ status, contentType: type, body })
      assert.equal(found === null, isFine && isType && isJson(text), found?.message)
      assert.deepEqual(judgeAnswer({ status, contentType: type, body }), found)
      if (found !== null) assert.equal(found.kind, isFine ? 'body' : 'status')
      const empty = judgeAnswer({ status, contentType: type, body: null })
      assert.equal(empty === null, [201, 202, 204].includes(status))
      const header = upper ? 'CONTENT-TYPE' : 'Content-Type'
      const headers = [
        'X-Content-Type',
        'x',
        ...(type === null ? [] : [header, type]),
        'content-typo',
        'y',
      ]
      assert.equal(contentTypeIn(headers.map((each) => Buffer.from(each))), type)
    },
  },
)

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const codes = fc.constantFrom(
  ...'ECONNREFUSED ETIMEDOUT ECONNRESET EPIPE UND_ERR_SOCKET UND_ERR_OTHER'.split(' '),
  ...'ERR_SSL_X EPROTO CERT_HAS_EXPIRED EOTHER'.split(' '),
)

property(
  'http-failures',
  'failures of one kind are one group, whatever address of a thread or a port stands in them',
  {
    arbitrary: fc.tuple(codes, name, name),
    holds: ([code, one, other]) => {
      const [first, second] = [one, other].map((text) => Object.assign(new Error(text), { code }))
      assert.ok(first !== undefined && second !== undefined, code)
      assert.equal(failureOf(first).kind, failureOf(second).kind)
      const isReset = /RESET|EPIPE|SOCKET/.test(code)
      assert.equal(isClosedConnection(first), isReset)
      if (isReset || /SSL|EPROTO/.test(code)) assert.deepEqual(failureOf(first), failureOf(second))
      const aggregate = Object.assign(new AggregateError([first]), { code })
      assert.deepEqual(failureOf(aggregate).kind, failureOf(first).kind)
    },
  },
)
