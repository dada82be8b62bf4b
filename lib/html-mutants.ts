/** A mutation run as one HTML file that needs nothing else: scores, and each file with its mutants where they stand. */
import { htmlText } from './html-text.ts'
import { h } from './html-tree.js'
import { percentWords, scoreWords, statuses } from './mutant-words.ts'
import { byFile, scoreOf } from './mutant-score.ts'
import { smallDiff } from './mutant-patch.ts'
import type { MutationRecord } from './mutation-record.ts'
import type { Mutant } from './mutant.ts'

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif;
  --back: #fff; --text: #1b1f24; --link: #0b57d0; --good: #1a7f4b; --bad: #c62f2f; --open: #8a5800 }
@media (prefers-color-scheme: dark) {
  :root { --back: #14171a; --text: #e6e8ea; --link: #8ab4f8; --good: #5fd39a; --bad: #ff8a80; --open: #f0b95b }
}
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; background: var(--back); color: var(--text) }
a { color: var(--link) }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; white-space: nowrap }
th, td { padding: .15rem .8rem .15rem 0; text-align: right }
th:first-child, td:first-child { text-align: left }
p, div { overflow-wrap: anywhere }
pre { margin: .2rem 0 .8rem; padding: .4rem .8rem; overflow-x: auto; border-left: 3px solid #888 }
summary { cursor: pointer }
.killed { color: var(--good) } .survived, .uncovered { color: var(--bad) } .timeout, .suspicious { color: var(--open) }
`

/** Survivors and what else was not killed come first in each file; the killed follow, folded. */
export function renderMutants({
  mutants,
  sources,
  startedAt,
  scope,
  complete,
}: MutationRecord): string {
  const files = byFile(mutants)
  const body = [
    h('h1', {}, 'Mutants'),
    h(
      'p',
      {},
      `${scope.replaceAll(',', ', ')}, ${startedAt.slice(0, 19).replace('T', ' ')} UTC${complete ? '' : ', cut short'}: ${scoreWords(scoreOf(mutants))}`,
    ),
    table(files),
    ...files.map(([file, own]) => section(own, { file, source: sources[file] ?? '' })),
  ]
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Mutants</title><style>${style}</style></head>`,
    `<body><main>${body.map(htmlText).join('\n')}</main></body></html>`,
    '',
  ].join('\n')
}

type Files = readonly (readonly [file: string, mutants: readonly Mutant[]])[]

function table(files: Files) {
  const head = ['file', 'score', ...statuses].map((name) => h('th', { scope: 'col' }, name))
  const rows = files.map(([file, own]) => {
    const score = scoreOf(own)
    return h(
      'tr',
      {},
      h('td', {}, h('a', { href: `#${file}` }, file)),
      h('td', {}, percentWords(score.score)),
      ...statuses.map((status) => h('td', {}, String(score[status]))),
    )
  })
  const scores = h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows))
  // What may be wider than the page must be reached without a pointer, too.
  return h('div', { class: 'wide', role: 'region', 'aria-label': 'Scores', tabindex: '0' }, scores)
}

function section(mutants: readonly Mutant[], { file, source }: { file: string; source: string }) {
  const ordered = [...mutants].sort((one, other) => one.from - other.from)
  const open = ordered.filter(({ status }) => status !== 'killed' && status !== 'ignored')
  const closed = ordered.filter(({ status }) => status === 'killed' || status === 'ignored')
  return h(
    'section',
    { id: file },
    h('h2', {}, file),
    ...open.flatMap((mutant) => block(mutant, source)),
    h(
      'details',
      {},
      h('summary', {}, `${closed.length} killed or ignored`),
      ...closed.flatMap((mutant) => block(mutant, source)),
    ),
  )
}

function block(mutant: Mutant, source: string) {
  const { id, line, mutator, status, killedBy, coveredBy, reason } = mutant
  const said =
    killedBy ?? reason ?? (coveredBy.length === 0 ? 'no test runs it' : coveredBy.join(', '))
  return [
    h(
      'div',
      {},
      h('code', {}, id),
      ` line ${line}, ${mutator}: `,
      h('b', { class: status }, status),
      `, ${said.slice(0, 400)}`,
    ),
    h('pre', { tabindex: '0' }, smallDiff(mutant, source).join('\n')),
  ]
}
