/** What the stand-in keeps over a restart: configurations, target states and altered offsets, in a database of its own. */
import { connectPostgres } from './postgres.ts'
import { inTransaction } from './transaction.ts'
import type { ConnectorConfig } from './connect-plugins.ts'
import type { OffsetBody, TargetState } from './connect-bodies.ts'

export type StoredConnector = {
  readonly name: string
  readonly config: ConnectorConfig
  readonly targetState: TargetState
  /** Offsets that were altered or reset over the API; null where they are those of the pipeline. */
  readonly offsets: readonly OffsetBody[] | null
}

export type ConnectStore = AsyncDisposable & {
  /** In the order in which they were made. */
  readonly load: () => Promise<readonly StoredConnector[]>
  /** Makes the connector, or changes what of it is given. */
  readonly save: (connector: StoredConnector) => Promise<void>
  /** Changes the target state of a connector that is there; of one that is not, nothing. */
  readonly saveTargetState: (name: string, targetState: TargetState) => Promise<void>
  readonly saveOffsets: (name: string, offsets: readonly OffsetBody[] | null) => Promise<void>
  readonly remove: (name: string) => Promise<void>
}

type Row = { name: string; config: string; target_state: string; offsets: string | null }

/**
 * Opens the store at `url`, a database that is there, and makes its table. `first` are the connectors of a store that has never
 * been used; a connector that was deleted stays deleted.
 *
 * @throws UnreachableError when the server cannot be reached.
 */
export async function openConnectStore(
  url: string,
  first: readonly StoredConnector[],
): Promise<ConnectStore> {
  const sql = await connectPostgres(url, {
    max: 2,
    applicationName: 'cdc-testbench connect',
    reconnectMs: 500,
  })
  const created = await inTransaction(sql, '', async (transaction) => {
    const [there] = await transaction`SELECT to_regclass('public.connector') AS name`
    if (there?.['name'] !== null) return false
    await transaction`
      CREATE TABLE connector (
        id bigint GENERATED ALWAYS AS IDENTITY,
        name text PRIMARY KEY,
        config text NOT NULL,
        target_state text NOT NULL,
        offsets text
      )`
    return true
  })

  async function load(): Promise<readonly StoredConnector[]> {
    const rows = await sql<Row[]>`
      SELECT name, config, target_state, offsets FROM connector ORDER BY id`
    return rows.map(parseRow)
  }

  async function save(connector: StoredConnector): Promise<void> {
    const { name, config, targetState } = connector
    await sql`
      INSERT INTO connector (name, config, target_state, offsets)
      VALUES (${name}, ${JSON.stringify(config)}, ${targetState}, ${offsetsText(connector.offsets)})
      ON CONFLICT (name) DO UPDATE
      SET config = excluded.config, target_state = excluded.target_state, offsets = excluded.offsets`
  }

  async function saveTargetState(name: string, targetState: TargetState): Promise<void> {
    await sql`UPDATE connector SET target_state = ${targetState} WHERE name = ${name}`
  }

  async function saveOffsets(name: string, offsets: readonly OffsetBody[] | null): Promise<void> {
    await sql`UPDATE connector SET offsets = ${offsetsText(offsets)} WHERE name = ${name}`
  }

  async function remove(name: string): Promise<void> {
    await sql`DELETE FROM connector WHERE name = ${name}`
  }

  if (created) for (const connector of first) await save(connector)
  async function close(): Promise<void> {
    await sql[Symbol.asyncDispose]()
  }

  return { load, save, saveTargetState, saveOffsets, remove, [Symbol.asyncDispose]: close }
}

function offsetsText(offsets: readonly OffsetBody[] | null): string | null {
  return offsets === null ? null : JSON.stringify(offsets)
}

/** Only this module writes the table, so that its JSON is what was put in. */
function parseRow(row: Row): StoredConnector {
  return {
    name: row.name,
    config: JSON.parse(row.config) as ConnectorConfig,
    targetState: row.target_state as TargetState,
    offsets: row.offsets === null ? null : (JSON.parse(row.offsets) as readonly OffsetBody[]),
  }
}
