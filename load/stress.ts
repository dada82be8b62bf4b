/**
 * Stress: how much is too much? Finds the highest arrival rate at which the thresholds hold.
 *
 * Steps of one rate each: doubled until one does not hold, then narrowed down to a tenth. Says what the limit was: the target,
 * the connections (twice as many hold more), or the generator itself, which is no verdict. Beside it stands how much the target answers when
 * nobody waits between two requests, as autocannon measures it (not over TLS that has to be verified, which it cannot).
 *
 * Usage: npx tsx load/stress.ts [options]
 *
 * Examples:
 *   npx tsx load/stress.ts --step 5s --report stress.html
 *   CDC_CONNECT_URL=http://127.0.0.1:8083 npx tsx load/stress.ts --threshold 'p99<100ms' --rate-max 2000
 */
import { script } from '../lib/cli.ts'
import { stressOptions } from '../lib/stress-options.ts'
import { stressScript } from '../lib/stress-script.ts'

export const options = stressOptions

await script(import.meta, options, stressScript)
