/** A connector as the stand-in keeps it. */
import type { ConnectorConfig, ConnectorPlugin, ConnectorType } from './connect-plugins.ts'
import type { OffsetBody, TargetState } from './connect-bodies.ts'

export type State = 'RUNNING' | 'PAUSED' | 'STOPPED' | 'RESTARTING' | 'FAILED'

/** What changes of a connector. Whoever changes it says so with `touch`. */
export type Connector = {
  readonly name: string
  config: ConnectorConfig
  plugin: ConnectorPlugin
  /** Which end of the pipeline it is; null for a connector that replicates nothing. */
  end: ConnectorType | null
  targetState: TargetState
  state: State
  /** One for each of `tasks`. */
  taskStates: readonly State[]
  tasks: readonly ConnectorConfig[]
  /** Altered or reset over the API; null: those of the pipeline. */
  offsets: readonly OffsetBody[] | null
}
