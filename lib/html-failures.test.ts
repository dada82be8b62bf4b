/** A group of failures shows what its messages have in common, and opens to the first of them and a request to try. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { failureSection } from './html-failures.js'
import { textOf } from './html-tree.js'
import { renderJunit } from './report-junit.ts'
import { renderMarkdown } from './report-markdown.ts'
import { sampleResult } from './sample-result.ts'
import type { Element, Tree } from './html-tree.js'
import type { Failure } from './result.ts'

const result = await sampleResult('fail')
const [first] = result.failures ?? []
assert.ok(first !== undefined)
const failure: Failure = { ...first, method: 'GET', name: '/x', message: 'job-… lost' }

function withTag(tag: string, trees: readonly Tree[]): readonly Element[] {
  return trees.flatMap((tree) => {
    if (typeof tree === 'string') return []
    return [...(tree.tag === tag ? [tree] : []), ...withTag(tag, tree.children)]
  })
}

function shown(failures: readonly Failure[]): readonly Element[] {
  return failureSection({ ...result, failures })
}

test('failureSection() opens a group to its first message and to a request for the command line', () => {
  const [details] = withTag('details', shown([{ ...failure, sample: 'job-7 lost' }]))
  assert.ok(details !== undefined)
  assert.equal(textOf(details), `job-… lostFirst: job-7 lostcurl -g -X GET "$CDC_CONNECT_URL"'/x'`)
  const [summary] = withTag('summary', [details])
  assert.equal(summary === undefined ? '' : textOf(summary), 'job-… lost')
})

test('failureSection() has nothing to open where there is neither', () => {
  const sql = { ...failure, method: 'SQL', name: 'read' }
  assert.deepEqual(withTag('details', shown([sql])), [])
  const [details] = withTag('details', shown([{ ...sql, sample: 'x'.repeat(2000) }]))
  assert.ok(details !== undefined)
  assert.equal(textOf(details), `job-… lostFirst: ${'x'.repeat(500)}… (2000 characters)`)
  assert.deepEqual(withTag('code', [details]), [])
})

test('failureSection() has requests for the ten most frequent groups, on a page for all, and rows that stay themselves', () => {
  const groups = Array.from({ length: 12 }, (_, index) => ({
    ...failure,
    count: 100 - index,
    message: `lost ${index}`,
  }))
  const trees = shown(groups)
  assert.equal(withTag('code', trees).length, 10)
  const onPage = failureSection({ ...result, failures: groups }, { shown: new Set() })
  assert.equal(withTag('code', onPage).length, 12)
  const keys = withTag('tr', trees).flatMap(({ key }) => key ?? [])
  assert.equal(new Set(keys).size, 12)
  const more = shown([{ ...failure, count: 1000, message: 'new' }, ...groups])
  const later = withTag('tr', more).flatMap(({ key }) => key ?? [])
  assert.deepEqual(later.slice(1), keys)
})

test('the row of a group stays itself when another message falls to it', () => {
  function keyOf(given: Failure): string | undefined {
    return withTag('tr', shown([given])).at(-1)?.key
  }
  const before = keyOf({ ...failure, message: 'job-7 lost' })
  assert.ok(before !== undefined)
  assert.equal(keyOf({ ...failure, sample: 'job-7 lost' }), before)
  assert.notEqual(keyOf({ ...failure, sample: 'job-8 lost' }), before)
})

test('Markdown and JUnit tell the first message beside what they have in common, where it is short', () => {
  const short = { ...result, failures: [{ ...failure, sample: 'job-7 lost' }] }
  const long = { ...result, failures: [{ ...failure, sample: 'x'.repeat(101) }] }
  for (const render of [renderMarkdown, renderJunit]) {
    assert.match(render(short), /job-… lost \(first: job-7 lost\)/)
    assert.doesNotMatch(render(long), /first: x/)
  }
})
