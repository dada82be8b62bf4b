/** Serves the live page until it is told to stop: reads what its command line has set, and opens session and server. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'

import { readHtmlAssets } from './html-assets.ts'
import { renderLivePage } from './live-page.ts'
import { keepSecret } from './redact.ts'
import { fieldNames } from './ui-fields.ts'
import { openUiServer } from './ui-server.ts'
import { createUiSession } from './ui-session.ts'
import { createUiStream } from './ui-stream.ts'
import type { AllFlags } from './cli.ts'
import type { Origin } from './flags.ts'
import type { Progress } from './progress.ts'
import type { Findings } from './result.ts'
import type { StackChoice } from './stack-choice.ts'
import type { UiOptions } from './ui-options.ts'
import type { UiBase } from './ui-form.ts'

type Given = {
  readonly flags: AllFlags<UiOptions>
  readonly settings: Readonly<Record<string, unknown>>
  readonly origins: Readonly<Record<string, Origin>>
  readonly stack: StackChoice
  readonly signal: AbortSignal
  readonly progress: Progress
  readonly note: (text: string) => void
  readonly invite: (text: string) => void
}

/** What no field of the form is for. */
const fixedFlags = [
  'source',
  'target',
  'connect',
  'brokers',
  'stack',
  'header',
  'ca',
  'insecure',
  'baseline',
  'save-baseline',
  'baseline-required',
]

/** @throws UsageError where the address cannot be listened on */
export async function runUi(given: Given): Promise<Findings> {
  const { flags, stack, signal, progress, note } = given
  const token = process.env['CDC_LIVE_TOKEN'] ?? randomBytes(16).toString('base64url')
  keepSecret(token)
  const stream = createUiStream()
  const session = createUiSession({
    base: baseOf(given),
    values: valuesOf(given),
    target: targetOf(stack),
    stream,
    signal,
    progress,
    tell: (text, level) => {
      // Without --quiet stderr has all that was said, however little of it the page still shows.
      if (!flags.quiet || level !== 'info') note(text)
    },
  })
  await using server = await openUiServer({
    host: flags.host,
    port: flags.port,
    token,
    page: renderLivePage(await readHtmlAssets('report-page-ui.js')),
    stream,
    desk: session,
  })
  given.invite(`load/ui: open ${server.url}#${token}`)
  if (!isLoopback(flags.host)) {
    given.invite(
      `load/ui: ${flags.host} can be reached from other machines: whoever reads the token on its way, without TLS, can use the page`,
    )
  }
  if (!signal.aborted) await once(signal, 'abort')
  const last = await session.close()
  return (
    last ?? {
      checks: [{ name: 'run completed', verdict: 'unknown', message: 'no run was started' }],
    }
  )
}

function baseOf({ flags, settings, origins }: Given): UiBase {
  const fixed = fixedFlags
    .filter((name) => origins[name] === 'flag')
    .flatMap((name) =>
      settings[name] === true
        ? [`--${name}`]
        : [settings[name]].flat().flatMap((value) => [`--${name}`, String(value)]),
    )
  const ownWorkload = flags.workload.name === null ? String(settings['workload']) : null
  return { fixed, ownWorkload, usersMax: flags['users-max'], environment: process.env }
}

function valuesOf({ settings, origins }: Given): Record<string, string | boolean> {
  const given = fieldNames.filter((name) => origins[name] === 'flag')
  return Object.fromEntries(
    given.map((name) => {
      const value = settings[name]
      if (typeof value === 'boolean') return [name, value]
      return [name, [value].flat().map(String).join('\n')]
    }),
  )
}

function targetOf({ stack, connect = [], source, target }: StackChoice): string {
  if (stack === 'embedded') return 'the embedded stack'
  return [...connect, source, target].filter((url) => url !== undefined).join(', ')
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host)
}
