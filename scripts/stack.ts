/**
 * Stack: a CDC pipeline to play with, for as long as it is held.
 *
 * Starts two PostgreSQL servers joined by logical replication, with a small shop in them, and a stand-in for the Kafka
 * Connect REST API in front. Tells once, when all is ready, where they are, and removes everything on Ctrl-C.
 *
 * What it tells holds the passwords of these throw-away servers.
 *
 * Usage: npx tsx scripts/stack.ts [options]
 *
 * Examples:
 *   npx tsx scripts/stack.ts --json > stack.json
 *   npx tsx scripts/stack.ts --env > stack.env & … source stack.env
 */
import { once } from 'node:events'

import { script } from '../lib/cli.ts'
import type { Options } from '../lib/flags.ts'
import type { Stack } from '../lib/stack.ts'

export const options = {
  env: {
    type: 'boolean',
    excludes: ['json'],
    help: 'tell it as lines that a shell reads: export CDC_SOURCE_URL=…',
  },
} as const satisfies Options

const notYours =
  'Cannot start a stack where URLs are given: expected none, or --stack embedded to set aside those of the environment'

await script(import.meta, options, {
  crossCheck: ({ stack }) => (stack.stack === 'yours' ? [notYours] : []),
  main: async ({ flags, seed, signal, progress, announce }) => {
    const { startEmbeddedStack } = await import('../lib/stack.ts')
    await using stack = await startEmbeddedStack({ signal, progress, seed })
    announce(flags.json ? asJson(stack) : flags.env ? asExports(stack) : asText(stack))
    if (!signal.aborted) await once(signal, 'abort')
    return { checks: [{ name: 'done', verdict: 'pass' }] }
  },
})

function asJson({ source, target, connect, counts, brokers }: Stack): string {
  return JSON.stringify({ source, target, connect, counts, brokers, pid: process.pid })
}

function asExports({ source, target, connect }: Stack): string {
  const variables = { CDC_SOURCE_URL: source, CDC_TARGET_URL: target, CDC_CONNECT_URL: connect }
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`)
    .join('\n')
}

function asText({ source, target, connect, counts }: Stack): string {
  return [
    `source   ${source}`,
    `target   ${target}`,
    `connect  ${connect}`,
    `counts   ${counts}/counts`,
    '',
    'Ctrl-C ends it and removes everything.',
  ].join('\n')
}
