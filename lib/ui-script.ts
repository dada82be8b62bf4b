/** What the script of the live page hands to the frame. */
import { loadScript } from './load-script.ts'
import type { Script } from './cli.ts'
import type { UiOptions } from './ui-options.ts'

const tokenPattern = /^[\w-]{16,}$/

export const uiScript: Omit<Script<UiOptions>, 'options'> = {
  main: async (given) => {
    const { runUi } = await import('./run-ui.ts')
    return await runUi(given)
  },
  crossCheck: (given) => [
    ...(loadScript.crossCheck?.(given) ?? []),
    ...tokenProblems(process.env['CDC_LIVE_TOKEN']),
  ],
  sourceAlone: true,
}

/** Whoever guesses it can aim the generator. */
function tokenProblems(token: string | undefined): string[] {
  if (token === undefined || tokenPattern.test(token)) return []
  return ['Cannot use CDC_LIVE_TOKEN: expected 16 or more of A-Z a-z 0-9 _ -']
}
