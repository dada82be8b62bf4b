/** A plugin tells of every setting that the code of the stand-in reads: a test of the sources themselves. */
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'

import { sinkPlugin, sourcePlugin } from './connect-plugins.ts'

test('every setting that the code of the stand-in reads has a definition, and no other has', () => {
  const folder = new URL('./', import.meta.url)
  const reading = readdirSync(folder).filter((file) => /^connect-(?:config|ends)\.ts$/.test(file))
  const texts = reading.map((file) => readFileSync(new URL(file, folder), 'utf8'))
  const read = texts.flatMap((text) =>
    [...text.matchAll(/config\['([\w.]+)'\]/g)].map(([, key = '']) => key),
  )
  const demanded = sourcePlugin.required
  const defined = [...sourcePlugin.settings, ...sinkPlugin.settings].map(({ name }) => name)
  assert.deepEqual(
    [...new Set(defined)].toSorted(),
    [...new Set([...read, ...demanded, 'name'])].toSorted(),
  )
})
