/** Prometheus's text format 0.0.4, and OpenMetrics 1.0: families of samples as lines. */

export type Labels = Readonly<Record<string, string>>

export type Sample = {
  readonly labels: Labels
  /** A sample whose value is null, or no number, is left out. */
  readonly value: number | null
  readonly suffix?: '_sum' | '_count' | '_bucket'
}

export type Family = {
  /** Without the `_total` of a counter and the `_info` of an info. */
  readonly name: string
  readonly help: string
  readonly type: 'gauge' | 'summary' | 'counter' | 'histogram' | 'info'
  readonly samples: readonly Sample[]
}

const typeSuffixes: Readonly<Partial<Record<Family['type'], string>>> = {
  counter: '_total',
  info: '_info',
}

/** A gauge; the name is without the prefix `cdc_testbench_`. */
export function family(name: string, help: string, samples: readonly Sample[]): Family {
  return { name: `cdc_testbench_${name}`, help, type: 'gauge', samples }
}

/** HELP and TYPE once a family, its samples below; a family without samples is left out. */
export function renderFamilies(families: readonly Family[]): string {
  return families.map(renderFamily).join('')
}

/** The older format knows no info, and the name of a counter is that of its samples. */
function renderFamily(each: Family): string {
  const lines = sampleLines(each)
  if (lines.length === 0) return ''
  const name = sampleName(each)
  const type = each.type === 'info' ? 'gauge' : each.type
  return `# HELP ${name} ${escapeHelp(each.help)}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

/** The same as OpenMetrics 1.0: with units, and a last line by which a reader knows that it has all. */
export function renderOpenMetrics(families: readonly Family[]): string {
  const rendered = families.map((each) => {
    const lines = sampleLines(each)
    if (lines.length === 0) return ''
    const { name, type, help } = each
    const [unit] = /(?<=_)(?:seconds|bytes|ratio)$/.exec(name) ?? []
    const unitLine = unit === undefined ? '' : `# UNIT ${name} ${unit}\n`
    return `# TYPE ${name} ${type}\n${unitLine}# HELP ${name} ${escapeLabel(help)}\n${lines.join('')}`
  })
  return `${rendered.join('')}# EOF\n`
}

function sampleLines(each: Family): string[] {
  const name = sampleName(each)
  return each.samples.flatMap(({ labels, value, suffix }) =>
    value !== null && Number.isFinite(value)
      ? [`${name}${suffix ?? ''}${renderLabels(labels)} ${decimal(value)}\n`]
      : [],
  )
}

function sampleName({ name, type }: Family): string {
  return `${name}${typeSuffixes[type] ?? ''}`
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

/** Seconds made of milliseconds end in digits that no clock measured: 0.0123, not 0.012300000000000002. */
function decimal(value: number): string {
  return String(Number(value.toPrecision(15)))
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

/** The formats know these three escapes, and no other. */
function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
