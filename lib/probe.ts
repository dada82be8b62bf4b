/** Whether two servers hash alike, seen on one row that needs no table: what decides where digests are made. */
import { directHash, isHashedAsKept } from './digest-direct.ts'
import { nativeHash, recordHash } from './digest-sql.ts'
import type { RowReader } from './lane.ts'
import type { Both, ComparedColumn, TablePair } from './table.ts'

export type ProbeOptions = {
  /** Their compared columns say which types are in use, their keys which native hashes. */
  readonly pairs: readonly TablePair[]
  /** Of the run's digests. */
  readonly seed: string
}

export type Probe = {
  /** The servers' own row digests agree for all types in use. */
  readonly digests: boolean
  /** So do the hash functions of the types of keys. */
  readonly native: boolean
  /** So do the hash functions of all types in use, where values are hashed by these. */
  readonly direct: boolean
  /** So do the digests by SHA-256: where not even these do, the types themselves are not the same. */
  readonly portable: boolean
  /** What does not agree: `row digest of numeric`, `native hash of text`. */
  readonly disagreements: readonly string[]
}

type Question = {
  readonly kind: 'digests' | 'native' | 'portable' | 'direct'
  readonly what: string
  readonly sql: string
}

/**
 * Asks both servers, in sessions with the pinned settings, for the hashes of a NULL and a value of each type in use.
 *
 * @throws what a reader throws
 */
export async function probe(readers: Both<RowReader>, options: ProbeOptions): Promise<Probe> {
  const questions = questionsOf(options)
  const statement = `SELECT ARRAY[${questions.map(({ sql }) => `(${sql})::text`).join(', ')}]::text[],
    current_setting('server_encoding')`
  // As an array, for a server takes no more than 1,664 columns.
  const unnested = `SELECT answer, encoding FROM (${statement}) AS asked (answers, encoding),
    unnest(answers) WITH ORDINALITY AS answered (answer, at) ORDER BY at`
  const [source, target] = await Promise.all([
    readers.source.rows(unnested),
    readers.target.rows(unnested),
  ])
  const sameEncoding = source[0]?.[1] === target[0]?.[1]
  const wrong = questions.filter(({ kind, what }, index) => {
    // The hash of a text is over the bytes that the server keeps: the same for ASCII only.
    const isOfText = what === nativeOf('text') || (kind === 'direct' && isHashedAsKept(what))
    if (isOfText && !sameEncoding) return true
    return source[index]?.[0] !== target[index]?.[0]
  })
  return {
    digests: !wrong.some(({ kind }) => kind === 'digests'),
    native: !wrong.some(({ kind }) => kind === 'native'),
    portable: !wrong.some(({ kind }) => kind === 'portable'),
    direct: !wrong.some(({ kind }) => kind === 'direct'),
    // Nothing is lost where values cannot be hashed directly.
    disagreements: [
      ...new Set(wrong.filter(({ kind }) => kind !== 'direct').map(({ what }) => what)),
    ],
  }
}

function questionsOf({ pairs, seed }: ProbeOptions): readonly Question[] {
  const columns = pairs.flatMap((pair) => pair.columns)
  const types = [...new Set(columns.map(({ valueType }) => valueType))].toSorted()
  const keys = pairs.flatMap(({ key, columns: all }) =>
    (key ?? []).flatMap((name) => all.find((column) => column.name === name)?.hash ?? []),
  )
  return [
    ...types.flatMap((type) => questionsOfType(type, seed)),
    ...[...new Set(keys)].flatMap(questionsOfHash),
    // Asked whatever is compared: rows without columns, and the part of a key that has no hash of its own.
    { kind: 'digests', what: 'row digest', sql: recordHash([], { seed }) },
    { kind: 'native', what: 'row digest', sql: recordHash([`'key'::text`], { seed: '1' }) },
    { kind: 'portable', what: 'SHA-256', sql: recordHash([], { seed, portable: true }) },
  ]
}

function questionsOfType(type: string, seed: string): readonly Question[] {
  const values = [`NULL::${type}`, ...valuesOf(type)]
  return values.flatMap((value) => [
    { kind: 'digests', what: `row digest of ${type}`, sql: recordHash([value], { seed }) },
    {
      kind: 'portable',
      what: `SHA-256 of ${type}`,
      sql: recordHash([value], { seed, portable: true }),
    },
    { kind: 'direct', what: type, sql: directHash([{ sql: value, type }], { seed }) },
  ])
}

type HashKind = NonNullable<ComparedColumn['hash']>

const keyValues: Readonly<Record<HashKind, readonly string[]>> = {
  int: ['1', `'-1'`, `'4294967296'`, `'-9223372036854775808'`],
  uuid: [`'6f9619ff-8b86-d011-b42d-00c04fc964ff'::uuid`],
  text: [`''`, `'a'`, `'a text of more than twelve bytes'`],
  timestamp: [`'2025-06-30 12:34:56.789'`, `'-infinity'`],
}

function questionsOfHash(hash: HashKind): readonly Question[] {
  return keyValues[hash].flatMap((value) =>
    [0, 1].map((seed) => ({
      kind: 'native' as const,
      what: nativeOf(hash),
      sql: nativeHash(hash, value, seed),
    })),
  )
}

function nativeOf(hash: HashKind): string {
  return `native hash of ${hash}`
}

/** A value of the type that is printed and sent as such a value always is; of a type that is not here there is only NULL. */
const typeValues: readonly (readonly [types: RegExp, value: string])[] = [
  [/^(?:smallint|integer|bigint|oid|money|numeric|real|double precision|boolean|xid8?|cid)$/, '1'],
  [/^(?:text|character varying|character|"char"|name|bpchar|json|jsonb)$/, '1'],
  [/^(?:bit|bit varying)$/, '1'],
  [/^bytea$/, '\\x00ff'],
  [/^uuid$/, '6f9619ff-8b86-d011-b42d-00c04fc964ff'],
  [/^(?:date|timestamp with(?:out)? time zone)$/, '2025-06-30'],
  [/^time with(?:out)? time zone$/, '12:34:56.789+00'],
  [/^interval$/, '1 mon 2 days 00:00:03'],
  [/^(?:inet|cidr)$/, '192.168.0.1'],
  [/^macaddr$/, '08:00:2b:01:02:03'],
  [/^macaddr8$/, '08:00:2b:01:02:03:04:05'],
  [/^pg_lsn$/, '0/16B3748'],
  [/^point$/, '(1,2)'],
  [/^(?:int[48]|num)range$/, '[1,10)'],
  [/^(?:date|ts|tstz)range$/, '[2025-01-01,2025-02-01)'],
  [/^(?:tsvector|tsquery)$/, 'a'],
]

function valuesOf(type: string): readonly string[] {
  const element = type.replace(/(?:\[\])+$/, '')
  const plain = element.replace(/\([^)]*\)/, '')
  const value = typeValues.find(([types]) => types.test(plain))?.[1]
  if (value === undefined) return []
  const literal = `'${value}'::${element}`
  return [element === type ? literal : `ARRAY[${literal}]`]
}
