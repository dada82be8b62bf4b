/** Names of limits: none upon another, and none upon a line. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { limitLabels } from './limit-labels.js'

const p99 = { percentile: 'p99', limit: 15.2 }
const p95 = { percentile: 'p95', limit: 13.4 }
const p50 = { percentile: 'p50', limit: 5.56 }

const stories = [
  { story: 'one', lines: [{ ...p99, y: 100 }], labels: ['96 limit p99 15.2 ms'] },
  {
    story: 'far from each other, in whatever order',
    lines: [
      { ...p50, y: 200 },
      { ...p99, y: 100 },
    ],
    labels: ['96 limit p99 15.2 ms', '196 limit p50 5.56 ms'],
  },
  {
    story:
      'two close to each other, and a third where the name of the second would be below its line',
    lines: [
      { ...p50, y: 123 },
      { ...p95, y: 105 },
      { ...p99, y: 100 },
    ],
    labels: ['96 limits p99 15.2, p95 13.4 ms', '119 limit p50 5.56 ms'],
  },
  {
    story: 'no room above the chart',
    lines: [
      { ...p99, y: 23 },
      { ...p95, y: 60 },
    ],
    labels: ['35 limit p99 15.2 ms', '56 limit p95 13.4 ms'],
  },
  {
    story: 'no room above, and the name of the next where its own would be below',
    lines: [
      { ...p99, y: 23 },
      { ...p95, y: 50 },
    ],
    labels: ['62 limits p99 15.2, p95 13.4 ms'],
  },
  {
    story: 'two of one percentile at one place',
    lines: [
      { ...p99, y: 100 },
      { ...p99, y: 100 },
    ],
    labels: ['96 limits p99 15.2, p99 15.2 ms'],
  },
  { story: 'none', lines: [], labels: [] },
]

for (const { story, lines, labels } of stories) {
  test(`limitLabels(): ${story}`, () => {
    const told = limitLabels(lines, 10).map(({ y, text }) => `${y} ${text}`)
    assert.deepEqual(told, labels)
  })
}
