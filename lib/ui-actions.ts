/** What can be done to a run from the live page, and why it cannot be done just now. */
import { packRow } from './live-packet.js'
import { redactDeep } from './redact.ts'
import { prepareRun, previewOf } from './ui-form.ts'
import type { FormProblem } from './live-state.ts'
import type { PreparedRun, UiBase } from './ui-form.ts'
import type { UiRun } from './ui-run.ts'
import type { UiAnswer } from './ui-server.ts'

export type Actor = {
  readonly base: UiBase
  /** The last one, whether it goes on or not. */
  readonly run: () => UiRun | null
  readonly start: (prepared: PreparedRun) => UiRun
}

const noteMax = 200
const overSecondsMax = 3600
const rateMax = 1_000_000

/** The answer to what a page asks. `body` is anything that JSON can say. */
export function act(actor: Actor, action: string, body: unknown): UiAnswer {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return wrong([{ field: null, text: 'expected a JSON object' }])
  }
  const asked = body as Asked
  if (action === 'preview') {
    return { status: 200, body: redactDeep(previewOf(prepareRun(asked, actor.base))) }
  }
  if (action === 'start') return start(actor, asked)
  if (action === 'edit') return edit(actor, asked)
  if (action === 'endpoint') return endpoint(actor, asked)
  if (action === 'recent') return recent(actor)
  return action === 'note' ? note(actor, asked) : stop(actor)
}

/** Whether it has not ended. */
export function isOn(run: UiRun): boolean {
  return ['starting', 'running', 'stopping'].includes(run.record.state)
}

type Asked = Readonly<Record<string, unknown>>

const done: UiAnswer = { status: 200, body: {} }

function start(actor: Actor, asked: Asked): UiAnswer {
  const run = actor.run()
  if (run !== null && isOn(run)) return conflict('A run goes on already: stop it first')
  const prepared = prepareRun(asked, actor.base)
  const problems = [...prepared.problems, ...unconfirmed(asked, prepared.host)]
  if (problems.length > 0) return wrong(redactDeep(problems))
  return { status: 200, body: { runId: actor.start(prepared).id } }
}

/** All that is known of one endpoint as of now, by the name that the page has of it. */
function endpoint({ run: current }: Actor, { method, name }: Asked): UiAnswer {
  const result = current()?.result()
  const requests = redactDeep(result?.requests ?? [])
  const failures = redactDeep(result?.failures ?? [])
  function isIt(each: { readonly method: string; readonly name: string }): boolean {
    return each.method === method && each.name === name
  }
  const request = requests.find(isIt)
  if (request === undefined) return conflict('No request of this name was sent')
  return { status: 200, body: { request, failures: failures.filter(isIt) } }
}

/** Every endpoint in the last ten seconds, as rows of a packet. */
function recent({ run: current }: Actor): UiAnswer {
  const run = current()
  const { byEndpoint = null } = run?.record.snapshot ?? {}
  if (run === null || byEndpoint === null || !isOn(run)) return conflict('Nothing runs just now')
  const rows = byEndpoint.recent().map((each) => packRow(each, run.ticks.placeOf(each)))
  return { status: 200, body: { rows } }
}

function edit({ run: current, base }: Actor, { value, over = 0 }: Asked): UiAnswer {
  const run = current()
  if (run?.record.state !== 'running') return conflict('Nothing runs that could be changed')
  const problems = [
    ...valueProblems(value, { run, usersMax: base.usersMax }),
    ...overProblems(over),
  ]
  if (problems.length > 0) return wrong(problems)
  run.change({ value: Number(value), overMs: Number(over) * 1000 })
  return done
}

function note({ run: current }: Actor, { text }: Asked): UiAnswer {
  const run = current()
  if (run === null || !['running', 'stopping'].includes(run.record.state)) {
    return conflict('A note needs a run that goes on')
  }
  const written = typeof text === 'string' ? text.trim() : ''
  if (written === '' || written.length > noteMax) {
    return wrong([{ field: 'text', text: `expected a note of 1 to ${noteMax} characters` }])
  }
  run.note(written)
  return done
}

function stop({ run: current }: Actor): UiAnswer {
  const run = current()
  if (run === null || !isOn(run)) return conflict('Nothing runs that could be stopped')
  run.stop()
  return done
}

function wrong(problems: readonly FormProblem[]): UiAnswer {
  return { status: 400, body: { problems } }
}

function conflict(message: string): UiAnswer {
  return { status: 409, body: { message } }
}

function unconfirmed({ confirm }: Asked, host: string | null): FormProblem[] {
  if (host === null || confirm === host) return []
  return [{ field: 'confirm', text: `Cannot load ${host} unasked: expected its name, typed` }]
}

function valueProblems(
  value: unknown,
  { run, usersMax }: { run: UiRun; usersMax: number },
): FormProblem[] {
  const number = typeof value === 'number' ? value : Number.NaN
  if (run.model === 'open') {
    if (number > 0 && number <= rateMax) return []
    return [{ field: 'value', text: 'expected requests a second, above 0 to 1,000,000' }]
  }
  if (Number.isInteger(number) && number >= 0 && number <= usersMax) return []
  return [{ field: 'value', text: `expected users from 0 to ${usersMax} (--users-max)` }]
}

function overProblems(over: unknown): FormProblem[] {
  if (typeof over === 'number' && over >= 0 && over <= overSecondsMax) return []
  return [{ field: 'over', text: `expected seconds from 0 to ${overSecondsMax}` }]
}
