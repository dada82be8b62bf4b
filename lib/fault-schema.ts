/** Tables, columns and keys that became others at the target. */
import { differs, range, toldChanged, toldColumn, toldMissing } from './fault.ts'
import type { Fault } from './fault.ts'

const accounts = 'public.accounts'
const documents = 'public.documents'

export const schemaFaults: readonly Fault[] = [
  {
    id: 'C2',
    kind: 'corruption',
    name: 'a row whose key was changed has lost what is stored out of line',
    cause:
      'the insert under the new key holds a placeholder for what did not change, and the old row is gone',
    injection: {
      both: `UPDATE documents SET id = 20 WHERE id = 2`,
      target: `UPDATE documents SET body = '__debezium_unavailable_value', image = '__debezium_unavailable_value', tags = '{__debezium_unavailable_value}' WHERE id = 20`,
    },
    told: differs(
      documents,
      toldChanged(
        documents,
        { id: 20 },
        {
          body: ['b'.repeat(5000), '__debezium_unavailable_value'],
          image: [
            `\\x${'02'.repeat(5000)}`,
            `\\x${Buffer.from('__debezium_unavailable_value').toString('hex')}`,
          ],
          tags: [`{${'b'.repeat(5000)}}`, '{__debezium_unavailable_value}'],
        },
      ),
    ),
  },
  {
    id: 'C1-wide',
    kind: 'corruption',
    name: 'placeholders stand in every column that is stored out of line',
    cause:
      'an UPDATE under REPLICA IDENTITY DEFAULT: a jsonb stays stale, numbers are the bytes of the placeholder',
    injection: {
      source: `UPDATE documents SET version = 2 WHERE id = 1; UPDATE documents SET version = 2, meta = '{"v": 2}' WHERE id = 3`,
      target: `UPDATE documents SET version = 2, body = '__debezium_unavailable_value', numbers = '{95,95,100,101}' WHERE id = 1; UPDATE documents SET version = 2 WHERE id = 3`,
    },
    told: differs(
      documents,
      toldChanged(
        documents,
        { id: 1 },
        {
          body: ['a'.repeat(5000), '__debezium_unavailable_value'],
          numbers: [`{${Array.from({ length: 2500 }, () => '1').join()}}`, '{95,95,100,101}'],
        },
      ),
      toldChanged(documents, { id: 3 }, { meta: ['{"v": 2}', `{"text": "${'c'.repeat(5000)}"}`] }),
    ),
  },
  {
    id: 'C9',
    kind: 'corruption',
    name: 'numbers are rounded by a narrower column',
    cause: 'a domain over a domain loses its scale on the way',
    injection: {
      both: `UPDATE accounts SET balance = 100.04 WHERE id <= 2`,
      target: `ALTER TABLE accounts ALTER balance TYPE numeric(12, 1)`,
    },
    told: differs(
      accounts,
      toldColumn(accounts, 'balance', { source: 'numeric(12,2)', target: 'numeric(12,1)' }),
      // The others are the same number: 100.00 and 100.0.
      ...[1, 2].map((id) => toldChanged(accounts, { id }, { balance: ['100.04', '100.0'] })),
    ),
  },
  {
    id: 'C34',
    kind: 'corruption',
    name: 'a name of several bytes a letter is another one',
    cause: 'names were decoded wrongly in streaming (Debezium before 3.5, dbz#1682)',
    injection: {
      both: `CREATE TABLE sizes (id integer PRIMARY KEY, "größe" integer); INSERT INTO sizes VALUES (1, 1)`,
      target: `ALTER TABLE sizes RENAME "größe" TO "grÃ¶Ã\u009fe"`,
    },
    told: differs(
      'public.sizes',
      toldColumn('public.sizes', 'größe', { source: 'integer', target: null }),
      toldColumn('public.sizes', 'grÃ¶Ã\u009fe', { source: null, target: 'integer' }),
    ),
  },
  {
    id: 'C38',
    kind: 'corruption',
    name: 'old rows have NULL in a column that was added with a default',
    cause: 'schema.evolution=basic adds the column, and nobody fills it',
    injection: {
      source: `ALTER TABLE accounts ADD currency text NOT NULL DEFAULT 'EUR'`,
      target: `ALTER TABLE accounts ADD currency text`,
    },
    told: differs(
      accounts,
      ...range(1, 20).map((id) => toldChanged(accounts, { id }, { currency: ['EUR', null] })),
    ),
  },
  {
    id: 'C39',
    kind: 'corruption',
    name: 'a column that was dropped is still there',
    cause: 'the sink never drops one',
    injection: { source: `ALTER TABLE accounts DROP owner` },
    told: differs(accounts, toldColumn(accounts, 'owner', { source: null, target: 'text' })),
  },
  {
    id: 'C40',
    kind: 'corruption',
    name: 'a column that was renamed is there twice: the old one as it was, the new one with holes',
    cause: 'the sink takes a renamed column for a new one',
    injection: {
      source: `ALTER TABLE accounts RENAME owner TO holder`,
      target: `ALTER TABLE accounts ADD holder text; UPDATE accounts SET holder = owner WHERE id > 17`,
    },
    told: differs(
      accounts,
      toldColumn(accounts, 'owner', { source: null, target: 'text' }),
      ...range(1, 17).map((id) => toldChanged(accounts, { id }, { holder: [`owner ${id}`, null] })),
    ),
  },
  {
    id: 'C41',
    kind: 'corruption',
    name: 'a column whose type was changed has the old one, and a row that does not fit is stale',
    cause: 'the sink alters no type',
    injection: {
      source: `ALTER TABLE accounts ALTER version TYPE bigint; UPDATE accounts SET version = 9999999999 WHERE id = 1`,
    },
    told: differs(
      accounts,
      toldColumn(accounts, 'version', { source: 'bigint', target: 'integer' }),
      toldChanged(accounts, { id: 1 }, { version: ['9999999999', '1'] }),
    ),
  },
  {
    id: 'C42',
    kind: 'corruption',
    name: 'rows that a longer key tells apart are one',
    cause: 'the primary key of the source was changed, and the sink upserts by the old one',
    injection: {
      source: `ALTER TABLE words DROP CONSTRAINT words_pkey, ADD PRIMARY KEY (word, meaning); INSERT INTO words VALUES ('a', '1b'), ('a', '1c')`,
      target: `UPDATE words SET meaning = '1c' WHERE word = 'a'`,
    },
    told: differs(
      'public.words',
      toldMissing('public.words', { word: 'a', meaning: '1' }),
      toldMissing('public.words', { word: 'a', meaning: '1b' }),
    ),
  },
  {
    id: 'C43',
    kind: 'corruption',
    name: 'a column is overwritten by another one that differs in case alone',
    cause: 'quote.identifiers=false folds names',
    injection: {
      both: `CREATE TABLE folded (id integer PRIMARY KEY, name text, "Name" text); INSERT INTO folded VALUES (1, 'a', 'A'), (2, 'b', 'b')`,
      target: `UPDATE folded SET "Name" = name`,
    },
    told: differs('public.folded', toldChanged('public.folded', { id: 1 }, { Name: ['A', 'a'] })),
  },
]
