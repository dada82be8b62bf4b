/** As root the servers run as somebody else, whose rights decide what they can reach. */
import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { canEnter, fittingUser, serverUser } from './server-user.ts'

const accounts: readonly (readonly [story: string, passwd: string, uid: number | null])[] = [
  [
    'takes the account that is meant for it',
    'root:x:0:0::/:\nnobody:x:65534:65534::/:\npostgres:x:101:104::/:',
    101,
  ],
  ['takes nobody where there is no other', 'root:x:0:0::/:\nnobody:x:65534:65534::/:', 65534],
  [
    'never takes an account with the rights of root',
    'postgres:x:0:104::/:\nnobody:x:9:0::/:',
    null,
  ],
  ['passes over the negative ids of macOS', 'nobody:*:-2:-2::/:\ndaemon:*:1:1::/:', 1],
  ['takes no person’s account', 'root:x:0:0::/:\nada:x:1000:1000::/:', null],
  ['finds nobody in an empty file', '', null],
]

for (const [story, passwd, uid] of accounts) {
  test(`fittingUser() ${story}`, () => assert.equal(fittingUser(passwd)?.uid ?? null, uid))
}

test('serverUser() is an unprivileged user for root, and nobody else for others', async () => {
  const user = await serverUser()
  if (process.getuid?.() === 0) assert.ok(user !== null && user.uid > 0 && user.gid > 0)
  else assert.equal(user, null)
})

test('canEnter() looks at every folder on the way, as the user whom it concerns', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-enter-'))
  const inner = join(folder, 'inner')
  await mkdir(inner)
  await chmod(inner, 0o755)
  try {
    const stranger = { uid: 54321, gid: 54321 }
    await chmod(folder, 0o700)
    assert.equal(await canEnter(inner, stranger), false)
    assert.equal(await canEnter(inner, null), true)
    assert.equal(await canEnter(inner, { uid: process.getuid?.() ?? 0, gid: 54321 }), true)
    await chmod(folder, 0o711)
    assert.equal(await canEnter(inner, stranger), true)
    // The group's rights count for its members, even where everybody else has more.
    await chmod(folder, 0o701)
    assert.equal(await canEnter(inner, { uid: 54321, gid: process.getgid?.() ?? 0 }), false)
  } finally {
    await rm(folder, { recursive: true })
  }
})
