/** Rows that came twice. */
import { differs, range, toldExtra } from './fault.ts'
import type { Fault } from './fault.ts'

const accounts = 'public.accounts'
const clicks = 'public.clicks'
const settings = 'public.settings'
export const duplicateFaults: readonly Fault[] = [
  {
    id: 'O1',
    kind: 'duplication',
    name: 'rows without a key are there twice',
    cause: 'the source crashed before it had stored its offset, and insert.mode=insert',
    injection: {
      target: `INSERT INTO clicks VALUES ('/page/1', 1), ('/page/2', 2), ('/null', NULL), (NULL, NULL), ('/twice', 1)`,
    },
    told: differs(
      clicks,
      toldExtra(clicks, { page: '/page/1', visitor: 1 }),
      toldExtra(clicks, { page: '/page/2', visitor: 2 }),
      toldExtra(clicks, { page: '/null', visitor: null }),
      toldExtra(clicks, { page: null, visitor: null }),
      toldExtra(clicks, { page: '/twice', visitor: 1 }),
    ),
  },
  {
    id: 'O3',
    kind: 'duplication',
    name: 'a batch was applied three times',
    cause: 'the sink crashed twice between its commit and that of its offsets',
    injection: {
      target: `INSERT INTO clicks SELECT page, visitor FROM clicks CROSS JOIN generate_series(1, 2) WHERE visitor BETWEEN 5 AND 8`,
    },
    told: differs(
      clicks,
      ...range(5, 8).map((visitor) => toldExtra(clicks, { page: `/page/${visitor}`, visitor }, 2)),
    ),
  },
  {
    id: 'O8',
    kind: 'duplication',
    name: 'the snapshot and the stream brought the same rows',
    cause: 'snapshot.isolation.mode is weaker than repeatable read',
    injection: { target: `INSERT INTO clicks SELECT * FROM clicks` },
    told: differs(
      clicks,
      ...range(1, 20).map((visitor) => toldExtra(clicks, { page: `/page/${visitor}`, visitor })),
      toldExtra(clicks, { page: '/twice', visitor: 1 }, 2),
      toldExtra(clicks, { page: '/null', visitor: null }),
      toldExtra(clicks, { page: null, visitor: null }),
    ),
  },
  {
    id: 'O1-null-key',
    kind: 'duplication',
    name: 'rows whose key is NULL are there twice',
    cause: 'a unique constraint does not hold back NULLs: an upsert inserts them again',
    injection: { target: `INSERT INTO settings SELECT * FROM settings WHERE region IS NULL` },
    told: differs(
      settings,
      toldExtra(settings, { name: 'setting 1', region: null, value: 'global' }, 2),
      toldExtra(settings, { name: null, region: null, value: 'nameless' }),
    ),
  },
  {
    id: 'O1-no-constraint',
    kind: 'duplication',
    name: 'rows with a key are there twice',
    cause: 'the target has no primary key, and insert.mode=insert',
    injection: {
      target: `ALTER TABLE accounts DROP CONSTRAINT accounts_pkey; INSERT INTO accounts SELECT * FROM accounts WHERE id IN (4, 9)`,
    },
    told: differs(accounts, toldExtra(accounts, { id: 4 }), toldExtra(accounts, { id: 9 })),
  },
]
