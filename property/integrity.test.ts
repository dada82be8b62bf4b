/** Laws of reports: what somebody else has written stays text in every format, and what is told can be read back. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { SaxesParser } from 'saxes'

import { htmlText } from '../lib/html-text.ts'
import { readHtmlAssets } from '../lib/html-assets.ts'
import { h, textOf } from '../lib/html-tree.js'
import { pageView, titleOf } from '../lib/html-view.js'
import { fenced, inline, table } from '../lib/markdown-text.ts'
import { texts } from '../lib/arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { markup, plantedTexts, resultWith } from '../lib/result-arbitraries.ts'
import { renderCsv } from '../lib/report-csv.ts'
import { renderHtml } from '../lib/report-html.ts'
import { renderJson } from '../lib/report-json.ts'
import { renderJunit } from '../lib/report-junit.ts'
import { renderMarkdown } from '../lib/report-markdown.ts'
import { renderProm } from '../lib/report-prom.ts'
import { checkRows } from '../lib/report-rows.js'
import { renderTable } from '../lib/report-table.ts'
import { parseCsv } from '../lib/sample-csv.ts'
import { tagged } from '../lib/tree-parts.ts'
import { visibleLines, visibleText } from '../lib/visible-text.js'

const property = propertiesOf(import.meta.url)

const withMarkup = {
  percent: 30,
  is: ({ texts: list }: { texts: readonly string[] }) => list.some((each) => each.includes(markup)),
}
const dear = { arbitrary: plantedTexts, labels: { markup: withMarkup }, patience: 4 }

property(
  'html',
  'no markup of a foreign text survives in a page, which has the elements it has without it',
  {
    ...dear,
    given: readHtmlAssets,
    share: 0.3,
    holds: async (planted, assets) => {
      const html = renderHtml(await resultWith(planted), assets)
      assert.ok(!html.includes('<b onclick'))
      const plain = renderHtml(await resultWith({ ...planted, texts: ['plain'] }), assets)
      for (const tag of ['script', 'style', 'iframe', 'img', 'a ']) {
        const [found, expected] = [html, plain].map((text) => text.split(`<${tag}`).length)
        if (tag !== 'a ') assert.equal(found, expected, tag)
      }
    },
  },
)

property(
  'html-tree',
  'an element holds the text it was made with, and as HTML exactly that text, escaped',
  {
    // Nearly words: what needs no quotes has none.
    arbitrary: fc.tuple(
      texts(),
      texts(),
      fc.oneof(texts(), fc.stringMatching(/^[a-c0 ."'=`/-]{0,5}$/)),
    ),
    holds: ([one, two, attribute]) => {
      const tree = h('p', { title: attribute }, one, h('i', {}, two), null)
      assert.equal(textOf(tree), one + two)
      const html = htmlText(tree)
      const inner = html
        .replace(/^<p[^>]*>/, '')
        .replace(/<\/p>$/, '')
        .replace(/<\/?i>/g, '')
      assert.equal(unescaped(inner), one + two)
      assert.ok(!/[<>]/.test(inner))
      // As a browser reads it: in quotes up to the next, or a word without any.
      const [, quoted, word = ''] = /^<p title(?:="([^"]*)"|=([^\s"'=<>`]+))?>/.exec(html) ?? []
      assert.equal(unescaped(quoted ?? word), attribute, html)
    },
  },
)

function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

property('page', 'each section of a page has its heading and its place in the navigation', {
  ...dear,
  share: 0.5,
  holds: async (planted) => {
    const result = await resultWith(planted)
    const view = pageView(result)
    const main = view.find(({ tag }) => tag === 'main')
    const [navigation] = view.flatMap((tree) => tagged(tree, 'nav'))
    const sections = (main?.children ?? []).filter(
      (each) => typeof each === 'object' && each.tag === 'section',
    )
    assert.equal(sections.length, textsOf(navigation, 'a').length)
    assert.ok(!/[\p{Cc}\u202e]/u.test(titleOf(result)))
  },
})

type Tree = ReturnType<typeof h> | string | undefined

function textsOf(tree: Tree, tag: string): string[] {
  if (tree === undefined || typeof tree === 'string') return []
  return [
    ...(tree.tag === tag ? [textOf(tree)] : []),
    ...tree.children.flatMap((each) => textsOf(each, tag)),
  ]
}

property(
  'terminal',
  'nothing of a foreign text moves the cursor, hides or turns a line on a terminal',
  {
    arbitrary: fc.tuple(plantedTexts, fc.constantFrom(40, 80, 100, 160)),
    // Each example draws a report, as dear as a page.
    share: 0.5,
    patience: 4,
    labels: { markup: { ...withMarkup, is: ([planted]) => withMarkup.is(planted) } },
    holds: async ([planted, width]) => {
      const shown = renderTable(await resultWith(planted), { color: false, width })
      assert.doesNotMatch(shown, /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/u)
      assert.ok(shown.endsWith('\n'))
    },
  },
)

property(
  'visible',
  'text that is shown has no character that cannot be seen, and is whole where it is short and plain',
  {
    arbitrary: fc.tuple(texts(), fc.integer({ min: 1, max: 50 })),
    holds: ([text, longest]) => {
      assert.doesNotMatch(visibleText(text), /[\p{Cc}\u202a-\u202e\u2028\ufeff]/u)
      assert.doesNotMatch(visibleLines(text), /(?![\n\t])[\p{Cc}\u202e]/u)
      if (/^[ -~]*$/.test(text)) assert.equal(visibleText(text), text)
      if (text.length > longest) assert.match(visibleText(text, longest), /… \(\d+ characters\)$/)
    },
  },
)

property('json', 'the JSON report is one document, and what is read back is what was told', {
  ...dear,
  holds: async (planted) => {
    const result = await resultWith(planted)
    const text = renderJson(result)
    assert.ok(text.endsWith('}\n'))
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(result)))
  },
})

property('csv', 'each cell of the CSV report is read back as it was, and each row has as many', {
  ...dear,
  holds: async (planted) => {
    const result = await resultWith(planted)
    const [header = [], ...rows] = parseCsv(renderCsv(result))
    for (const row of rows) assert.equal(row.length, header.length)
    if (result.faults !== undefined) {
      assert.deepEqual(
        rows.map(([id]) => id),
        result.faults.map(({ id }) => id),
      )
    } else if (result.totals === undefined) {
      assert.deepEqual(
        rows.map(([name = '']) => name).toSorted(),
        result.checks.map(({ name }) => name).toSorted(),
      )
      assert.equal(checkRows(result).length, rows.length)
    } else {
      const names = (result.requests ?? []).map(({ name }) => name).toSorted()
      assert.deepEqual(
        rows
          .slice(0, -1)
          .map(([, name = '']) => name)
          .toSorted(),
        names,
      )
    }
  },
})

property('junit', 'the JUnit report is well-formed XML with a test for each check', {
  ...dear,
  holds: async (planted) => {
    const result = await resultWith(planted)
    let cases = 0
    const parser = new SaxesParser()
    parser.on('opentag', ({ name }) => {
      if (name === 'testcase') cases++
    })
    parser.on('error', (error) => {
      throw error
    })
    parser.write(renderJunit(result)).close()
    assert.equal(cases, Math.max(1, result.checks.length))
  },
})

property(
  'prom',
  'each line of the Prometheus report is a comment or a sample, and no series is there twice',
  {
    ...dear,
    holds: async (planted) => {
      const lines = renderProm(await resultWith(planted))
        .trimEnd()
        .split('\n')
      const samples = lines.filter((line) => !line.startsWith('#'))
      for (const line of samples)
        assert.match(line, /^\w+(?:\{(?:\w+="(?:[^"\\\n]|\\["\\n])*",?)*\})? \S+$/)
      const names = samples.map((line) => line.slice(0, line.lastIndexOf(' ')))
      assert.equal(new Set(names).size, names.length)
    },
  },
)

property(
  'markdown',
  'no markup of a foreign text survives in Markdown, tables keep their cells, and it is at most 64 kB',
  {
    ...dear,
    holds: async (planted) => {
      const text = renderMarkdown(await resultWith(planted))
      assert.ok(Buffer.byteLength(text) <= 64_000)
      const outside = text.replace(/^(`{3,})[\s\S]*?^\1$/gm, '')
      assert.ok(!outside.includes('<b onclick'))
      assert.equal(outside.split('<details>').length, outside.split('</details>').length)
    },
  },
)

property('markdown-text', 'a text within Markdown stays in its cell and in its fence', {
  arbitrary: texts(),
  holds: (text) => {
    assert.ok(!/[<>\n]/.test(inline(text)))
    const cells = table(['one', 'two'], [[inline(text), 'x']]).at(-1) ?? ''
    assert.equal(cells.replace(/\\\|/g, '').split('|').length, 4)
    const [open = '', ...rest] = fenced(text)
    const fence = /^`+/.exec(open)?.[0] ?? ''
    assert.ok(rest.slice(0, -1).every((line) => !line.includes(fence)) && rest.at(-1) === fence)
  },
})
