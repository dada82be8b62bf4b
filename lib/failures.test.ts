/** Failures of several threads, whose numbers for a group are their own, as one list. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { failures } from './failures.ts'
import type { FailureGroup } from './exchange-log.ts'

const endpoints = [
  { method: 'GET', name: '/' },
  { method: 'PUT', name: '/x' },
]
function alone(sample: string): Pick<FailureGroup, 'sample' | 'several'> {
  return { sample, several: false }
}

const refused: FailureGroup = {
  id: 0,
  endpoint: 1,
  kind: 'refused',
  message: 'refused',
  ...alone('refused'),
}
const late: FailureGroup = {
  id: 1,
  endpoint: 0,
  kind: 'timeout',
  message: 'late',
  ...alone('late'),
}

test('failures() joins the same group of several threads, the most frequent first, with its first and last time', () => {
  const all = failures()
  all.name(0, refused)
  all.name(0, late)
  all.name(1, { ...late, id: 0 })
  all.name(1, { ...late, id: 1, message: 'never counted' })
  all.count(0, 0, 250)
  for (const atMs of [3000, 1000, 2000]) all.count(1, 0, atMs)
  all.count(0, 1, 500)
  assert.deepEqual(all.list(endpoints, Date.parse('2026-01-15T10:00:00Z')), [
    {
      method: 'GET',
      name: '/',
      kind: 'timeout',
      message: 'late',
      count: 4,
      firstAt: '2026-01-15T10:00:00.500Z',
      lastAt: '2026-01-15T10:00:03.000Z',
      over: { from: 0.5, to: 3, step: 1, counts: [1, 1, 1, 1] },
    },
    {
      method: 'PUT',
      name: '/x',
      kind: 'refused',
      message: 'refused',
      count: 1,
      firstAt: '2026-01-15T10:00:00.250Z',
      lastAt: '2026-01-15T10:00:00.250Z',
      over: { from: 0.3, to: 0.3, step: 1, counts: [1] },
    },
  ])
})

test('failures() refuses to count what the thread did not name', () => {
  const all = failures()
  all.name(0, refused)
  assert.throws(() => all.count(1, 0, 0), new Error('Thread 1 counts a failure it did not name'))
  assert.throws(() => all.count(0, 1, 0), new Error('Thread 0 counts a failure it did not name'))
  assert.deepEqual(all.list(endpoints, 0), [])
})

test('failures() keeps a failure of an endpoint that nobody knows, without a name', () => {
  const all = failures()
  all.name(0, { ...refused, endpoint: 2 })
  all.count(0, 0, 0)
  const [only] = all.list(endpoints, 0)
  assert.deepEqual([only?.method, only?.name, only?.count], ['', '', 1])
})

function row(group: Omit<FailureGroup, 'id' | 'endpoint' | 'kind'>): FailureGroup {
  return { id: 0, endpoint: 0, kind: 'body', ...group }
}

test('failures() tells what several messages have in common, with the first of them; one alone, or one that is cut, as it was', () => {
  const long = `job ${'x'.repeat(300)}`
  const told: readonly (readonly [FailureGroup[], { message: string; sample?: string }])[] = [
    [[row({ message: 'job-…', sample: 'job-7', several: false })], { message: 'job-7' }],
    [
      [
        row({ message: 'job-…', sample: 'job-7', several: false }),
        row({ message: 'job-…', sample: 'job-7', several: true }),
      ],
      { message: 'job-…', sample: 'job-7' },
    ],
    [
      [row({ message: long.slice(0, 200), sample: long, several: false })],
      { message: `${long.slice(0, 199)}…`, sample: long },
    ],
  ]
  for (const [groups, expected] of told) {
    const all = failures()
    for (const group of groups) all.name(0, group)
    all.count(0, 0, 0)
    const [{ message, sample } = { message: '' }] = all.list(endpoints, 0)
    assert.deepEqual(sample === undefined ? { message } : { message, sample }, expected)
  }
  const all = failures()
  const first = row({ message: 'job-…', sample: 'job-7', several: false })
  all.name(0, first)
  all.name(1, { ...first, sample: 'job-8' })
  all.count(0, 0, 0)
  all.count(1, 0, 0)
  const [both] = all.list(endpoints, 0)
  assert.deepEqual([both?.message, both?.sample, both?.count], ['job-…', 'job-7', 2])
})
