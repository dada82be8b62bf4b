/** Reads what a page is made of: the chart library, our style, and our modules joined into one script. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

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
  const [chartLibrary, chartStyle, script, ...ownStyles] = await Promise.all([
    readFile(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8'),
    readFile(require.resolve('uplot/dist/uPlot.min.css'), 'utf8'),
    joinModules(entry),
    ...[
      ...styles,
      ...(entry === 'report-page-ui.js' ? ['report-page-ui.css', 'report-page-drawer.css'] : []),
    ].map((name) => readFile(new URL(name, import.meta.url), 'utf8')),
  ])
  const style = [chartStyle, ...ownStyles.map(withoutLines)].join('\n')
  return { chartLibrary, script, style }
}

/** One script of a module and all that it imports, each once, what is imported before what imports it. */
async function joinModules(entry: string): Promise<string> {
  const texts = new Map<string, string>()
  const variables = new Map<string, string>()

  async function visit(name: string): Promise<void> {
    if (texts.has(name)) return
    texts.set(name, '')
    const source = await readFile(new URL(name, import.meta.url), 'utf8')
    const imported = [...source.matchAll(importPattern)].map(([, , path]) => path ?? '')
    for (const path of imported) await visit(path)
    // Inserted again, so that it stands behind its imports.
    texts.delete(name)
    texts.set(name, asScript(source, { name, variableOf }))
  }

  /** Short, for a file has dozens of them. */
  function variableOf(name: string): string {
    const known = variables.get(name) ?? `$${variables.size}`
    variables.set(name, known)
    return known
  }

  await visit(entry)
  return [...texts.values()].join('')
}

const importPattern = /^import \{([^}]*)\} from '\.\/([^']+)'\n/gm
const exportPattern = /^export (?=(?:async )?(?:function|const|class) (\w+))/gm

/** A module as a function that is called once: what it does not export is its own. */
function asScript(
  source: string,
  { name, variableOf }: { name: string; variableOf: (name: string) => string },
): string {
  const exported = [...source.matchAll(exportPattern)].map(([, each]) => each)
  const body = source
    .replace(importPattern, (_, names: string, path: string) => {
      const wanted = names.split(',').map((each) => each.trim())
      return `const {${wanted.join()}}=${variableOf(path)}\n`
    })
    .replace(exportPattern, '')
  return `const ${variableOf(name)}=(()=>{\n${withoutSpaces(withoutComments(body))}return{${exported.join()}}})()\n`
}

/** Comments and indentation would be a third of it; our sources have no text that spans lines. */
function withoutComments(source: string): string {
  return source
    .replace(/^\s*\/\*(?:(?!\*\/)[\s\S])*\*\/\n/gm, '')
    .replace(/^\s*\/\/.*\n/gm, '')
    .replace(/\/\*\* @type [^\n]*? \*\/ /g, '')
    .replace(/^\s+/gm, '')
}

/** A line of a style sheet may end wherever it says so itself. */
function withoutLines(style: string): string {
  return withoutComments(style)
    .replace(/ ?([{};,])\n/g, '$1')
    .replace(/: (?=[^;{}]*[;}])/g, ':')
}

/** Around operators and brackets, outside of texts, in lines that hold no pattern: there a space may mean something. */
function withoutSpaces(script: string): string {
  return script.replace(/^[^"`/\\\n]+$/gm, (line) =>
    line.replace(
      /'[^']*'| ?([=!<>?:&|*]+|[{}[\](),;]) ?/g,
      (whole, operator: string | undefined) => operator ?? whole,
    ),
  )
}
