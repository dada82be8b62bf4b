/**
 * Soak: 20 users for an hour. Does the Kafka Connect API leak, slow down or tire?
 *
 * Compare the last minutes of the chart with the first ones. Without a URL it starts the embedded
 * stack, loads the stand-in for the Connect API in front of it, and removes it all.
 *
 * Usage: npx tsx load/soak.ts [options]
 *
 * Examples:
 *   npx tsx load/soak.ts --run-time 30s --report soak.html
 *   CDC_CONNECT_URL=http://127.0.0.1:8083 npx tsx load/soak.ts --threshold 'p99<300ms'
 */
import { script } from '../lib/cli.ts'
import { loadOptions } from '../lib/load-options.ts'
import { loadProfiles } from '../lib/load-profiles.ts'
import { loadScript } from '../lib/load-script.ts'

export const options = loadOptions(loadProfiles.soak)

await script(import.meta, options, loadScript)
