/** What makes the work of one reconciliation stand in another: servers, seed, depth, and how each table is compared. */
import { createHash } from 'node:crypto'

import type { Fingerprint } from './checkpoint.ts'
import type { Lane } from './lane.ts'
import type { Both, TablePair } from './table.ts'

export type FingerprintParts = {
  readonly pairs: readonly TablePair[]
  /** See `serverIdentity`. */
  readonly servers: Both<string>
  /** Whatever else the run depends on: seed, depth, native hashes, … */
  readonly settings: Readonly<Record<string, string>>
}

/** A line for each table and setting, so that a difference is told by name. */
export function fingerprintOf({ pairs, servers, settings }: FingerprintParts): Fingerprint {
  const tables = pairs.map((pair) => [`table ${pair.label}`, tableFingerprint(pair)] as const)
  return {
    'source server': servers.source,
    'target server': servers.target,
    ...settings,
    ...Object.fromEntries(tables),
  }
}

/**
 * Which database this is, whatever name or address leads there: the identifier of the cluster, and the database in it; its place
 * where the server does not tell.
 */
export async function serverIdentity(lane: Pick<Lane, 'rows' | 'where'>): Promise<string> {
  const [right] = await lane.rows(
    `SELECT has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')`,
  )
  if (right?.[0] !== 't') return lane.where
  const [row] = await lane.rows(
    `SELECT system_identifier::text || '/' || current_database() FROM pg_catalog.pg_control_system()`,
  )
  return row?.[0] ?? lane.where
}

/** What can be read of it, and a hash of the rest: the expressions of a wide table would be many lines. */
function tableFingerprint(pair: TablePair): string {
  const { targetLabel, columns, key, where } = pair
  const names = columns.map(({ name, policy }) =>
    policy.name === 'exact' ? name : `${name} ${policyText(policy)}`,
  )
  const expressions = columns.map(({ value, valueType, own }) => [value, valueType, own])
  const hash = createHash('sha256')
    .update(JSON.stringify([names, expressions]))
    .digest('hex')
  const parts = [
    `to ${targetLabel}`,
    `key ${key === null ? 'none' : key.join(', ')}`,
    ...(where === null ? [] : [`where ${where}`]),
    `columns ${names.join(', ')}`,
  ]
  return `${hash.slice(0, 16)} ${parts.join('; ')}`
}

function policyText(policy: TablePair['columns'][number]['policy']): string {
  return policy.name === 'epsilon' ? `epsilon(${policy.epsilon})` : policy.name
}
