/**
 * Spike: 500 users, 100 more every second, on the Kafka Connect API. Does it hold?
 *
 * What happens when every client comes back at once after an outage. Without a URL it starts the embedded
 * stack, loads the stand-in for the Connect API in front of it, and removes it all.
 *
 * Usage: npx tsx load/spike.ts [options]
 *
 * Examples:
 *   npx tsx load/spike.ts --run-time 30s --report spike.html
 *   CDC_CONNECT_URL=http://127.0.0.1:8083 npx tsx load/spike.ts --threshold 'p99<300ms'
 */
import { script } from '../lib/cli.ts'
import { loadOptions } from '../lib/load-options.ts'
import { loadProfiles } from '../lib/load-profiles.ts'
import { loadScript } from '../lib/load-script.ts'

export const options = loadOptions(loadProfiles.spike)

await script(import.meta, options, loadScript)
