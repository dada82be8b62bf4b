/** The commit of a checkout, as git itself would say. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

import { commitOf } from './own-commit.ts'

const one = '1'.repeat(40)
const two = '2'.repeat(40)

const checkouts: readonly (readonly [
  name: string,
  files: Readonly<Record<string, string>>,
  commit: string | null,
])[] = [
  ['a branch', { '.git/HEAD': 'ref: refs/heads/a/b\n', '.git/refs/heads/a/b': `${one}\n` }, one],
  ['a commit without a branch', { '.git/HEAD': `${two}\n` }, two],
  [
    'a packed branch, and another whose name ends like it',
    {
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/packed-refs': `# pack-refs\n${two} refs/remotes/x/refs/heads/main\n${one} refs/heads/main\n`,
    },
    one,
  ],
  [
    'a loose branch that was packed before',
    {
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/packed-refs': `${two} refs/heads/main\n`,
      '.git/refs/heads/main': `${one}\n`,
    },
    one,
  ],
  [
    'a second worktree',
    {
      '.git': 'gitdir: main/.git/worktrees/second\n',
      'main/.git/worktrees/second/HEAD': 'ref: refs/heads/second\n',
      'main/.git/worktrees/second/commondir': '../..\n',
      'main/.git/refs/heads/second': `${one}\n`,
    },
    one,
  ],
  ['a branch without a commit', { '.git/HEAD': 'ref: refs/heads/main\n' }, null],
  ['no commit at all', { '.git/HEAD': 'nonsense\n' }, null],
  ['a file that leads nowhere', { '.git': 'gitdir: /nowhere/at/all\n' }, null],
  ['no checkout', { 'package.json': '{}' }, null],
]

for (const [name, files, commit] of checkouts) {
  test(`commitOf() of ${name}`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-commit-'))
    try {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true })
        await writeFile(join(folder, path), text)
      }
      assert.equal(commitOf(folder), commit)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
}
