/** Mutants of a run, for laws: in few files, of every status, with and without a reason. */
import * as fc from 'fast-check'

import { statuses } from './mutant-words.ts'
import { crashReason } from './mutant.ts'
import type { FoundMutant, Mutant } from './mutant.ts'

export const foundMutant: FoundMutant = {
  id: '0123456789',
  file: 'lib/a.ts',
  line: 1,
  mutator: 'M',
  original: 'a',
  replacement: 'b',
  from: 0,
  to: 1,
}

/** Each has an id of its own: `id0`, `id1`. */
export const mutants = fc
  .array(
    fc.record({
      file: fc.constantFrom('lib/a.ts', 'lib/b.ts', 'lib/a-b.ts', 'lib/c.ts'),
      status: fc.oneof(fc.constantFrom(...statuses), fc.constant('killed' as const)),
      reason: fc.constantFrom(
        null,
        null,
        `${crashReason}exited with code 1`,
        `${crashReason}SIGSEGV`,
        'Hit limit reached (2/1)',
      ),
      killedBy: fc.constantFrom(null, 'a.test.ts::one'),
      coveredBy: fc.array(fc.constantFrom('a.test.ts::one', 'a.test.ts::two'), { maxLength: 6 }),
    }),
    { maxLength: 14 },
  )
  .map((list) => list.map((each, at): Mutant => ({ ...foundMutant, ...each, id: `id${at}` })))
