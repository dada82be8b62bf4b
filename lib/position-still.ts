/** The position where nobody writes: the target has all that it will get. */
import type { Position } from './position-types.ts'

export const stillPosition: Position = {
  name: 'slot',
  waitMs: 0,
  now: async () => '',
  reached: async () => ({ reached: true }),
  writersEnded: async () => true,
}
