/**
 * Medium: 50 users for five minutes. Does the Kafka Connect API hold on an ordinary day?
 *
 * What a few dashboards, an operator and some deployments ask of it together. Without a URL it starts the embedded
 * stack, loads the stand-in for the Connect API in front of it, and removes it all.
 *
 * Usage: npx tsx load/medium.ts [options]
 *
 * Examples:
 *   npx tsx load/medium.ts --run-time 30s --report medium.html
 *   CDC_CONNECT_URL=http://127.0.0.1:8083 npx tsx load/medium.ts --threshold 'p99<300ms'
 */
import { script } from '../lib/cli.ts'
import { loadOptions } from '../lib/load-options.ts'
import { loadProfiles } from '../lib/load-profiles.ts'
import { loadScript } from '../lib/load-script.ts'

export const options = loadOptions(loadProfiles.medium)

await script(import.meta, options, loadScript)
