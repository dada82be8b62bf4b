/** Reads what a page is made of: the chart library, our style, and our modules bundled into one script. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

import { build, transform } from 'esbuild'

/** All as text; the scripts go into `<script>`, the style into `<style>`. */
export type HtmlAssets = {
  readonly chartLibrary: string
  readonly script: string
  readonly style: string
}

/** In the order in which they overrule each other. */
const styles = [
  'report-page-colors.css',
  'report-page.css',
  'report-page-header.css',
  'report-page-tables.css',
  'report-page-charts.css',
  'report-page-media.css',
]

type PageEntry = 'report-page.js' | 'report-page-live.js' | 'report-page-ui.js'

/**
 * The same modules that the tests import run in the page: there is no build whose result could be stale. The entry
 * `report-page-live.js` can draw a Result again, and `report-page-ui.js` is the live page.
 */
export async function readHtmlAssets(entry: PageEntry = 'report-page.js'): Promise<HtmlAssets> {
  const require = createRequire(import.meta.url)
  const isFile = entry !== 'report-page-ui.js'
  const [chartLibrary, drawing, script, ...sheets] = await Promise.all([
    readFile(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8'),
    isFile ? bundled('report-page-drawing.js') : '',
    bundled(entry),
    readFile(require.resolve('uplot/dist/uPlot.min.css'), 'utf8'),
    ...[...styles, ...(isFile ? [] : ['report-page-ui.css', 'report-page-drawer.css'])].map(
      (name) => readFile(new URL(name, import.meta.url), 'utf8'),
    ),
  ])
  const [librarySheet, ...own] = sheets
  const { code: style } = await transform([withoutLegend(librarySheet), ...own].join('\n'), {
    loader: 'css',
    minify: true,
  })
  return { chartLibrary: [chartLibrary, drawing].join('\n').trim(), script, style }
}

/** Our charts have legends of their own: half of the library's style is for one that is never there. */
function withoutLegend(sheet: string): string {
  return sheet.replace(/[^{}]*\.u-(?:title|legend|inline|series)\b[^{}]*\{[^}]*\}/g, '')
}

/** One script of a module and all that it imports, without a name of its own in the page. */
async function bundled(entry: PageEntry | 'report-page-drawing.js'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}
