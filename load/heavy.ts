/**
 * Heavy: 200 users for ten minutes. Does the Kafka Connect API hold on the worst day?
 *
 * Long enough for queues, pools and garbage to show. Without a URL it starts the embedded
 * stack, loads the stand-in for the Connect API in front of it, and removes it all.
 *
 * Usage: npx tsx load/heavy.ts [options]
 *
 * Examples:
 *   npx tsx load/heavy.ts --run-time 30s --report heavy.html
 *   CDC_CONNECT_URL=http://127.0.0.1:8083 npx tsx load/heavy.ts --threshold 'p99<300ms'
 */
import { script } from '../lib/cli.ts'
import { loadOptions } from '../lib/load-options.ts'
import { loadProfiles } from '../lib/load-profiles.ts'
import { loadScript } from '../lib/load-script.ts'

export const options = loadOptions(loadProfiles.heavy)

await script(import.meta, options, loadScript)
