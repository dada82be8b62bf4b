/** The floors of the house: the one table of which module of lib/ stands where. */

/** The plan: what a module may import is its own floor and the lower ones. */
export const floors: readonly (readonly [name: string, modules: string])[] = [
  [
    'ground',
    `async-queue small-heap number-at errors check result table units quote identifier random histogram redact format-numbers visible-text unique-names
    nearest floors command-line escape-regexp closing-stack redact-rows secret-headers
    fault-result property-result`,
  ],
  [
    'pure',
    `settle-sql settle-judgement
    property-words table-properties markdown-properties html-properties
    mutant mutant-id mutant-score mutant-verdict mutant-words mutant-patch html-mutants mutators mutated-modules mutation-baseline mutation-gate mutation-parity
    condition
    fault fault-judge fault-findings fault-rows table-faults markdown-faults html-faults prom-faults
    postgres-arrays flags flag-values common-options stack-choice manual wait
    load-profiles load-ramp
    live-state live-packet live-model live-events live-page html-marks html-phases html-live html-live-header html-live-form html-live-log html-live-dialogs
    html-heat heat-data report-page-heat trend-data time-of-day html-live-requests report-page-trends report-page-endpoint report-page-recent report-page-shown report-page-place kept-rows report-page-keys report-page-live-charts pulse-data html-pulse html-drawer report-page-drawer report-page-pulse report-page-bands
    report-page-ui report-page-marks report-page-connection report-page-form report-page-shape report-page-dialogs report-page-download html-document ui-guard ui-fields ui-options
    load-stages connect-user-classes load-options load-judgement threshold pacer phase phases mix users exchange-log endpoint-seconds endpoint-trends by-endpoint measured-second check-history chart-record request-tally latency series
    failures failure-columns failure-text curl-line metrics load-messages http-failures
    connect-errors connect-paths connect-json connect-settings connect-plugins connect-bodies connect-connector
    connect-config connect-views connect-sink-offsets
    name-pattern column-type column-form column-policy column-value type-holds compare-schema
    policy scoped-list column-selection table-map table-selection table-pairs
    verdict-line table-text table-refusal by-table compare-cut-over scratch-table scratch-selection table-requests prom-text prom-requests prom-checks live-metrics metrics-accept report-rows report-table report-json report-csv
    report-junit report-prom report-markdown report-html github row-lines sample-csv
    table-words value-words table-check table-tables prom-tables markdown-text markdown-tables
    chart-data chart-bars point-seconds chart-payload beside-payload limit-labels dense-text endpoint-changes chart-words chart-checks check-over second-news failure-key failure-payload failure-room whole-payload html-curve html-tree html-text html-parts html-view html-header
    html-checks html-tables html-differences html-load html-charts html-requests html-failures html-details
    report-page report-page-start report-page-drawing report-page-live report-page-patch report-page-look
    report-page-legend report-page-plot report-page-lines report-page-times report-page-bars report-page-charts
    report-page-tables report-page-controls report-page-limits
    repair-literal repair-statement repair-order repair-facts repair-join repair-tally
    http-answer connect-normal bench-statistics bench-goal digest-sql digest-direct digest lookup3 copy-binary scratch-pair scratch-conditions session-pins
    segments slices row-text row-merge differences reconcile-options reconcile-checks sql-failure table-result tally scratch-findings scratch-live-state
    database-user-classes reconciliation-user-classes load-workloads parse-workload
    database-failure pool-statistics pool-gauge
    all-parts own-users merge-results parts-words html-parts-list table-parts
    capacity stress-options command-words capacity-words html-capacity table-capacity
    baseline-options baseline-words html-baseline html-earlier table-baseline
    baseline baseline-fingerprint baseline-runs baseline-parse baseline-result`,
  ],
  [
    'world',
    `cursor transaction
    test-bundle in-process-tests in-process-globals in-process-guard in-process-run in-process-runner in-process-cases-main fresh-process
    mutation-record mutation-fixtures sample-columns
    ui-stream ui-server
    baseline-earlier baseline-file compare-runs
    result-schema saved-result run-part
    github-summary own-commit child-answer saturation saturation-main
    bench-cpu small-heap file-lock password-file postgres-tls lane earlier-result process process-end process-identity watchdog server-user cache-folder temporary-folder
    parent-watch orphan-main progress atomic-file atomic-stream spool html-assets http postgres scratch-script scratch-commands
    require-part sample-result sample-tables scratch-processes scratch-ui scratch-own-workload scratch-ui-page scratch-axe scratch-exposition chromium scratch-server scratch-request`,
  ],
  [
    'parts',
    `retry
    stryker-reporter stryker-plugin-main stryker-process mutation-scope
    property property-check property-types property-replay property-deadline property-health property-labels property-message property-profile
    examples kept-examples json-value property-files property-given property-server property-sql table-arbitraries load-arbitraries pipeline-history pipeline-trouble result-arbitraries run-functions
    arbitraries pulse-arbitraries second-arbitraries value-arbitraries digest-arbitraries mutant-arbitraries live-arbitraries page-arbitraries tree-parts
    catalogue
    position position-types position-still position-stray position-slot position-slot-probe position-heartbeat position-waiting
    table-writers row-versions settle-reader
    compared-side  probe checkpoint checkpoint-fingerprint
    bench-tables schema schema-queries
    generator-health pipeline-watch cut-over-queries cut-over scratch-plan scratch-values connect-client seed-data leftovers watchdog-main
    postgres-binaries postgres-template stack-postgres scratch-postgres15 scratch-standby stack-replication stack-stand-in
    connect-herder connect-http connect-counts connect-store connect-subscription connect-traces
    connect-known connect-pipeline connect-pipeline-poll connect-registry connect-ends connect-life
    connect-changes connect-offsets connect-topics connect-state connect-routes connect-stand-in
    connect-stand-in-main connect-contract connect-contract-steps connect-test-calls
    connect-test-pipeline repair-catalogue repair-computed repair-exclusion repair-read
    database-connection database-pool database-tables`,
  ],
  [
    'work',
    `property-compare property-pair property-cut property-pipeline property-process property-main
    mutation-run
    own-workload own-failure
    live-table compare-checkpoint compare-pairs compare-progress settling-readers recheck-pairs recheck-table
    confirm unsteady-chunks alike-slices segment-sums reconcile-segment segment-plan reconcile-table reconcile
    over-lanes plain-compare
    reconcile-live settle-attempt settle-outcome scratch-live scratch-lane scratch-settle scratch-writer scratch-rounds scratch-reconcile-rounds scratch-reconcile
    reconcile-chunks reconcile-rows rows-by-key part-reports
    stack stack-pair report row-reports sample-pages load-engine load-measurement load-threads load-trouble load-lane load-closed load-open
    load-worker-main scratch-run scratch-workload
    repair-sides repair-plan repair-build repair-collect repair-free-value repair-circles repair-store repair-script
    reconcile-repair reconcile-apply scratch-repair scratch-repair-bench
    scratch-database-run`,
  ],
  [
    'uses',
    `workload-connect bench-workload workload-database database-tasks workload-reconciliation
    fault-types fault-values fault-fixture fault-catalogue fault-every-type fault-recorded fault-seen
    fault-loss fault-loss-rows fault-schema fault-tables fault-pipelines fault-positions fault-steps fault-numbers fault-amounts fault-times fault-dates fault-texts fault-letters fault-shapes fault-arrays fault-traps fault-keys fault-order fault-duplicates fault-benign fault-benign-objects fault-benign-sessions fault-benign-use
    fault-pair fault-inject fault-run`,
  ],
  [
    'frame',
    `bench-property run-properties run-reconcile reconcile-settings run-load load-target cli cli-run cli-outcome cli-output cli-result cli-stop
    run-mutation run-parity bench-mutation
    bench-load bench-plan bench-process bench-reconcile bench-live bench-compare bench-floor bench-target-main bench-generator-main
    bench-ui bench-baseline bench-page scratch-pictures-main scratch-ui-ticks scratch-page-cost
    ui-actions ui-change ui-form ui-record ui-run ui-session ui-ticks ui-trends ui-script run-ui
    load-stack load-subject load-connect load-database load-reconciliation load-file load-script
    run-faults
    run-baseline run-stress stress-script run-all`,
  ],
]
