/** Holds a document to the JSON Schema of the Result: what is read from a file, and every output that a test sees. */
import { readFileSync } from 'node:fs'
import { Validator } from '@cfworker/json-schema'
import type { Schema } from '@cfworker/json-schema'

import { otherSchema } from './result.ts'

/** What is wrong, one line each, with the place as a JSON pointer; empty where the document is a Result. */
export function resultProblems(found: unknown): readonly string[] {
  const other = otherSchema(found)
  // All else that is wrong follows from that.
  if (other !== null) return [other]
  return problemsIn(new Validator(readSchema(), '2020-12', false), found)
}

/** The same, and no key is there that the schema does not name. */
export function strictResultProblems(found: unknown): readonly string[] {
  return problemsIn(new Validator(closed(readSchema()) as Schema, '2020-12', false), found)
}

function readSchema(): Schema {
  const file = new URL('../fixtures/result.schema.json', import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Schema
}

/** Every object that lists its properties has these alone. A reader is not so strict: a newer bench may add some. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.entries(schema).map(([key, value]) => [key, closed(value)] as const)
  const copy: Record<string, unknown> = Object.fromEntries(inner)
  return 'properties' in copy && 'type' in copy ? { additionalProperties: false, ...copy } : copy
}

/** The validator tells each place on the way down: the deepest ones say what is wrong. */
function problemsIn(validator: Validator, found: unknown): readonly string[] {
  const { valid, errors } = validator.validate(found)
  if (valid) return []
  const passedOn = new Set(['properties', 'items', '$ref', 'anyOf', 'additionalProperties'])
  const deepest = errors.filter(({ keyword }) => !passedOn.has(keyword))
  return (deepest.length > 0 ? deepest : errors).map(
    ({ instanceLocation, error }) => `${instanceLocation}: ${error.replace(/\.$/, '')}`,
  )
}
