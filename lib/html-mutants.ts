/** A mutation run as one HTML file that needs nothing else: scores, and each file with its mutants where they stand. */
import { htmlText } from './html-text.ts'
import { h } from './html-tree.js'
import { percentWords, scoreWords, statuses } from './mutant-words.ts'
import { byFile, scoreOf } from './mutant-score.ts'
import { smallDiff } from './mutant-patch.ts'
import type { MutationRecord } from './mutation-record.ts'
import type { Mutant } from './mutant.ts'

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .15rem .8rem .15rem 0; text-align: right }
th:first-child, td:first-child { text-align: left }
pre { margin: .2rem 0 .8rem; padding: .4rem .8rem; overflow-x: auto; border-left: 3px solid #888 }
summary { cursor: pointer }
.killed { color: #1a7f4b } .survived, .uncovered { color: #c62f2f } .timeout, .suspicious { color: #9a6200 }
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
      `${scope}, ${startedAt}${complete ? '' : ', cut short'}: ${scoreWords(scoreOf(mutants))}`,
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
    `<body>${body.map(htmlText).join('\n')}</body></html>`,
    '',
  ].join('\n')
}

type Files = readonly (readonly [file: string, mutants: readonly Mutant[]])[]

function table(files: Files) {
  const head = ['file', 'score', ...statuses].map((name) => h('th', {}, name))
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
  return h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows))
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
    h('pre', {}, smallDiff(mutant, source).join('\n')),
  ]
}
