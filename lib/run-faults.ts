/** Runs the catalogue of faults, or one of them, for a script: starts the servers, judges each, and keeps one where it is asked to. */
import { once } from 'node:events'
import { availableParallelism } from 'node:os'

import { UsageError } from './errors.ts'
import { faultCatalogue } from './fault-catalogue.ts'
import { faultFindings } from './fault-findings.ts'
import { startFaultServers } from './fault-pair.ts'
import { openFault, runFaults } from './fault-run.ts'
import { nearest } from './nearest.ts'
import { keepHeapSmall } from './small-heap.ts'
import { digestSeedOf } from './reconcile-settings.ts'
import type { Fault } from './fault.ts'
import type { JudgedFault } from './fault-findings.ts'
import type { FaultRun } from './fault-run.ts'
import type { Progress } from './progress.ts'
import type { Findings } from './result.ts'

export type FaultsScript = {
  readonly flags: {
    readonly fault: string | undefined
    readonly keep: boolean
    readonly list: boolean
    readonly json: boolean
  }
  readonly seed: number
  readonly signal: AbortSignal
  readonly progress: Progress
  readonly announce: (text: string) => void
}

/** @throws UsageError where there is no such fault; UnreachableError where the servers cannot be started */
export async function runFaultsScript(script: FaultsScript): Promise<Findings> {
  const catalogue = await faultCatalogue()
  const { fault: id, keep, list } = script.flags
  if (list) return listOf(catalogue)
  if (id === undefined) return await runAll(script, catalogue)
  const fault = faultNamed(id, catalogue)
  return keep ? await keepOne(script, fault) : await runOne(script, fault)
}

function listOf(catalogue: readonly Fault[]): Findings {
  const { faults = [] } = faultFindings(catalogue.map(notRun))
  return { checks: [{ name: 'done', verdict: 'pass' }], faults }
}

function notRun(fault: Fault): JudgedFault {
  return { fault, judgement: null, durationMs: 0, failure: null }
}

function faultNamed(id: string, catalogue: readonly Fault[]): Fault {
  const found = catalogue.find((fault) => fault.id.toLowerCase() === id.toLowerCase())
  if (found !== undefined) return found
  const near = nearest(
    id,
    catalogue.map((fault) => fault.id),
  )
  const hint = near === null ? '' : `, ${near} perhaps`
  throw new UsageError(`Cannot use --fault "${id}": expected an id that --list tells${hint}`)
}

async function runAll(script: FaultsScript, catalogue: readonly Fault[]): Promise<Findings> {
  const { seed, signal, progress } = script
  keepHeapSmall()
  progress('starting two PostgreSQL servers')
  await using servers = await startFaultServers({ signal })
  const done = { all: 0, unlike: 0 }
  const runs = await runFaults({
    faults: catalogue,
    servers,
    // While one pair is compared another one is copied.
    width: availableParallelism() + 1,
    digestSeed: digestSeedOf(seed),
    signal,
    onRun: ({ judgement }) => {
      done.all += 1
      if (!judgement.exact) done.unlike += 1
      progress(`${done.all} of ${catalogue.length} faults, ${done.unlike} not as they should be`)
    },
  })
  const ran = new Map(runs.map((run) => [run.fault, run]))
  return faultFindings(catalogue.map((fault) => ran.get(fault) ?? notRun(fault)))
}

async function runOne({ seed, signal, progress }: FaultsScript, fault: Fault): Promise<Findings> {
  progress('starting two PostgreSQL servers')
  await using servers = await startFaultServers({ signal })
  await using opened = await openFault(servers, fault, { digestSeed: digestSeedOf(seed), signal })
  return findingsOfOne(opened.run)
}

function findingsOfOne(run: FaultRun): Findings {
  const tables = run.compared.tables.filter(
    ({ verdict, schema }) => verdict !== 'equal' || schema.length > 0,
  )
  return { ...faultFindings([run], { alone: true }), ...(tables.length > 0 && { tables }) }
}

/** Tells where the databases are, and holds them until it is stopped. */
async function keepOne(script: FaultsScript, fault: Fault): Promise<Findings> {
  const { flags, seed, signal, progress, announce } = script
  progress('starting two PostgreSQL servers')
  await using servers = await startFaultServers({ signal })
  await using opened = await openFault(servers, fault, { digestSeed: digestSeedOf(seed), signal })
  const { urls, run } = opened
  const findings = findingsOfOne(run)
  announce(flags.json ? JSON.stringify({ ...urls, pid: process.pid }) : keptText(urls, findings))
  if (!signal.aborted) await once(signal, 'abort')
  return findings
}

function keptText(
  urls: { readonly source: string; readonly target: string },
  { faults = [] }: Findings,
): string {
  const [fault] = faults
  return [
    `fault    ${fault?.id} ${fault?.name}: ${fault?.verdict}${fault?.exact === true ? '' : ', not exactly'}`,
    `source   ${urls.source}`,
    `target   ${urls.target}`,
    '',
    'Ctrl-C ends it and removes everything.',
  ].join('\n')
}
