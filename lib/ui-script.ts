/** What the script of the live page hands to the frame. */
import { loadScript } from './load-script.ts'
import { beyondPage } from './ui-form.ts'
import type { CrossCheck, Script } from './cli.ts'
import type { UiOptions } from './ui-options.ts'

const tokenPattern = /^[\w-]{16,}$/

export const uiScript: Omit<Script<UiOptions>, 'options'> = {
  main: async (given) => {
    const { runUi } = await import('./run-ui.ts')
    return await runUi(given)
  },
  crossCheck: (given) => [
    ...(loadScript.crossCheck?.(given) ?? []),
    ...userProblems(given),
    ...tokenProblems(process.env['CDC_LIVE_TOKEN']),
  ],
  sourceAlone: true,
}

/** Of the default somebody may still start fewer. */
function userProblems({ flags, origins }: Parameters<CrossCheck<UiOptions>>[0]): string[] {
  const isGiven = origins.users !== undefined || flags.stages !== undefined
  return isGiven ? beyondPage(flags, { usersMax: flags['users-max'] }) : []
}

/** Whoever guesses it can aim the generator. */
function tokenProblems(token: string | undefined): string[] {
  if (token === undefined || tokenPattern.test(token)) return []
  return ['Cannot use CDC_LIVE_TOKEN: expected 16 or more of A-Z a-z 0-9 _ -']
}
