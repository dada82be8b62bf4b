/** The catalogue: every fault that is injected, those that damage and those that must raise no alarm. */
import { amountFaults } from './fault-amounts.ts'
import { arrayFaults } from './fault-arrays.ts'
import { benignFaults } from './fault-benign.ts'
import { benignObjects } from './fault-benign-objects.ts'
import { benignSessions } from './fault-benign-sessions.ts'
import { benignUses } from './fault-benign-use.ts'
import { dateFaults } from './fault-dates.ts'
import { duplicateFaults } from './fault-duplicates.ts'
import { everyTypeFaults } from './fault-every-type.ts'
import { keyFaults } from './fault-keys.ts'
import { letterFaults } from './fault-letters.ts'
import { lossFaults } from './fault-loss.ts'
import { lostRowFaults } from './fault-loss-rows.ts'
import { numberFaults } from './fault-numbers.ts'
import { orderFaults } from './fault-order.ts'
import { pipelineFaults } from './fault-pipelines.ts'
import { positionFaults } from './fault-positions.ts'
import { recordedFaults } from './fault-recorded.ts'
import { schemaFaults } from './fault-schema.ts'
import { seenFaults } from './fault-seen.ts'
import { shapeFaults } from './fault-shapes.ts'
import { tableFaults } from './fault-tables.ts'
import { textFaults } from './fault-texts.ts'
import { timeFaults } from './fault-times.ts'
import { trapFaults } from './fault-traps.ts'
import type { FaultKind } from './fault-result.ts'
import type { Fault } from './fault.ts'

const kinds: readonly FaultKind[] = ['loss', 'corruption', 'duplication', 'order', 'benign']

/** By kind. Ids are unique: a test holds them to it. */
export async function faultCatalogue(): Promise<readonly Fault[]> {
  const all = [
    ...lossFaults,
    ...lostRowFaults,
    ...seenFaults,
    ...schemaFaults,
    ...tableFaults,
    ...pipelineFaults,
    ...positionFaults,
    ...everyTypeFaults,
    ...numberFaults,
    ...amountFaults,
    ...timeFaults,
    ...dateFaults,
    ...textFaults,
    ...letterFaults,
    ...shapeFaults,
    ...arrayFaults,
    ...trapFaults,
    ...keyFaults,
    ...(await recordedFaults()),
    ...orderFaults,
    ...duplicateFaults,
    ...benignFaults,
    ...benignObjects,
    ...benignSessions,
    ...benignUses,
  ]
  return all.toSorted((one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind))
}
