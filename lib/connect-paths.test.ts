/** Templates, refusals and locations of the Connect API's paths. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createRequestCounter } from './connect-counts.ts'
import { jettyRefusal, locationPath, routedPath, templateOf } from './connect-paths.ts'

const templates: readonly (readonly [target: string, template: string])[] = [
  ['/', '/'],
  ['/connectors', '/connectors'],
  ['/connectors/?expand=info', '/connectors'],
  ['/connectors;v=1', '/connectors'],
  ['/connectors/a', '/connectors/{name}'],
  ['/connectors/a;b/status?x=/y', '/connectors/{name}/status'],
  ['/connectors/status', '/connectors/{name}'],
  ['/connectors/a%2Fb/tasks/0/restart', '/connectors/{name}/tasks/{task}/restart'],
  ['/connectors/a/topics/reset/', '/connectors/{name}/topics/reset'],
  ['http://127.0.0.1:8083/connectors/a/config', '/connectors/{name}/config'],
  ['/connector-plugins/JdbcSink/config?version=1', '/connector-plugins/{name}/config'],
  ['/connector-plugins/JdbcSink/config/validate', '(unknown)'],
  ['/connectors/a/b', '(unknown)'],
  ['/connectors/a/topics/x', '(unknown)'],
  ['/connectors/a/tasks/0', '(unknown)'],
  ['/admin/loggers', '(unknown)'],
  ['/connectorsx', '(unknown)'],
  ['/connectors/{name}', '/connectors/{name}'],
  ['/health', '/health'],
  ['/connectors/a/tasks', '/connectors/{name}/tasks'],
  ['/connectors/a/tasks/0/status', '/connectors/{name}/tasks/{task}/status'],
  ['/connectors/a/tasks/0/1/status', '(unknown)'],
  ['/connectors/a/restart', '/connectors/{name}/restart'],
  ['/connectors/a/resume', '/connectors/{name}/resume'],
  ['/connectors/a/stop', '/connectors/{name}/stop'],
  ['/connectors/a/offsets', '/connectors/{name}/offsets'],
  ['/connectors/a/topics', '/connectors/{name}/topics'],
  ['/connector-plugins', '/connector-plugins'],
  ['/connectors/a/config/x/y', '(unknown)'],
  ['connectors/', '(unknown)'],
  ['xhttp://x/connectors', '(unknown)'],
  ['HTTPS://x/connectors#y', '/connectors'],
  ['*', '(unknown)'],
  ['', '/'],
]

for (const [target, template] of templates) {
  test(`templateOf(${JSON.stringify(target)}) is ${template}`, () => {
    assert.equal(templateOf(target), template)
  })
}

const refusals: readonly (readonly [target: string, reason: string | null])[] = [
  ['/connectors/a%2Fb', 'Ambiguous URI path separator'],
  ['/connectors/..%2f', 'Ambiguous URI path separator'],
  ['/connectors/a%25b', 'Ambiguous URI path encoding'],
  ['/connectors/a%5Cb', 'Suspicious Path Character'],
  ['/connectors/a\\b', 'Suspicious Path Character'],
  ['/connectors//config', 'Ambiguous URI empty segment'],
  ['/connectors/%2e%2e/x', 'Ambiguous URI path segment'],
  ['/connectors/%zz', 'Bad Request'],
  ['/connectors/%ff', 'Bad Request'],
  ['/connectors/a%20b%20%C3%A9', null],
  ['/connectors/a;b', null],
  ['/connectors/a?x=%2F%zz\\', null],
  ['/connectors/', null],
  ['/', null],
  ['/a/;x/b', 'Ambiguous URI empty segment'],
  ['/a/;xyz/b', 'Ambiguous URI empty segment'],
  ['/a/.;x/b', 'Ambiguous URI path parameter'],
  ['/a/..;x', 'Ambiguous URI path parameter'],
  ['/a/%2e', 'Ambiguous URI path segment'],
  ['/a/%2E;x', 'Ambiguous URI path segment'],
  ['%2e/a', 'Ambiguous URI path segment'],
  ['/a/.%2e/b', 'Ambiguous URI path segment'],
  ['/a/%2e./b', 'Ambiguous URI path segment'],
  ['/a/x%2e/b', null],
  ['/a%?x', 'Bad Request'],
  ['http://x/a', null],
]

for (const [target, reason] of refusals) {
  test(`jettyRefusal(${JSON.stringify(target)}) is ${reason}`, () => {
    assert.equal(jettyRefusal(target), reason)
  })
}

test('routedPath() has no query, no parameters and no slash at the end, and stays encoded', () => {
  assert.equal(routedPath('/connectors/shop;v=1/?x'), '/connectors/shop')
  assert.equal(routedPath('http://x:1/connectors/a%2Fb#y'), '/connectors/a%2Fb')
  assert.equal(routedPath('/a/'), '/a')
  assert.equal(routedPath('/'), '/')
  assert.equal(routedPath(''), '/')
})

test('locationPath() encodes all but slashes and what looks encoded already', () => {
  assert.equal(locationPath('a/b'), '/connectors/a/b')
  assert.equal(locationPath('a b é'), '/connectors/a%20b%20%C3%A9')
  assert.equal(locationPath('50%?#'), '/connectors/50%25%3F%23')
  assert.equal(locationPath('a%20b'), '/connectors/a%20b')
  assert.equal(locationPath('%Fx %aB'), '/connectors/%25Fx%20%aB')
})

test('createRequestCounter() counts by method and template', () => {
  const { count, counts } = createRequestCounter()
  count('GET', '/connectors/a/status')
  count('GET', '/connectors/b/status?x')
  count('PUT', '/connectors/a/pause')
  count('GET', '/x')
  count('GET', '/y')
  assert.deepEqual(counts(), {
    total: 5,
    requests: [
      { method: 'GET', name: '/connectors/{name}/status', count: 2 },
      { method: 'PUT', name: '/connectors/{name}/pause', count: 1 },
      { method: 'GET', name: '(unknown)', count: 2 },
    ],
  })
})
