/** Rows that the keys, their order or their collation can hide. */
import { differs, toldChanged, toldExtra, toldMissing } from './fault.ts'
import type { Fault } from './fault.ts'

const keyed = 'public.keyed'
const pairs = 'public.pairs'
const words = 'public.words'

function keyedBy(type: string, values: string): string {
  return `CREATE TABLE keyed (id ${type} PRIMARY KEY, v text); INSERT INTO keyed VALUES ${values}`
}

export const keyFaults: readonly Fault[] = [
  {
    id: 'E21',
    kind: 'loss',
    name: 'rows are missing where the key has its columns in another order at the target',
    cause: 'a table that was made by hand',
    injection: {
      both: `CREATE TABLE pairs (a integer, b integer, v text, PRIMARY KEY (a, b)); INSERT INTO pairs SELECT i, 100 - i, 'v' FROM generate_series(1, 50) AS i`,
      target: `ALTER TABLE pairs DROP CONSTRAINT pairs_pkey, ADD PRIMARY KEY (b, a); DELETE FROM pairs WHERE a IN (1, 25, 50)`,
    },
    told: differs(pairs, ...[1, 25, 50].map((a) => toldMissing(pairs, { a, b: 100 - a }))),
  },
  {
    id: 'E15',
    kind: 'corruption',
    name: 'a row that is there twice became another one that is there twice',
    cause: 'an XOR of checksums is the same for both',
    injection: { target: `UPDATE clicks SET page = '/thrice' WHERE page = '/twice'` },
    told: differs(
      'public.clicks',
      toldMissing('public.clicks', { page: '/twice', visitor: 1 }, 2),
      toldExtra('public.clicks', { page: '/thrice', visitor: 1 }, 2),
    ),
  },
  {
    id: 'E18',
    kind: 'loss',
    name: 'rows are missing between words that collations order otherwise',
    cause:
      'both sides are read in the order of their own collation (data-diff #550, vitess #12859)',
    injection: {
      databases: { target: `TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' LOCALE 'C'` },
      target: `DELETE FROM words WHERE word IN ('B', 'ä'); UPDATE words SET meaning = '6b' WHERE word = 'Z'`,
    },
    told: differs(
      words,
      toldMissing(words, { word: 'B' }),
      toldMissing(words, { word: 'ä' }),
      toldChanged(words, { word: 'Z' }, { meaning: ['6', '6b'] }),
    ),
  },
  {
    id: 'C33-key',
    kind: 'corruption',
    name: 'a key is composed otherwise: its row is another one',
    cause: 'a layer that normalises Unicode, in the key of the record too',
    injection: {
      both: `DELETE FROM words WHERE word = 'e' || chr(769)`,
      target: `UPDATE words SET word = 'e' || chr(769) WHERE word = 'é'`,
    },
    told: differs(words, toldMissing(words, { word: 'é' }), toldExtra(words, { word: 'e\u0301' })),
  },
  {
    id: 'E25',
    kind: 'corruption',
    name: 'rows with NULL in their key differ',
    cause: 'a compare by key leaves them out (data-diff #634)',
    injection: {
      target: `UPDATE settings SET value = 'other' WHERE name IS NULL; UPDATE settings SET region = NULL WHERE name = 'setting 3'`,
    },
    told: differs(
      'public.settings',
      toldMissing('public.settings', { name: null, region: null, value: 'nameless' }),
      toldExtra('public.settings', { name: null, region: null, value: 'other' }),
      toldMissing('public.settings', { name: 'setting 3', region: 'eu' }),
      toldExtra('public.settings', { name: 'setting 3', region: null, value: 'value 3' }),
    ),
  },
  {
    id: 'E24',
    kind: 'corruption',
    name: 'a row among keys that lie very far from each other differs',
    cause: 'sizes that are guessed from the distance of the first key to the last (data-diff #25)',
    injection: {
      both: keyedBy(
        'bigint',
        `(-9223372036854775808, 'a'), (-1, 'b'), (0, 'c'), (9007199254740992, 'd'), (9007199254740993, 'e'), (9223372036854775807, 'f')`,
      ),
      target: `UPDATE keyed SET v = 'x' WHERE id IN (9007199254740993, -9223372036854775808)`,
    },
    told: differs(
      keyed,
      toldChanged(keyed, { id: '9007199254740993' }, { v: ['e', 'x'] }),
      toldChanged(keyed, { id: '-9223372036854775808' }, { v: ['a', 'x'] }),
    ),
  },
  {
    id: 'E23',
    kind: 'loss',
    name: 'rows are missing among text keys of every length',
    cause: 'ranges of text keys are cut by letters (data-diff #234)',
    injection: {
      both: keyedBy(
        'text',
        `('', 'a'), (' ', 'b'), ('A', 'c'), ('AA', 'd'), ('a', 'e'), ('1', 'f'), ('10', 'g'), ('9', 'h'), (repeat('z', 2000), 'i'), ('~', 'j'), (chr(55295), 'k'), ('NULL', 'l')`,
      ),
      target: `DELETE FROM keyed WHERE v IN ('a', 'd', 'g', 'i', 'l')`,
    },
    told: differs(
      keyed,
      ...['', 'AA', '10', 'z'.repeat(2000), 'NULL'].map((id) => toldMissing(keyed, { id })),
    ),
  },
  {
    id: 'E35',
    kind: 'corruption',
    name: 'a key was rounded to a double: its row is another one',
    cause: 'a key that passes through JSON in JavaScript (ACE v1.7.2)',
    injection: {
      both: keyedBy('bigint', `(9007199254740993, 'a'), (1, 'b')`),
      target: `UPDATE keyed SET id = 9007199254740992 WHERE v = 'a'`,
    },
    told: differs(
      keyed,
      toldMissing(keyed, { id: '9007199254740993' }),
      toldExtra(keyed, { id: '9007199254740992' }),
    ),
  },
  {
    id: 'C11-key',
    kind: 'corruption',
    name: 'keys of time are cut to milliseconds, and two rows have become one',
    cause: 'time.precision.mode=connect, in the key of the record too',
    injection: {
      both: keyedBy(
        'timestamptz',
        `('2025-01-01 00:00:00.000001+00', 'a'), ('2025-01-01 00:00:00.000002+00', 'b'), ('2025-01-02 00:00:00+00', 'c')`,
      ),
      target: `DELETE FROM keyed WHERE v = 'a'; UPDATE keyed SET id = '2025-01-01 00:00:00+00' WHERE v = 'b'`,
    },
    told: differs(
      keyed,
      toldMissing(keyed, { id: '2025-01-01 00:00:00.000001+00' }),
      toldMissing(keyed, { id: '2025-01-01 00:00:00.000002+00' }),
      toldExtra(keyed, { id: '2025-01-01 00:00:00+00' }),
    ),
  },
  {
    id: 'E30',
    kind: 'loss',
    name: 'one side is empty',
    cause:
      'a truncated target, or a source that was emptied: tools compare 0 with NULL, or fail (ACE v2.1.1)',
    injection: {
      both: keyedBy('integer', `(1, 'a'), (2, 'b')`),
      source: `TRUNCATE clicks`,
      target: `TRUNCATE keyed; DELETE FROM clicks WHERE page IS NULL OR page LIKE '/page%'`,
    },
    told: [
      ...differs(keyed, toldMissing(keyed, { id: 1 }), toldMissing(keyed, { id: 2 })),
      ...differs(
        'public.clicks',
        toldExtra('public.clicks', { page: '/twice', visitor: 1 }, 2),
        toldExtra('public.clicks', { page: '/null', visitor: null }),
      ),
    ],
  },
  {
    id: 'E49',
    kind: 'corruption',
    name: 'rows of one partition differ',
    cause: 'a compare that reads the parent ONLY reads nothing (pgcopydb)',
    injection: { target: `UPDATE events_rest SET kind = 'closed' WHERE id = 77` },
    told: differs(
      'public.events',
      toldChanged('public.events', { id: 77, day: '2025-03-19' }, { kind: ['opened', 'closed'] }),
    ),
  },
]
