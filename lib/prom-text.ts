/** Prometheus's text format 0.0.4: families of samples as lines. */

export type Labels = Readonly<Record<string, string>>

export type Sample = {
  readonly labels: Labels
  /** A sample whose value is null, or no number, is left out. */
  readonly value: number | null
  readonly suffix?: '_sum' | '_count'
}

export type Family = {
  readonly name: string
  readonly help: string
  readonly type: 'gauge' | 'summary'
  readonly samples: readonly Sample[]
}

/** A gauge; the name is without the prefix `cdc_testbench_`. */
export function family(name: string, help: string, samples: readonly Sample[]): Family {
  return { name: `cdc_testbench_${name}`, help, type: 'gauge', samples }
}

/** HELP and TYPE once a family, its samples below; a family without samples is left out. */
export function renderFamilies(families: readonly Family[]): string {
  return families.map(renderFamily).join('')
}

function renderFamily({ name, help, type, samples }: Family): string {
  const lines = samples.flatMap(({ labels, value, suffix }) =>
    value !== null && Number.isFinite(value)
      ? [`${name}${suffix ?? ''}${renderLabels(labels)} ${decimal(value)}\n`]
      : [],
  )
  if (lines.length === 0) return ''
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`
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

/** The format knows these three escapes, and no other. */
function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
