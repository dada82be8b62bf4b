/** Which recorded answers of a real worker hold whom to what: the order in which they are asked again, and those that are not. */

/** What a scratch connector has come to before the next request. */
export type Awaited = {
  readonly connector: string
  readonly state: 'RUNNING' | 'PAUSED' | 'STOPPED'
  /** How many tasks it has, all in that state. */
  readonly tasks: number
}

/**
 * A name of `fixtures/connect-answers`, or something to wait for. `quick` are the answers of a moment: what was asked so long after the
 * request before it that the moment may have passed cannot be told.
 */
export type Step =
  { readonly answer: string; readonly quick?: true } | { readonly untilStatus: Awaited }

const spareRuns = until('spare', 'RUNNING', 1)

/** The sequence of the recorder, on a worker with a source and a sink that run. */
export const contractSteps: readonly Step[] = [
  ...answers(`root health connectors connectors-expand-both connectors-expand-status
    connectors-expand-info connectors-expand-unknown`),
  ...answers(`connector-src connector-src-config connector-src-status connector-src-tasks
    connector-src-tasks-config connector-src-task-status connector-src-topics connector-src-offsets`),
  ...answers(`connector-snk connector-snk-config connector-snk-status connector-snk-tasks
    connector-snk-tasks-config connector-snk-task-status connector-snk-topics connector-snk-offsets`),
  ...answers(
    `plugins plugins-all plugin-config-version plugin-config-version-bad plugin-config-unknown`,
  ),
  ...answers(`unknown-info unknown-config unknown-status unknown-tasks unknown-task-status unknown-topics
    unknown-offsets unknown-pause unknown-resume unknown-stop unknown-restart unknown-restart-tasks
    unknown-restart-task unknown-delete unknown-topics-reset unknown-patch-config unknown-patch-offsets
    unknown-delete-offsets unknown-path unknown-task bad-task-id unknown-task-restart`),
  ...answers(`method-405-connectors method-405-config method-405-status method-405-patch options head
    media-415 media-406`),
  ...answers(`malformed-json-post malformed-json-put malformed-array empty-body-post empty-body-put
    null-body-put unknown-field-post no-config-post nested-config-value null-config-value`),
  ...answers(`create-bad-config-400 create-unknown-class create-no-class put-unknown-class put-name-mismatch
    create-empty-name create-control-char create-duplicate-409 create-bad-initial-state`),
  ...answers('create-201'),
  { answer: 'status-right-after-create', quick: true },
  spareRuns,
  ...answers('put-update-200'),
  spareRuns,
  ...answers('put-same-200 patch-config-add patch-config-null-removes patch-config-get'),
  spareRuns,
  ...answers('restart-plain'),
  spareRuns,
  ...answers('restart-onlyFailed restart-includeTasks'),
  spareRuns,
  ...answers('restart-includeTasks-onlyFailed restart-bad-bool'),
  spareRuns,
  ...answers('restart-task'),
  spareRuns,
  ...answers('offsets-patch-running-400 offsets-delete-running-400 pause-202'),
  until('spare', 'PAUSED', 1),
  ...answers('status-paused pause-again restart-while-paused'),
  until('spare', 'PAUSED', 1),
  ...answers('status-paused-after-restart resume-202'),
  spareRuns,
  ...answers('stop-204'),
  until('spare', 'STOPPED', 0),
  ...answers(`status-stopped tasks-stopped restart-while-stopped offsets-patch-empty-400
    offsets-patch-badshape-400 offsets-patch-ok offsets-get-altered offsets-delete-ok offsets-get-reset
    topics-reset resume-after-stop`),
  { answer: 'delete-204', quick: true },
  { answer: 'status-right-after-delete', quick: true },
  ...answers('delete-again-404'),
  ...answers(`name-slash-create name-slash-get name-slash-status name-slash-delete name-space-create
    name-space-get name-space-delete name-percent-create name-percent-get name-percent-delete
    name-dotdot name-backslash name-semicolon list-with-slash-name`),
  ...answers('initial-state-paused'),
  until('born-paused', 'PAUSED', 0),
  ...answers('initial-state-paused-status initial-state-paused-delete'),
]

/** Held by tests of their own, for they need a worker that starts or a pipeline that is damaged. */
export const heldElsewhere: readonly string[] = [
  'before-init-404',
  'status-sink-failed',
  'status-source-slot-lost',
]

/** The recorded answers that the stand-in does not give, each with the reason. They come with a real worker. */
export const leftOut: Readonly<Record<string, string>> = {
  ...because(
    'the validation endpoint opens connections of the plugins',
    `validate-ok validate-bad validate-src-db-down validate-mismatch validate-no-class
     validate-unknown-plugin`,
  ),
  ...because('the same body as plugin-config-version, which is asked', 'plugin-config-sink'),
  ...because(
    'there is no logger of the JVM to set',
    `loggers logger-get logger-put logger-get-after logger-put-cluster logger-put-bad-level
     logger-put-no-level logger-unknown`,
  ),
  ...because('no database is asked while a configuration is checked', 'create-db-down-400'),
  ...because(
    'there is one worker: nothing is forwarded',
    'internal-tasks-unsigned internal-fence-unsigned forward-io-error-500',
  ),
  ...because(
    'there is one worker: nothing is rebalanced',
    'rebalance-get-500 rebalance-mutation-409',
  ),
  ...because('there is no broker that could be down', 'health-unhealthy-500'),
}

function answers(names: string): readonly Step[] {
  return wordsOf(names).map((answer) => ({ answer }))
}

function until(connector: string, state: Awaited['state'], tasks: number): Step {
  return { untilStatus: { connector, state, tasks } }
}

function because(reason: string, names: string): Readonly<Record<string, string>> {
  return Object.fromEntries(wordsOf(names).map((name) => [name, reason]))
}

function wordsOf(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}
