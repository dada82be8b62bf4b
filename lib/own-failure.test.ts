/** What somebody's own module threw is told in one line, with its place; and of which kind a module must be, where that is why. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { loadFailure, thrownLine } from './own-failure.ts'

const loader = [
  '    at ModuleJob.run (node:internal/modules/esm/module_job:325:25)',
  '    at async loadOwn (/bench/lib/own-workload.ts:27:20)',
]

function thrown(
  error: Error,
  { frames = [], ...more }: { frames?: readonly string[]; code?: string; name?: string } = {},
): Error {
  const stack = [`${error.name}: ${error.message}`, ...frames, ...loader].join('\n')
  return Object.assign(error, { ...more, stack })
}

const hint = 'expected an ES module: one named .mts, or with {"type":"module"} in its package.json'

const stories: readonly (readonly [story: string, thrown: unknown, told: string])[] = [
  [
    'what it threw, its first line, and the line that did',
    thrown(new Error('no licence\nat all'), { frames: ['    at check (/home/x/mine.ts:4:32)'] }),
    'it threw: no licence (/home/x/mine.ts:4)',
  ],
  [
    'the place in a module that it imports, by its URL and at its top level',
    thrown(new TypeError('y is not a function'), {
      frames: ['    at async file:///home/x/other.mjs:12:1', '    at file:///home/x/mine.mjs:1:1'],
    }),
    'it threw: y is not a function (/home/x/other.mjs:12)',
  ],
  [
    'its own call, where a package of it or Node threw',
    thrown(new Error("ENOENT: no such file or directory, open '/nope'"), {
      code: 'ENOENT',
      frames: [
        '    at readFileSync (node:fs:452:35)',
        '    at read (/home/x/node_modules/some/index.js:1:1)',
        '    at <anonymous> (/home/my files/mine.mts:3:1)',
      ],
    }),
    "it threw: ENOENT: no such file or directory, open '/nope' (/home/my files/mine.mts:3)",
  ],
  ['what is no error', 'a text\nof two lines', 'it threw: a text'],
  [
    'a SyntaxError that its code threw, as one like any other',
    thrown(new SyntaxError('Unexpected end of JSON input'), {
      frames: ['    at JSON.parse (<anonymous>)', '    at <anonymous> (/home/x/mine.mts:1:6)'],
    }),
    'it threw: Unexpected end of JSON input (/home/x/mine.mts:1)',
  ],
  [
    'a package that is not there, without a word of what a module must be',
    thrown(new Error("Cannot find module 'nope'\nRequire stack:\n- /home/x/mine.ts"), {
      code: 'MODULE_NOT_FOUND',
    }),
    "Cannot find module 'nope'",
  ],
  [
    'an export that is not there, in the same way',
    thrown(new SyntaxError("The requested module 'x' does not provide an export named 'y'")),
    "The requested module 'x' does not provide an export named 'y'",
  ],
  [
    'syntax, and what a module must be',
    thrown(new SyntaxError("Unexpected token '{'")),
    `Unexpected token '{'; ${hint}`,
  ],
  [
    'what esbuild says, with its second line, and what a module must be',
    thrown(new Error('Transform failed with 1 error:\n/home/x/mine.ts:2:0: ERROR: Expected "}"'), {
      name: 'TransformError',
      frames: ['    at failureErrorWithLog (/bench/node_modules/esbuild/lib/main.js:1752:15)'],
    }),
    `Transform failed with 1 error: /home/x/mine.ts:2:0: ERROR: Expected "}"; ${hint}`,
  ],
  [
    'a format that cannot be loaded, and what a module must be',
    thrown(new Error('require() of ES Module'), { code: 'ERR_REQUIRE_ESM' }),
    `require() of ES Module; ${hint}`,
  ],
]

for (const [story, error, told] of stories) {
  test(`loadFailure() tells ${story}`, () => {
    assert.equal(loadFailure(error), told)
  })
}

test('thrownLine() tells first line and place, with the causes, of what was thrown later', () => {
  const error = new Error('no rows', { cause: new Error('gone') })
  error.stack =
    'Error: no rows\n    at Object.run (/home/x/mine.ts:9:5)\n    at node:internal/x:1:1'
  assert.equal(thrownLine(error), 'no rows: gone (/home/x/mine.ts:9)')
  assert.equal(thrownLine(thrown(new Error('nowhere'))), 'nowhere')
  assert.equal(thrownLine(7), '7')
})
