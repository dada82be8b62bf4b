// @ts-check
/** What every page of a file does first: it brings what is written out to life, and unpacks what draws. */
import { denseBytes } from './dense-text.js'
import { enhance } from './report-page-controls.js'
import { prepareTables } from './report-page-tables.js'

/** @typedef {import('./report-page-drawing.js').Drawing} Drawing */

/** Resolves with what draws, for those who draw again; where nothing can be unpacked the tables say the same. */
export async function startPage() {
  /** @type {Drawing | null} */
  let drawing = null
  prepareTables()
  enhance({ redraw: (width) => drawing?.redraw(width) })
  const [library, numbers] = await Promise.all(['chart-library', 'charts'].map(unzipped))
  const script = document.createElement('script')
  // The policy of the page has its hash.
  script.textContent = library ?? ''
  document.head.append(script)
  drawing = /** @type {Drawing} */ (Reflect.get(globalThis, 'cdcTestbenchDrawing'))
  if (numbers !== undefined) drawing.drawPacked(JSON.parse(numbers))
  return drawing
}

/**
 * The text that came packed by gzip, as `denseText` writes it.
 * @param {string} id
 */
async function unzipped(id) {
  const bytes = denseBytes(JSON.parse(document.getElementById(id)?.textContent ?? '""'))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return await new Response(stream).text()
}
