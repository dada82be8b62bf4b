/**
 * Light: 10 users for two minutes. Is the Kafka Connect API well?
 *
 * The first thing to run: what fails here fails everywhere. Without a URL it starts the embedded
 * stack, loads the stand-in for the Connect API in front of it, and removes it all.
 *
 * Usage: npx tsx load/light.ts [options]
 *
 * Examples:
 *   npx tsx load/light.ts --run-time 30s --report light.html
 *   npx tsx load/light.ts --workload ./mine.ts --run-time 1m        the README has an example
 *   CDC_CONNECT_URL=http://127.0.0.1:8083 npx tsx load/light.ts --threshold 'p99<300ms'
 */
import { script } from '../lib/cli.ts'
import { loadOptions } from '../lib/load-options.ts'
import { loadProfiles } from '../lib/load-profiles.ts'
import { loadScript } from '../lib/load-script.ts'

export const options = loadOptions(loadProfiles.light)

await script(import.meta, options, loadScript)
