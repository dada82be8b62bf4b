/** In which of Prometheus's two formats a reader wants the metrics. */
import { renderFamilies, renderOpenMetrics } from './prom-text.ts'
import type { Family } from './prom-text.ts'

const openMetrics = 'application/openmetrics-text'

/** The text with its media type: OpenMetrics 1.0 only where it was asked for by name, and nothing else before it. */
export function metricsAnswer(
  families: readonly Family[],
  accept: string,
): { readonly type: string; readonly text: string } {
  return wantsOpenMetrics(accept)
    ? { type: `${openMetrics}; version=1.0.0; charset=utf-8`, text: renderOpenMetrics(families) }
    : { type: 'text/plain; version=0.0.4; charset=utf-8', text: renderFamilies(families) }
}

/** By the header `Accept`: its best version that is 1.0.0 or unsaid, against what else would be plain text. */
export function wantsOpenMetrics(accept: string): boolean {
  const ranges = accept.split(',').map(rangeOf)
  const open = ranges.filter(
    ({ type, version }) => type === openMetrics && (version === '' || version === '1.0.0'),
  )
  const plain = ranges.filter(({ type }) => ['text/plain', 'text/*'].includes(type))
  const quality = best(open)
  return quality > 0 && quality >= best(plain)
}

type Range = { readonly type: string; readonly version: string; readonly quality: number }

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const values = new Map(
    parameters.map((each) => {
      const [name = '', value = ''] = each.split('=').map((part) => part.trim())
      return [name, value.replaceAll('"', '')]
    }),
  )
  const quality = Number(values.get('q') ?? 1)
  return { type, version: values.get('version') ?? '', quality: quality > 0 ? quality : 0 }
}

function best(ranges: readonly Range[]): number {
  return Math.max(0, ...ranges.map(({ quality }) => quality))
}
