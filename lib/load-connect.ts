/** The connect workload on its target: its connectors found, so that tasks with a name have one. */
import { discover } from './connect-client.ts'
import { openLoadTarget } from './load-target.ts'
import type { HttpFlags, LoadRun, LoadSubject } from './load-subject.ts'
import type { ConnectSettings } from './workload-connect.ts'

/** @throws UnreachableError where there is no Connect API at the URL, or the embedded stack cannot be started */
export async function openConnectLoad(run: LoadRun<HttpFlags>): Promise<LoadSubject> {
  const target = await openLoadTarget(run)
  try {
    run.progress(`asking ${target.urls.join(', ')} for its connectors`)
    const { connectors, version, requests } = await discover(target, run.signal)
    const { urls, headers, ca, insecure } = target
    const settings: ConnectSettings = { urls, headers, ca, insecure, connectors }
    return {
      workload: { module: new URL('workload-connect.ts', import.meta.url).href, settings },
      connections: run.flags.connections,
      environment: { ...target.environment, ...(version === null ? {} : { connect: version }) },
      requestsBefore: requests,
      countRequests: target.countRequests,
      pipeline: { source: target.source, connect: target, connectors },
      [Symbol.asyncDispose]: async () => await target[Symbol.asyncDispose](),
    }
  } catch (error) {
    await target[Symbol.asyncDispose]()
    throw error
  }
}
