/** For tests: reads Prometheus's text format or OpenMetrics as their grammars say, and refuses what a reader would refuse. */
import assert from 'node:assert/strict'

export type ReadSample = {
  /** With its labels, as it stands: what tells it apart. */
  readonly series: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export type ReadFamily = { readonly type: string; readonly samples: readonly ReadSample[] }

const line =
  /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?[\d.]+(?:e[+-]?\d+)?)$/
const suffixes = {
  gauge: [''],
  summary: ['', '_sum', '_count'],
  histogram: ['_bucket', '_sum', '_count'],
}

/** Families by name. OpenMetrics is known by its last line. */
export function readExposition(text: string): ReadonlyMap<string, ReadFamily> {
  const open = text.endsWith('# EOF\n')
  const allowed: Readonly<Record<string, readonly string[]>> = {
    ...suffixes,
    ...(open ? { counter: ['_total'], info: ['_info'] } : { counter: [''] }),
  }
  const families = new Map<string, { type: string; told: Set<string>; samples: ReadSample[] }>()
  const seen = new Set<string>()
  let current = ''
  assert.ok(text.endsWith('\n'), 'a final newline')
  const lines = text.split('\n').slice(0, open ? -2 : -1)
  for (const each of lines) {
    const [, keyword, family = '', rest = ''] = /^# (HELP|TYPE|UNIT) (\S+) (.+)$/.exec(each) ?? []
    if (keyword !== undefined) {
      if (family !== current) assert.ok(!families.has(family), `${family} is not together`)
      current = family
      const found = families.get(family) ?? { type: '', told: new Set(), samples: [] }
      families.set(family, found)
      assert.equal(found.samples.length, 0, `${each} stands behind a sample`)
      assert.ok(!found.told.has(keyword), `${each} stands twice`)
      found.told.add(keyword)
      if (keyword === 'TYPE') found.type = rest
      if (keyword === 'UNIT') assert.ok(open && family.endsWith(`_${rest}`), each)
      continue
    }
    const sample = sampleOf(each)
    const found = families.get(current) ?? assert.fail(`${each} stands before any family`)
    const ends = allowed[found.type] ?? assert.fail(`${current} is a ${found.type}`)
    assert.ok(
      ends.some((end) => sample.name === current + end),
      `${each} is none of ${current}`,
    )
    assert.ok(!seen.has(sample.series), `${each} stands twice`)
    seen.add(sample.series)
    found.samples.push(sample)
  }
  for (const [name, { told, samples }] of families) {
    assert.ok(told.has('HELP') && told.has('TYPE') && samples.length > 0, `${name} is not whole`)
  }
  return families
}

function sampleOf(text: string): ReadSample {
  const [, name = '', inner = '', value = ''] = line.exec(text) ?? assert.fail(`no sample: ${text}`)
  const labels = Object.fromEntries(
    [...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', written = '']) => [
      label,
      written.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
    ]),
  )
  return { series: `${name}{${inner}}`, name, labels, value: Number(value) }
}

/** Each histogram is cumulative, and its last bucket, +Inf, is its count. */
export function holdHistograms(families: ReadonlyMap<string, ReadFamily>): void {
  for (const [name, { type, samples }] of families) {
    if (type !== 'histogram') continue
    const groups = new Map<string, ReadSample[]>()
    for (const each of samples) {
      const { le: _, ...others } = each.labels
      const key = JSON.stringify(others)
      groups.set(key, [...(groups.get(key) ?? []), each])
    }
    for (const [key, group] of groups) {
      const buckets = group.filter((each) => each.name === `${name}_bucket`)
      const bounds = buckets.map(({ labels: { le = '' } }) =>
        le === '+Inf' ? Infinity : Number(le),
      )
      assert.deepEqual(
        bounds,
        bounds.toSorted((one, other) => one - other),
        key,
      )
      assert.equal(bounds.at(-1), Infinity, key)
      buckets.forEach(({ value, series }, index) =>
        assert.ok(value >= (buckets[index - 1]?.value ?? 0), series),
      )
      const count = group.find((each) => each.name === `${name}_count`)?.value
      assert.equal(buckets.at(-1)?.value, count, key)
    }
  }
}

/** Nothing that counts has fallen, and no series of it is gone. */
export function holdCounters(
  before: ReadonlyMap<string, ReadFamily>,
  after: ReadonlyMap<string, ReadFamily>,
): void {
  for (const [name, { type, samples }] of before) {
    if (type !== 'counter' && type !== 'histogram') continue
    const now = new Map(after.get(name)?.samples.map(({ series, value }) => [series, value]))
    for (const { series, value } of samples) {
      const later = now.get(series) ?? assert.fail(`${series} is gone`)
      assert.ok(later >= value, `${series} fell from ${value} to ${later}`)
    }
  }
}
