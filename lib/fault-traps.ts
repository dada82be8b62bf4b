/** Damage that other tools of reconciliation have overlooked: sums that cancel, keys that collide, rows at a border. */
import { differs, range, toldChanged, toldExtra, toldMissing } from './fault.ts'
import type { Fault } from './fault.ts'

const accounts = 'public.accounts'
const ranged = 'public.ranged'
const pairs = 'public.pairs'
/** So many rows are read in several segments. */
const rangedTable = `CREATE TABLE ranged (id bigint PRIMARY KEY, v integer, w integer);
  INSERT INTO ranged SELECT i, i, i FROM generate_series(1, 30000) AS i; ANALYZE ranged`

export const trapFaults: readonly Fault[] = [
  {
    id: 'E1',
    kind: 'corruption',
    name: 'the same was added to a column of every row',
    cause:
      'a job that ran on the target as well: an XOR of checksums can cancel it (tidb-tools #634)',
    injection: { target: `UPDATE accounts SET balance = balance + 1` },
    told: differs(
      accounts,
      ...range(1, 20).map((id) => toldChanged(accounts, { id }, { balance: ['100.00', '101.00'] })),
    ),
  },
  {
    id: 'E3',
    kind: 'corruption',
    name: 'the first, the last and the middle rows of a large table differ',
    cause: 'a bound that belongs to two chunks, or to none (pgEdge ACE-205)',
    injection: {
      both: rangedTable,
      target: `UPDATE ranged SET v = 0 WHERE id IN (1, 2, 4096, 8192, 10000, 15000, 16384, 29999, 30000)`,
    },
    told: differs(
      ranged,
      ...[1, 2, 4096, 8192, 10000, 15000, 16384, 29999, 30000].map((id) =>
        toldChanged(ranged, { id }, { v: [String(id), '0'] }),
      ),
    ),
  },
  {
    id: 'E3-deleted',
    kind: 'loss',
    name: 'the first and the last row of a large table are missing',
    cause: 'a range of keys that is closed at its ends',
    injection: { both: rangedTable, target: `DELETE FROM ranged WHERE id IN (1, 30000)` },
    told: differs(ranged, toldMissing(ranged, { id: 1 }), toldMissing(ranged, { id: 30_000 })),
  },
  {
    id: 'E22',
    kind: 'duplication',
    name: 'the target has rows before the first and behind the last key',
    cause:
      'test data that was never removed: a compare by the keys of the source never asks for them (ACE v2.1.0)',
    injection: {
      both: rangedTable,
      target: `INSERT INTO ranged VALUES (0, 0, 0), (-9223372036854775808, 0, 0), (30001, 0, 0), (9223372036854775807, 0, 0)`,
    },
    told: differs(
      ranged,
      ...['0', '-9223372036854775808', '30001', '9223372036854775807'].map((id) =>
        toldExtra(ranged, { id }),
      ),
    ),
  },
  {
    id: 'E29',
    kind: 'loss',
    name: 'one row at the front is missing, and all others come one earlier',
    cause: 'a compare by position tells all of them (neilotoole/sq #947)',
    injection: { both: rangedTable, target: `DELETE FROM ranged WHERE id = 1` },
    told: differs(ranged, toldMissing(ranged, { id: 1 })),
  },
  {
    id: 'E2-sum',
    kind: 'corruption',
    name: 'two values of a column were exchanged',
    cause: 'rows of a batch that were mixed up: the sum of the column is the same',
    injection: {
      both: rangedTable,
      target: `UPDATE ranged SET v = CASE id WHEN 7 THEN 8 WHEN 8 THEN 7 ELSE v END WHERE id IN (7, 8)`,
    },
    told: differs(
      ranged,
      toldChanged(ranged, { id: 7 }, { v: ['7', '8'] }),
      toldChanged(ranged, { id: 8 }, { v: ['8', '7'] }),
    ),
  },
  {
    id: 'E14',
    kind: 'corruption',
    name: 'one column grew, and another one shrank by 31 times as much',
    cause: 'a row hash that is linear does not see it (hash_record_extended)',
    injection: {
      both: rangedTable,
      target: `UPDATE ranged SET v = v + 1, w = w - 31 WHERE id = 500; UPDATE ranged SET v = v - 31, w = w + 1 WHERE id = 501`,
    },
    told: differs(
      ranged,
      toldChanged(ranged, { id: 500 }, { v: ['500', '501'], w: ['500', '469'] }),
      toldChanged(ranged, { id: 501 }, { v: ['501', '470'], w: ['501', '502'] }),
    ),
  },
  {
    id: 'E4',
    kind: 'corruption',
    name: 'a letter moved from the end of one column to the beginning of the next',
    cause:
      'a checksum over columns without a separator (block/spirit #931), or with one that is in the text',
    injection: {
      both: `CREATE TABLE joined (id integer PRIMARY KEY, a text, b text, c text); INSERT INTO joined VALUES (1, 'x0', 'y', ''), (2, 'a|b', 'c', ''), (3, NULL, '', 'x'), (4, '', NULL, 'x'), (5, 'a', '', 'b')`,
      target: `UPDATE joined SET a = 'x', b = '0y' WHERE id = 1; UPDATE joined SET a = 'a', b = 'b|c' WHERE id = 2; UPDATE joined SET a = '', b = NULL WHERE id = 3; UPDATE joined SET a = NULL, b = '' WHERE id = 4; UPDATE joined SET b = 'b', c = '' WHERE id = 5`,
    },
    told: differs(
      'public.joined',
      toldChanged('public.joined', { id: 1 }, { a: ['x0', 'x'], b: ['y', '0y'] }),
      toldChanged('public.joined', { id: 2 }, { a: ['a|b', 'a'], b: ['c', 'b|c'] }),
      toldChanged('public.joined', { id: 3 }, { a: [null, ''], b: ['', null] }),
      toldChanged('public.joined', { id: 4 }, { a: ['', null], b: [null, ''] }),
      toldChanged('public.joined', { id: 5 }, { b: ['', 'b'], c: ['b', ''] }),
    ),
  },
  {
    id: 'E7',
    kind: 'corruption',
    name: 'two rows whose keys look the same when put together have exchanged their values',
    cause: '1 and 11, 11 and 1 (data-diff #807)',
    injection: {
      both: `CREATE TABLE pairs (a integer, b integer, v text, PRIMARY KEY (a, b)); INSERT INTO pairs VALUES (1, 11, 'x'), (11, 1, 'y'), (1, 1, 'z'), (111, 0, 'n')`,
      target: `UPDATE pairs SET v = CASE v WHEN 'x' THEN 'y' ELSE 'x' END WHERE v IN ('x', 'y')`,
    },
    told: differs(
      pairs,
      toldChanged(pairs, { a: 1, b: 11 }, { v: ['x', 'y'] }),
      toldChanged(pairs, { a: 11, b: 1 }, { v: ['y', 'x'] }),
    ),
  },
]
