/** Every command that the README, the manuals and the workflows name is one that its script takes. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { commandsOf, parseCommand, root } from './scratch-commands.ts'

const folders = ['scripts', 'load', 'property', 'mutation'] as const
const manuals = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => `${folder}/${file}`),
)
const workflows = readdirSync(join(root, '.github/workflows')).map(
  (file) => `.github/workflows/${file}`,
)
const documents = [
  'README.md',
  '.github/RUNBOOK.md',
  '.github/CONTRIBUTING.md',
  '.ci/run',
  ...workflows,
  ...manuals,
]

const takesWords = /^(?:scripts\/(?:bench|compare|report|config-lint)|mutation\/show)\.ts$/
let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-commands-'))
  // A file that an example names must be there for its flag.
  for (const name of ['mine.ts', 'mine.mts']) await writeFile(join(folder, name), '')
  process.chdir(folder)
})
after(async () => {
  process.chdir(root)
  await rm(folder, { recursive: true, force: true })
})

for (const document of documents) {
  test(`every command of ${document} is one that its script takes`, async () => {
    for (const command of commandsOf(document)) {
      const { script, text } = command
      assert.ok(existsSync(join(root, script)), text)
      const found = await parseCommand(command)
      assert.deepEqual(found.problems, [], text)
      assert.equal(found.positionals.length > 0, takesWords.test(script), text)
    }
  })
}

test('the README has commands, and each npm script that it names is there', () => {
  assert.ok(commandsOf('README.md').length >= 10)
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  for (const document of [
    'README.md',
    '.github/RUNBOOK.md',
    '.github/CONTRIBUTING.md',
    ...workflows,
  ]) {
    const text = readFileSync(join(root, document), 'utf8')
    for (const [, name = ''] of text.matchAll(/npm run ([\w:]+)/g)) assert.ok(scripts[name], name)
  }
  for (const [name, text] of Object.entries(scripts)) {
    const [, file] = /\btsx (\S+\.ts)$/.exec(text) ?? []
    if (file !== undefined) assert.ok(existsSync(join(root, file)), `${name}: ${file}`)
  }
})

test('every script stands in the README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  assert.deepEqual(
    manuals.filter((script) => !readme.includes(script)),
    [],
  )
})

for (const workflow of workflows) {
  test(`${workflow} pins every action by its hash, may read alone, and passes on no text of a pull request`, () => {
    const text = readFileSync(join(root, workflow), 'utf8')
    const actions = [...text.matchAll(/uses: (\S+)(.*)/g)]
    assert.ok(actions.length > 0)
    for (const [whole, action = '', note = ''] of actions) {
      assert.match(action, /^actions\/[\w-]+@[0-9a-f]{40}$/, whole)
      assert.match(note, /# v\d+\.\d+\.\d+/, whole)
    }
    assert.match(text, /^permissions:\n {2}contents: read\n/m)
    assert.doesNotMatch(text, /: write\b|pull_request_target/)
    const runs = [...text.matchAll(/run: (?:\|\n(?: {10}.*\n)+|.*)/g)].map(([run]) => run)
    for (const run of runs) assert.doesNotMatch(run, /\$\{\{ *github\./)
    const checkouts = text.match(/actions\/checkout@/g)?.length
    assert.equal(text.match(/persist-credentials: false/g)?.length, checkouts)
  })
}
