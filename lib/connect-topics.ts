/** The topics that a connector has used: one for each table of the pipeline, since the last reset. */
import { topicOf, topicPrefix } from './connect-ends.ts'
import type { LifeParts } from './connect-life.ts'
import type { TableChanges } from './connect-pipeline-poll.ts'

export type Topics = {
  /** The body of GET /topics; a connector that is not there has used none. */
  readonly topicsOf: (name: string) => string
  /** Forgets what was used; a table comes back with its next change. */
  readonly reset: (name: string) => void
}

export function createTopics({ registry, pipeline }: LifeParts): Topics {
  const resets = new Map<string, TableChanges>()

  function topicsOf(name: string): string {
    const end = registry.get(name)?.end ?? null
    if (end === null) return JSON.stringify({ [name]: { topics: [] } })
    const since = resets.get(name)
    const topics = [...pipeline.tables(end)]
      .filter(([table, changes]) => since === undefined || changes > (since.get(table) ?? 0))
      .map(([table]) => topicOf(table))
    // The source writes its heartbeat all the time.
    const heartbeat = end === 'source' ? [`__debezium-heartbeat.${topicPrefix}`] : []
    return JSON.stringify({ [name]: { topics: [...heartbeat, ...topics] } })
  }

  function reset(name: string): void {
    const end = registry.get(name)?.end ?? null
    if (end !== null) resets.set(name, new Map(pipeline.tables(end)))
  }

  return { topicsOf, reset }
}
