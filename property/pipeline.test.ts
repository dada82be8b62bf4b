/** Laws of the pipeline: whatever the source does and whatever happens meanwhile, a compare raises no false alarm and misses nothing. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { corruptions, histories } from '../lib/pipeline-history.ts'
import { propertiesOf } from '../lib/property.ts'
import { shared } from '../lib/property-given.ts'
import { openPipeline, told } from '../lib/property-pipeline.ts'
import type { Action, Corruption } from '../lib/pipeline-history.ts'

const property = propertiesOf(import.meta.url)

const given = shared(openPipeline)
// Each example is a history on real servers, which are paused and killed in it.
const dear = { given, share: 0.1, patience: 240 }

function has(kind: Action['do']) {
  return (history: readonly Action[]) => history.some((action) => action.do === kind)
}

property(
  'no-false-alarm',
  'no history makes a live compare call anything different, and when the target has caught up all is equal',
  {
    ...dear,
    arbitrary: histories,
    labels: {
      'a live compare': { percent: 30, is: has('reconcile') },
      'a restart': { percent: 10, is: has('restart') },
      'a pause': { percent: 10, is: has('pause') },
      'a large transaction': { percent: 5, is: has('large') },
      'a change of a key': { percent: 5, is: has('key') },
    },
    holds: async (history, pipeline) => {
      const { live, settled, model, target } = await pipeline.run(history, null)
      for (const results of live) {
        for (const { table, verdict } of results)
          assert.notEqual(verdict, 'different', `${table}: ${told(results).join()}`)
      }
      for (const results of settled) {
        assert.deepEqual(told(results), [])
        assert.ok(results.length > 1 && results.every(({ verdict }) => verdict === 'equal'))
      }
      assert.deepEqual(
        [...target],
        [...model].toSorted(([one], [other]) => one - other),
      )
    },
  },
)

property(
  'corruption',
  'one corrupted row is found and named whatever the history is, and nothing else with it',
  {
    ...dear,
    arbitrary: fc.tuple(histories, corruptions),
    labels: {
      missing: { percent: 15, is: ([, { kind }]) => kind === 'missing' },
      extra: { percent: 15, is: ([, { kind }]) => kind === 'extra' },
      changed: { percent: 15, is: ([, { kind }]) => kind === 'changed' },
    },
    holds: async ([history, corruption], pipeline) => {
      const { live, settled } = await pipeline.run(history, corruption)
      const expected = [toldCorruption(corruption)]
      for (const results of settled) assert.deepEqual(told(results), expected)
      // Beside the history it is found or open, and never anything else.
      for (const line of live.flatMap(told)) {
        if (!line.includes(' unresolved ')) assert.deepEqual([line], expected)
      }
    },
  },
)

function toldCorruption({ kind, id, value }: Corruption): string {
  if (kind === 'extra') return `public.quiet extra id=${id + 10}: id=${id + 10} v=extra`
  if (kind === 'missing') return `public.quiet missing id=${id}: id=${id} v=quiet ${id}`
  return `public.quiet changed id=${id}: v quiet ${id} → ${value}`
}
