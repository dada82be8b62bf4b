/** Commands that a shell runs as they stand, for the user whose home they do not name. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'

import { commandText, withoutHome, withoutPlaces } from './command-line.ts'

const home = '/home/me.x'

const words: readonly (readonly [word: string, text: string])[] = [
  ['--users', '--users'],
  ['/home/me.x/light.html', '~/light.html'],
  ['/home/me.x', '~'],
  ['/home/me.x/my report.html', "~/'my report.html'"],
  ['--report=/home/me.x/light.html', '--report="$HOME"/light.html'],
  ["--report=/home/me.x/it's.html", `--report="$HOME"/'it'\\''s.html'`],
  ['postgres://db/x?sslrootcert=/home/me.x/ca.pem', `'postgres://db/x?sslrootcert='"$HOME"/ca.pem`],
  ['/home/me.x/a,/home/me.x/b', '~/a,"$HOME"/b'],
  ['/home/mexx/a', '/home/mexx/a'],
  ['/home/me.xy/a', '/home/me.xy/a'],
  ['/srv/home/me.x/a', '/srv/home/me.x/a'],
  ['/srv//home/me.x/a', '/srv//home/me.x/a'],
  ['~/a', "'~/a'"],
  ['', "''"],
]

for (const [word, text] of words) {
  test(`commandText() has "${word}" as ${text}, which a shell reads as what it was`, () => {
    const command = commandText('load/light', [word, 'end'], home)
    assert.equal(command, `npx tsx load/light.ts ${text} end`)
    const shown = execFileSync('sh', ['-c', command.replace('npx tsx', "printf '%s\\0'")], {
      env: { HOME: home },
      encoding: 'utf8',
    })
    assert.deepEqual(shown.split('\0'), ['load/light.ts', word, 'end', ''])
  })
}

for (const [value, expected] of [
  ['/home/me.x/light.html', '~/light.html'],
  ['file:///home/me.x/mine.ts', 'file://~/mine.ts'],
  [
    ['/home/me.x/a', 'b'],
    ['~/a', 'b'],
  ],
  [
    { report: ['/home/me.x/a'], users: 5, none: null },
    { report: ['~/a'], users: 5, none: null },
  ],
  ['/home/me.x-2/a', '/home/me.x-2/a'],
] as const) {
  test(`withoutHome() of ${JSON.stringify(value)} is ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(withoutHome<unknown>(value, home), expected)
  })
}

test('withoutHome() leaves everything to whose home is the root', () => {
  for (const root of ['/', '']) {
    assert.equal(withoutHome('/etc/x /', root), '/etc/x /')
    assert.equal(commandText('a', ['/etc/x'], root), 'npx tsx a.ts /etc/x')
  }
})

const folder = '/home/me.x/bench'

for (const [value, expected] of [
  [
    'Cannot read "/home/me.x/bench/runs/old.json": Unexpected end',
    'Cannot read "runs/old.json": Unexpected end',
  ],
  ['at start (file:///home/me.x/bench/mine.ts:3:1)', 'at start (mine.ts:3:1)'],
  [
    "ENOENT: no such file or directory, open '/home/me.x/old.json'",
    "ENOENT: no such file or directory, open '~/old.json'",
  ],
  ['in /home/me.x/bench, not /home/me.x/bench-2/a', 'in ~/bench, not ~/bench-2/a'],
  ['/srv/home/me.x/bench/a', '/srv/home/me.x/bench/a'],
  ['GET /home/me', 'GET /home/me'],
] as const) {
  test(`withoutPlaces() of ${JSON.stringify(value)} is ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(withoutPlaces({ message: [value] }, { home, folder }), { message: [expected] })
  })
}

test('withoutPlaces() takes nothing from paths below the root for whoever works there', () => {
  assert.equal(withoutPlaces('open /etc/x', { home: '/', folder: '/' }), 'open /etc/x')
})
