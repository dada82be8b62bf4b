/** What Stryker says of a mutant, as one of our statuses: nothing that was not decided counts as decided. */
import { clockReason, crashReason } from './mutant.ts'
import type { FoundMutant, Mutant, StrykerMessage } from './mutant.ts'

type Tested = Extract<StrykerMessage, { kind: 'tested' }>

/** Stryker's own words for a mutant that its settings leave out. */
const leftOutBySetting = /^Ignored because of excluded mutation/

/** Begins the message of a test runner of ours whose verdict changed when the mutant was run again. */
export const suspicious = 'suspicious: '

/** The mutant with its verdict; null where Stryker has none. */
export function verdictOf(mutant: FoundMutant, tested: Tested): Mutant | null {
  const { status, statusReason: reason, killedBy, coveredBy } = tested
  const common = { ...mutant, coveredBy, killedBy: null, reason }
  switch (status) {
    case 'Killed':
      return { ...common, status: 'killed', killedBy: killedBy[0] ?? null }
    case 'Survived':
      return { ...common, status: 'survived' }
    case 'NoCoverage':
      return { ...common, status: 'uncovered' }
    case 'Timeout':
      // The hit limit counts how often the mutant ran: the same on every machine, however slow.
      return reason?.startsWith('Hit limit reached') === true
        ? { ...common, status: 'killed' }
        : { ...common, status: 'timeout', reason: `${clockReason}${reason ?? 'no end in time'}` }
    case 'Ignored':
      return { ...common, status: 'ignored', reason: whyIgnored(reason) }
    case 'RuntimeError':
    case 'CompileError':
      return { ...common, status: 'suspicious', reason: whySuspicious(reason ?? '') }
    default:
      return null
  }
}

function whyIgnored(reason: string | null): string {
  if (reason === null) return 'ignored'
  return leftOutBySetting.test(reason) ? 'words for people, SQL or HTML' : reason
}

function whySuspicious(reason: string): string {
  const at = reason.indexOf(suspicious)
  return at >= 0 ? reason.slice(at + suspicious.length) : `${crashReason}${reason}`
}
