/**
 * UI: the live page, on which load runs are started, watched, changed and stopped.
 *
 * Prints an address with a token in it, and serves the page there until Ctrl-C. Profile, workload, users and thresholds are
 * chosen on the page; the target is chosen here, and cannot be changed there. Flags of a run fill in the form. Without a
 * URL each run starts the embedded stack, loads it, and removes it.
 *
 * Usage: npx tsx load/ui.ts [options]
 *
 * Examples:
 *   npx tsx load/ui.ts
 *   CDC_CONNECT_URL=http://127.0.0.1:8083 npx tsx load/ui.ts --port 0 --users 50 --threshold 'p99<300ms'
 */
import { script } from '../lib/cli.ts'
import { uiOptions } from '../lib/ui-options.ts'
import { uiScript } from '../lib/ui-script.ts'

export const options = uiOptions

await script(import.meta, options, uiScript)
