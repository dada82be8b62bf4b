/** What the target lacks before it can take over is named thing by thing, and a target that lacks nothing passes. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { cutOverChecks } from './compare-cut-over.ts'
import { readCutOver } from './cut-over.ts'
import { connectPostgres } from './postgres.ts'
import { readTables } from './schema.ts'
import { scratchDatabase, startScratchServers } from './scratch-values.ts'
import { makeSchema } from './seed-data.ts'
import { planPairs } from './table-pairs.ts'
import { parseSelection } from './table-selection.ts'
import type { Connection } from './postgres.ts'
import type { Check } from './result.ts'
import type { ScratchServers } from './scratch-values.ts'
import type { Both } from './table.ts'
import type { SelectionFlags } from './table-selection.ts'

let servers: ScratchServers

before(async () => {
  servers = await startScratchServers('cut-over')
})

after(async () => await servers[Symbol.asyncDispose]())

type Setup = { readonly source: string; readonly target: string; readonly flags?: SelectionFlags }

/** Runs a test on new databases of each combination of versions. */
async function onEach(check: (sides: Both<Connection>) => Promise<void>): Promise<void> {
  for (const combination of servers.combinations) {
    await using source = await scratchDatabase(combination.source)
    await using target = await scratchDatabase(combination.target)
    await check({ source, target })
  }
}

async function checksOf(
  { source, target }: Both<Connection>,
  flags: SelectionFlags = {},
): Promise<readonly Check[]> {
  const tables = { source: await readTables(source), target: await readTables(target) }
  const { pairs } = planPairs({ ...tables, selection: parseSelection(flags) })
  return cutOverChecks(pairs, {
    source: await readCutOver(
      source,
      pairs.map((pair) => pair.source),
      { positions: false },
    ),
    target: await readCutOver(
      target,
      pairs.map((pair) => pair.target),
      { positions: true },
    ),
  })
}

async function checksAfter(
  sides: Both<Connection>,
  { source, target, flags }: Setup,
): Promise<readonly Check[]> {
  await sides.source.unsafe(source)
  await sides.target.unsafe(target)
  return await checksOf(sides, flags)
}

/** Name and message of what does not pass. */
function faults(checks: readonly Check[]): readonly (readonly [string, string | undefined])[] {
  return checks
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ name, message }) => [name, message])
}

test('cutOverChecks() passes a target that has all that its source has', async () => {
  await onEach(async (sides) => {
    for (const sql of [sides.source, sides.target]) {
      await sql.unsafe('SET search_path = public')
      await makeSchema(sql)
      await sql.unsafe(`CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE refers (id int CONSTRAINT fk REFERENCES parts)`)
    }
    await sides.source.unsafe('CREATE TABLE part PARTITION OF parts DEFAULT')
    const checks = await checksOf(sides)
    assert.deepEqual(faults(checks), [])
    assert.deepEqual(
      checks.map(({ name }) => name).filter((name) => /customers|orders/.test(name)),
      [
        'public.customers: sequences at the target',
        'public.customers: constraints at the target',
        'public.customers: identity columns at the target',
        'public.orders: sequences at the target',
        'public.orders: indexes at the target',
        'public.orders: constraints at the target',
        'public.orders: identity columns at the target',
      ],
    )
  })
})

const full = `
  CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE SCHEMA "My Schema";
  CREATE TABLE "My Schema"."Par ent" (id int PRIMARY KEY);
  CREATE TABLE "My Schema"."T x" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n serial, parent int NOT NULL REFERENCES "My Schema"."Par ent",
    "E mail" text UNIQUE, CONSTRAINT "Pos itive" CHECK (parent > 0));
  CREATE INDEX "by Parent" ON "My Schema"."T x" (parent DESC) WHERE parent < 7;
  CREATE UNIQUE INDEX lower_mail ON "My Schema"."T x" (lower("E mail"));
  CREATE TRIGGER "Touch it" BEFORE UPDATE ON "My Schema"."T x" FOR EACH ROW EXECUTE FUNCTION public.touch('a');
  CREATE TRIGGER off BEFORE UPDATE ON "My Schema"."T x" FOR EACH ROW EXECUTE FUNCTION public.touch('b');
  ALTER TABLE "My Schema"."T x" DISABLE TRIGGER off;`

test('cutOverChecks() names each thing that the target lacks', async () => {
  const target = `CREATE SCHEMA cdc; CREATE TABLE cdc."Par ent" (id int PRIMARY KEY);
    CREATE TABLE cdc."T x" (id int PRIMARY KEY, n int, parent int, "E mail" text)`
  await onEach(async (sides) => {
    const checks = await checksAfter(sides, {
      source: full,
      target,
      flags: { map: ['"My Schema".*=cdc.*'] },
    })
    const label = '"My Schema"."T x"'
    assert.deepEqual(faults(checks), [
      [`${label}: sequences at the target`, `n has no ${label.slice(0, -1)}_n_seq"`],
      [
        `${label}: indexes at the target`,
        `"by Parent" is missing: USING btree (parent DESC) WHERE (parent < 7); lower_mail is missing: UNIQUE USING btree (lower("E mail"))`,
      ],
      [
        `${label}: constraints at the target`,
        `"Pos itive" is missing: CHECK ((parent > 0)); "T x_E mail_key" is missing: UNIQUE ("E mail"); ` +
          `"T x_parent_fkey" is missing: FOREIGN KEY (parent) REFERENCES cdc."Par ent"(id); n is not NOT NULL; parent is not NOT NULL`,
      ],
      [
        `${label}: identity columns at the target`,
        'id is none, and at the source GENERATED ALWAYS AS IDENTITY',
      ],
      [
        `${label}: triggers at the target`,
        `"Touch it" is missing: CREATE TRIGGER BEFORE UPDATE FOR EACH ROW EXECUTE FUNCTION public.touch('a')`,
      ],
    ])
  })
})

test('cutOverChecks() finds things under other names, and in mapped schemas', async () => {
  const target = full
    .replaceAll('"My Schema"', 'cdc')
    .replaceAll(
      /"by Parent"|lower_mail|"Touch it"|"Pos itive"/g,
      (name) => `"other ${name.replaceAll('"', '')}"`,
    )
  await onEach(async (sides) => {
    const checks = await checksAfter(sides, {
      source: full,
      target,
      flags: { map: ['"My Schema".*=cdc.*'] },
    })
    assert.deepEqual(faults(checks), [])
    assert.equal(checks.length, 6)
  })
})

test('cutOverChecks() does not take what is there in part for whole', async () => {
  const source = `
    CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TABLE public.p (id int PRIMARY KEY); CREATE TABLE public.q (id int PRIMARY KEY);
    CREATE TABLE public.t (id int GENERATED ALWAYS AS IDENTITY, a int CONSTRAINT low CHECK (a > 0), p int CONSTRAINT fk REFERENCES public.p, u int CONSTRAINT un UNIQUE);
    CREATE UNIQUE INDEX one ON public.t (a);
    CREATE TRIGGER fires BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION public.touch()`
  const target = source
    .replace('GENERATED ALWAYS', 'GENERATED BY DEFAULT')
    .replace(' CONSTRAINT low CHECK (a > 0)', '')
    .replace('REFERENCES public.p', 'REFERENCES public.q')
    .replace(' CONSTRAINT un UNIQUE', '')
    .replace('CREATE UNIQUE INDEX one', 'CREATE UNIQUE INDEX un ON public.t (u); CREATE INDEX one')
  await onEach(async (sides) => {
    const more = `; INSERT INTO public.t (a) VALUES (0); ALTER TABLE public.t ADD CONSTRAINT low CHECK (a > 0) NOT VALID; ALTER TABLE public.t DISABLE TRIGGER fires`
    const checks = await checksAfter(sides, { source, target: target + more })
    assert.deepEqual(faults(checks), [
      ['public.t: indexes at the target', 'one is missing: UNIQUE USING btree (a)'],
      [
        'public.t: constraints at the target',
        'fk is missing: FOREIGN KEY (p) REFERENCES public.p(id); low is NOT VALID: CHECK ((a > 0))',
      ],
      [
        'public.t: identity columns at the target',
        'id is GENERATED BY DEFAULT AS IDENTITY, and at the source GENERATED ALWAYS AS IDENTITY',
      ],
      [
        'public.t: triggers at the target',
        'fires does not fire: CREATE TRIGGER BEFORE UPDATE FOR EACH ROW EXECUTE FUNCTION public.touch()',
      ],
    ])
  })
})

test('cutOverChecks() tells a sequence that would give a value again', async () => {
  const counting = `
    CREATE TABLE public.copied (id bigint GENERATED BY DEFAULT AS IDENTITY, n serial);
    INSERT INTO public.copied VALUES (9223372036854775806, 3);
    CREATE TABLE public.down (id int GENERATED BY DEFAULT AS IDENTITY (INCREMENT -1)); INSERT INTO public.down VALUES (-5);
    CREATE TABLE public.unused (id serial);`
  const stories: readonly (readonly [string, readonly string[]])[] = [
    [
      '',
      [
        'copied: public.copied_id_seq gives 1 next, and id is at 9223372036854775806; public.copied_n_seq gives 1 next, and n is at 3',
        'down: public.down_id_seq gives -1 next, and id is at -5',
      ],
    ],
    [
      `SELECT setval('public.copied_id_seq', 9223372036854775806), setval('public.copied_n_seq', 3, false), setval('public.down_id_seq', -5)`,
      ['copied: public.copied_n_seq gives 3 next, and n is at 3'],
    ],
    [`SELECT setval('public.copied_n_seq', 4, false)`, []],
  ]
  await onEach(async (sides) => {
    await sides.source.unsafe(counting)
    await sides.target.unsafe(counting)
    for (const [sql, expected] of stories) {
      await sides.target.unsafe(sql)
      const found = faults(await checksOf(sides)).map(
        ([name, message]) => `${/\.(\w+):/.exec(name)?.[1]}: ${message}`,
      )
      assert.deepEqual(found, expected)
    }
  })
})

test('readCutOver() takes SELECT grants only, and tells which one is missing', async () => {
  const setup = 'CREATE TABLE public.t (id serial); INSERT INTO public.t VALUES (5)'
  await using sql = await scratchDatabase(servers.newest)
  await sql.unsafe(`${setup}; CREATE ROLE reader LOGIN PASSWORD 'secret'`)
  const [row] = await sql<{ name: string }[]>`SELECT current_database() AS name`
  const url = new URL(servers.newest.url(row?.name ?? ''))
  Object.assign(url, { username: 'reader', password: 'secret' })
  await using reader = await connectPostgres(url.href, { max: 1 })
  const none = await checksOf({ source: sql, target: reader })
  assert.deepEqual(faults(none), [
    [
      'public.t: sequences at the target',
      'cannot say how far public.t_id_seq is: we lack GRANT SELECT ON SEQUENCE public.t_id_seq and GRANT SELECT (id) ON public.t',
    ],
  ])
  assert.equal(none[0]?.verdict, 'unknown')
  await sql.unsafe('GRANT SELECT ON public.t, public.t_id_seq TO reader')
  assert.deepEqual(faults(await checksOf({ source: sql, target: reader })), [
    ['public.t: sequences at the target', 'public.t_id_seq gives 1 next, and id is at 5'],
  ])
})
