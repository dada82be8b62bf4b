/** Users as somebody writes them who has a pipeline and no interest in ours: tasks with weights, pauses, and checks that throw. */
import { setImmediate as turn } from 'node:timers/promises'

import { UsageError, messageOf } from './errors.ts'
import { failureOf } from './http-failures.ts'
import { promiseConnection } from './users.ts'
import type { Endpoint, Failed, Think, UserClass, Workload } from './users.ts'

/** What a task gets. */
export type TaskGiven = {
  /** The first Connect URL, the databases; empty and null where there are none. */
  readonly connect: string
  readonly source: string | null
  readonly target: string | null
  /** Aborted when the request takes too long, or the run ends. */
  readonly signal: AbortSignal
}

export type Task = {
  /** `GET`, `SQL`: a word in capitals. With the name, what statistics are kept by. */
  readonly method: string
  readonly name: string
  /** How often, beside the other tasks; 1 where it is left out. */
  readonly weight?: number
  /** Resolves when the answer is there and right; what it throws is a failure. A number is taken as the bytes of the answer. */
  readonly run: (given: TaskGiven) => Promise<unknown>
}

/** By name, the default first. */
export type OwnUsers = Readonly<
  Record<string, { readonly think?: Think; readonly tasks: readonly Task[] }>
>

const noPause: Think = { minMs: 0, maxMs: 0, burst: 1 }

/** @throws UsageError where `users` is not what it should be, with everything that is wrong */
export function workloadOfUsers(
  users: OwnUsers,
  given: Pick<TaskGiven, 'connect' | 'source' | 'target'>,
): Workload {
  const problems = problemsOf(users)
  if (problems.length > 0) throw new UsageError(problems)
  const tasks = tasksOf(users)
  const endpoints = tasks.map(({ method, name }) => ({ method, name }))
  const classes = Object.entries(users).map(([name, user]): [string, UserClass] => {
    const weights = tasks.map(
      (task) => user.tasks.filter((each) => each === task).length * (task.weight ?? 1),
    )
    return [name, { weights, think: user.think ?? noPause }]
  })
  return {
    endpoints,
    classes: Object.fromEntries(classes),
    defaultClass: classes[0]?.[0] ?? '',
    open: () =>
      promiseConnection({
        run: async (endpoint, { signal, sent }) => {
          // A task that waits for nothing, of a user who does not pause, would never let the thread see that the run is over.
          await turn()
          signal.throwIfAborted()
          sent()
          const bytes = await tasks[endpoint]?.run({ ...given, signal })
          return typeof bytes === 'number' && bytes >= 0 ? bytes : -1
        },
        explain,
        close: () => {},
      }),
    stop: async () => {},
  }
}

/** Classes may share a task: it is one endpoint, or each of them would draw it as often as all together have it. */
function tasksOf(users: OwnUsers): readonly Task[] {
  return [...new Set(Object.values(users).flatMap(({ tasks }) => tasks))]
}

function problemsOf(users: unknown): readonly string[] {
  const problems = classProblems(users)
  return problems.length > 0 ? problems : nameProblems(tasksOf(users as OwnUsers))
}

/** A threshold on one of two with the same name would be held against the first alone. */
export function nameProblems(named: readonly Endpoint[]): readonly string[] {
  const names = named.map(({ method, name }) => `${method} ${name}`)
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  return [...new Set(twice)].map(
    (name) =>
      `two of its endpoints are called ${name}, expected a name for each: statistics are kept by it`,
  )
}

function classProblems(users: unknown): readonly string[] {
  if (!isRecord(users) || Object.keys(users).length === 0) {
    return ['its `users` is no record of user classes, expected { Name: { tasks: [ … ] } }']
  }
  return Object.entries(users).flatMap(([name, user]) => {
    const tasks = isRecord(user) ? user['tasks'] : undefined
    if (!isRecord(user) || !Array.isArray(tasks) || tasks.length === 0) {
      return [`its user class ${name} has no tasks, expected { tasks: [ … ] }`]
    }
    return [
      ...(user['think'] === undefined || isThink(user['think'])
        ? []
        : [`the pause of its user class ${name} is none, expected { minMs, maxMs, burst }`]),
      ...tasks.flatMap((task: unknown, index) =>
        isTask(task)
          ? []
          : [
              `task ${index + 1} of its user class ${name} is none, expected { method: 'GET', name, weight above 0, run() }`,
            ],
      ),
    ]
  })
}

function isThink(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { minMs, maxMs, burst } = value
  return (
    isNumber(minMs) &&
    isNumber(maxMs) &&
    minMs >= 0 &&
    maxMs >= minMs &&
    isNumber(burst) &&
    burst >= 1
  )
}

function isTask(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { method, name, weight = 1, run } = value
  return (
    typeof method === 'string' &&
    /^[A-Z]+$/.test(method) &&
    typeof name === 'string' &&
    name !== '' &&
    isNumber(weight) &&
    weight > 0 &&
    typeof run === 'function'
  )
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Groups failures by their first line: what a check throws, what a socket or a database says. */
function explain(thrown: unknown): Failed {
  // fetch wraps what happened to the socket.
  const error = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof Error && /^(?:E[A-Z]{3,}|UND_ERR_|CERT_|ERR_TLS_|ERR_SSL_)/.test(code)) {
    return failureOf(error)
  }
  const [message = ''] = messageOf(thrown).split('\n')
  return { kind: /^[0-9A-Z]{5}$/.test(code) ? 'sql' : 'body', message }
}
