/** Values of the pulse of a run, and how the states of connectors change while it goes on. */
import * as fc from 'fast-check'

/** Null: not measured. Some stand at the limit of what is late, and just above. */
export const pulseValues = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom(0, 50, 50.1) },
  { weight: 3, arbitrary: fc.double({ min: 0, max: 90_000, noNaN: true }) },
)

/** By the second in which they changed, from 1 on. */
export const stateChanges = fc
  .array(
    fc.tuple(
      fc.nat(3),
      fc.constantFrom('source', 'sink', '\u202e'),
      fc.constantFrom('RUNNING', 'FAILED', 'PAUSED'),
    ),
    { maxLength: 10 },
  )
  .map((list) => {
    let t = 1
    return list.map(([later, name, state]) => ({ t: (t += later), name, state }))
  })

export function highest(values: readonly (number | null)[]): number | null {
  const measured = values.filter((each) => each !== null)
  return measured.length === 0 ? null : Math.max(...measured)
}
