/** Holds the house to its plan: floors, arrows, lengths, and scripts whose manual is their table of flags. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const scriptFolders = ['scripts', 'load', 'property', 'mutation'].filter((folder) =>
  existsSync(join(root, folder)),
)

/** The plan: what a module may import is its own floor and the lower ones. */
const floors: readonly (readonly [name: string, modules: string])[] = [
  [
    'ground',
    `async-queue small-heap errors result table units quote identifier random histogram redact format-numbers visible-text unique-names
    nearest closing-stack redact-rows`,
  ],
  [
    'pure',
    `settle-sql settle-judgement
    flags flag-values common-options stack-choice manual wait
    load-stages connect-user-classes load-options load-judgement threshold pacer mix users exchange-log latency series
    failures metrics load-messages http-failures
    connect-errors connect-paths connect-json connect-settings connect-plugins connect-bodies connect-connector
    connect-config connect-views connect-sink-offsets
    name-pattern column-type column-form column-policy column-value type-holds compare-schema
    policy scoped-list column-selection table-map table-selection table-pairs
    verdict-line table-text table-refusal by-table compare-cut-over scratch-table table-requests prom-text report-rows report-table report-json report-csv
    report-junit report-prom report-markdown report-html row-lines sample-csv
    table-words value-words table-check table-tables prom-tables markdown-text markdown-tables
    chart-data chart-payload chart-words html-tree html-text html-parts html-view html-header
    html-checks html-tables html-differences html-load html-charts html-requests html-failures html-details
    report-page report-page-start report-page-live report-page-patch report-page-look
    report-page-legend report-page-plot report-page-lines report-page-bars report-page-charts
    report-page-tables report-page-controls report-page-limits
    repair-literal repair-statement repair-order repair-facts repair-join repair-tally
    http-answer connect-normal bench-plan bench-statistics bench-goal digest-sql digest lookup3 copy-binary scratch-pair session-pins
    segments row-text row-merge differences reconcile-options reconcile-checks sql-failure table-result tally
    database-user-classes reconciliation-user-classes load-workloads
    database-failure pool-statistics pool-gauge`,
  ],
  [
    'world',
    `cursor
    bench-cpu file-lock password-file postgres-tls lane earlier-result process process-end process-identity watchdog server-user cache-folder temporary-folder
    parent-watch progress atomic-file atomic-stream spool html-assets http postgres scratch-script
    require-part sample-result sample-tables chromium scratch-server scratch-request`,
  ],
  [
    'parts',
    `retry
    position position-types position-still position-slot position-slot-probe position-heartbeat position-waiting
    table-writers row-versions settle-reader
    compared-side  probe checkpoint checkpoint-fingerprint
    bench-tables schema schema-queries
    generator-health cut-over-queries cut-over scratch-plan scratch-values connect-client seed-data leftovers watchdog-main
    postgres-binaries postgres-template stack-postgres scratch-postgres15 stack-replication stack-stand-in
    connect-herder connect-http connect-counts connect-store connect-subscription connect-traces
    connect-known connect-pipeline connect-pipeline-poll connect-registry connect-ends connect-life
    connect-changes connect-offsets connect-topics connect-state connect-routes connect-stand-in
    connect-stand-in-main connect-contract connect-contract-steps connect-test-calls
    connect-test-pipeline repair-catalogue repair-read
    database-connection database-pool database-tables`,
  ],
  [
    'work',
    `  live-table compare-checkpoint compare-pairs compare-progress settling-readers recheck-pairs recheck-table
    confirm unsteady-chunks reconcile-segment segment-plan reconcile-table reconcile
    over-lanes
    reconcile-live settle-attempt settle-outcome scratch-live scratch-writer scratch-rounds scratch-reconcile-rounds scratch-reconcile
    reconcile-chunks reconcile-rows rows-by-key
    stack stack-pair report row-reports sample-pages load-engine load-threads load-lane load-closed load-open
    load-worker-main scratch-run scratch-workload
    repair-sides repair-plan repair-build repair-free-value repair-circles repair-store repair-script
    reconcile-repair reconcile-apply scratch-repair scratch-repair-bench
    scratch-database-run`,
  ],
  [
    'uses',
    'workload-connect bench-workload workload-database database-tasks workload-reconciliation',
  ],
  [
    'frame',
    `run-reconcile reconcile-settings run-load load-target cli cli-run cli-outcome cli-output cli-result cli-stop
    bench-load bench-process bench-reconcile bench-live bench-compare bench-floor bench-target-main bench-generator-main
    load-stack load-subject load-connect load-database load-reconciliation load-file load-script`,
  ],
]

const floorOf = new Map(
  floors.flatMap(([, modules], floor) =>
    modules
      .split(/\s+/)
      .filter((name) => name !== '')
      .map((name) => [name, floor] as const),
  ),
)

type Source = { readonly folder: string; readonly name: string; readonly text: string }

const sources: readonly Source[] = ['lib', ...scriptFolders].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => /\.(?:ts|js)$/.test(file))
    .map((file) => ({
      folder,
      name: file,
      text: readFileSync(join(root, folder, file), 'utf8'),
    })),
)

const modules = sources.filter(({ folder, name }) => folder === 'lib' && !name.endsWith('.test.ts'))
const scripts = sources.filter(({ folder, name }) => folder !== 'lib' && !name.endsWith('.test.ts'))

/** The paths that a source imports from the project itself, static or dynamic; types alone bind nothing. */
function importsOf({ text }: Source): string[] {
  const values = text.replace(/^(?:im|ex)port type [^;]*?from '[^']+'/gm, '')
  const found = values.matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g)
  return [...found].map(([, path]) => path ?? '')
}

function stem(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.(?:ts|js)$/, '')
}

test('every module of lib/ has its place in the plan, and the plan names none that is not there', () => {
  const present = modules.map(({ name }) => stem(name)).toSorted()
  assert.deepEqual(present, [...floorOf.keys()].toSorted())
})

test('a module of lib/ imports its own floor and lower ones', () => {
  const wrong = modules.flatMap((module) =>
    importsOf(module)
      .filter((path) => (floorOf.get(stem(path)) ?? 99) > (floorOf.get(stem(module.name)) ?? -1))
      .map((path) => `${module.name} → ${path}`),
  )
  assert.deepEqual(wrong, [])
})

test('lib/ never imports a script, and scripts never import each other', () => {
  const wrong = [...modules, ...scripts].flatMap((source) =>
    importsOf(source)
      .filter((path) =>
        source.folder === 'lib' ? !path.startsWith('./') : !path.startsWith('../lib/'),
      )
      .map((path) => `${source.folder}/${source.name} → ${path}`),
  )
  assert.deepEqual(wrong, [])
})

test('what ends in -main is imported by nobody', () => {
  const wrong = sources.filter((source) =>
    importsOf(source).some((path) => stem(path).endsWith('-main')),
  )
  assert.deepEqual(wrong, [])
})

test('each folder is flat', () => {
  const nested = ['lib', ...scriptFolders].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${folder}/${name}`),
  )
  assert.deepEqual(nested, [])
})

test('no file is longer than 250 lines', () => {
  const long = sources
    .map(({ folder, name, text }) => ({
      path: `${folder}/${name}`,
      lines: text.split('\n').length - 1,
    }))
    .filter(({ lines }) => lines > 250)
  assert.deepEqual(long, [])
})

test('every file opens with a sentence on what it is', () => {
  const silent = sources.filter(({ text }) => !/^(?:\/\/ @ts-check\n)?\/\*\*/.test(text))
  assert.deepEqual(
    silent.map(({ folder, name }) => `${folder}/${name}`),
    [],
  )
})

test('no timeout stands in AbortSignal.any, where Node 20 lets it be collected before it fires', () => {
  const wrong = sources.filter(({ text }) =>
    /AbortSignal\.any\([^;]*AbortSignal\.timeout\(/.test(text),
  )
  assert.deepEqual(
    wrong.map(({ folder, name }) => `${folder}/${name}`),
    [],
  )
})

/** What no module but the frame may touch: argv, exit codes, signals, stdout. */
const framesOwn = /process\.(?:argv|exit|exitCode|stdout)\b/

test('only the frame and what runs as a process of its own touch argv, exit codes and stdout', () => {
  const wrong = [...modules, ...scripts].filter(
    ({ name, text }) => framesOwn.test(text) && !/^cli(?:-\w+)?\.ts$|-main\.ts$/.test(name),
  )
  assert.deepEqual(
    wrong.map(({ folder, name }) => `${folder}/${name}`),
    [],
  )
})

const run = promisify(execFile)

for (const { folder, name, text } of scripts) {
  test(`${folder}/${name} --help is its table of flags, and its text names no other`, async () => {
    const file = join(root, folder, name)
    const { stdout } = await run(process.execPath, ['--import', 'tsx', file, '--help'], {
      cwd: root,
    })
    const { options } = (await import(pathToFileURL(file).href)) as {
      options: Record<string, unknown>
    }
    const listed = [...stdout.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, flag]) => flag)
    const common = [
      'source',
      'target',
      'connect',
      'brokers',
      'stack',
      'json',
      'quiet',
      'report',
      'seed',
      'help',
    ]
    assert.deepEqual(listed, [...Object.keys(options), ...common])
    const [comment = ''] = /\/\*\*[\s\S]*?\*\//.exec(text) ?? []
    const mentioned = [...comment.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, flag]) => flag)
    assert.deepEqual(
      mentioned.filter((flag) => flag !== undefined && flag !== 'import' && !listed.includes(flag)),
      [],
    )
    assert.match(comment, new RegExp(`Usage: npx tsx ${folder}/${name}`))
  })
}
