/** A misspelt variable, or one URL too few, can never make a job check our own toy data. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { commonOptions } from './common-options.ts'
import { parseFlags } from './flags.ts'
import { chooseStack, unknownVariables } from './stack-choice.ts'

const S = 'postgres://h/s'
const T = 'postgres://h/t'

function choose(
  line: string,
  {
    environment = {},
    judges = false,
    sourceAlone = false,
  }: { environment?: Record<string, string>; judges?: boolean; sourceAlone?: boolean } = {},
) {
  const args = line === '' ? [] : line.split(' ')
  const { flags, origins } = parseFlags(commonOptions, { args, environment })
  return chooseStack({ flags, origins, judges, sourceAlone })
}

test('chooseStack() starts the embedded stack where nothing is said, but never for a judge', () => {
  assert.equal(choose('').choice.stack, 'embedded')
  assert.deepEqual(choose('').problems, [])
  assert.match(
    choose('', { judges: true }).problems.join(),
    /expected --source URL and --target URL, or --stack/,
  )
  assert.deepEqual(choose('--stack embedded', { judges: true }).problems, [])
})

test('chooseStack() takes URLs from flags and environment together', () => {
  const { choice, problems } = choose(`--source ${S}`, {
    environment: { CDC_TARGET_URL: T },
    judges: true,
  })
  assert.deepEqual(problems, [])
  assert.deepEqual(choice, {
    stack: 'yours',
    source: S,
    target: T,
    connect: undefined,
    brokers: undefined,
  })
})

test('chooseStack() sets the URLs of the environment aside for --stack, and says so', () => {
  const { choice, notices, problems } = choose('--stack embedded', {
    environment: { CDC_CONNECT_URL: 'http://h' },
  })
  assert.equal(choice.stack, 'embedded')
  assert.equal(choice.connect, undefined)
  assert.deepEqual(notices, ['--stack embedded sets aside CDC_CONNECT_URL of the environment'])
  assert.deepEqual(problems, [])
})

test('chooseStack() lets URL flags stand over CDC_STACK', () => {
  const { choice, problems } = choose('--connect http://h', {
    environment: { CDC_STACK: 'embedded' },
  })
  assert.deepEqual([choice.stack, problems], ['yours', []])
})

test('chooseStack() refuses contradictions and one database alone', () => {
  assert.match(
    choose(`--stack embedded --connect http://h`).problems.join(),
    /--stack with --connect/,
  )
  assert.match(choose(`--source ${S}`).problems.join(), /expected --target URL as well/)
  assert.match(choose(`--target ${T}`).problems.join(), /expected --source URL as well/)
  const environment = { CDC_STACK: 'embedded', CDC_CONNECT_URL: 'http://h' }
  assert.match(choose('', { environment }).problems.join(), /CDC_STACK with CDC_CONNECT_URL/)
})

test('unknownVariables() tells a misspelt variable and the one that was meant', () => {
  const environment = { CDC_SOURCE_URI: 'x', CDC_SEED: '1', CDC_REQUIRE: 'kafka', HOME: '/' }
  const known = ['CDC_SOURCE_URL', 'CDC_SEED']
  assert.deepEqual(unknownVariables(environment, { known }), [
    'Cannot use CDC_SOURCE_URI: unknown variable, expected CDC_SOURCE_URL perhaps',
  ])
})

const lone = 'Cannot use one database alone: expected'
const unsaid =
  'Cannot judge a pipeline without knowing which: expected --source URL and --target URL, or --stack embedded to try it on toy data'

const stories: readonly (readonly [
  story: string,
  line: string,
  given: NonNullable<Parameters<typeof choose>[1]>,
  stack: 'embedded' | 'yours',
  problems: readonly string[],
])[] = [
  ['nothing for a judge', '', { judges: true }, 'yours', [unsaid]],
  ['both URLs for a judge', `--source ${S} --target ${T}`, { judges: true }, 'yours', []],
  ['both URLs', `--source ${S} --target ${T}`, {}, 'yours', []],
  ['only a source', `--source ${S}`, {}, 'yours', [`${lone} --target URL as well`]],
  ['only a target', `--target ${T}`, {}, 'yours', [`${lone} --source URL as well`]],
  ['only a source, which is enough', `--source ${S}`, { sourceAlone: true }, 'yours', []],
  [
    'only a target, where the source is enough',
    `--target ${T}`,
    { sourceAlone: true },
    'yours',
    [`${lone} --source URL as well`],
  ],
  ['brokers alone', '--brokers h:9092', {}, 'yours', []],
  ['brokers alone for a judge', '--brokers h:9092', { judges: true }, 'yours', []],
  [
    'a URL of the environment for a judge',
    '',
    { judges: true, environment: { CDC_CONNECT_URL: 'http://h' } },
    'yours',
    [],
  ],
  [
    'the stack of the environment',
    '',
    { judges: true, environment: { CDC_STACK: 'embedded' } },
    'embedded',
    [],
  ],
  [
    'a stack and URLs',
    `--stack embedded --source ${S} --brokers h:9092`,
    {},
    'embedded',
    ['Cannot use --stack with --source --brokers: expected one of them'],
  ],
  [
    'a stack and URLs of the environment',
    '',
    {
      environment: {
        CDC_STACK: 'embedded',
        CDC_SOURCE_URL: S,
        CDC_TARGET_URL: T,
        CDC_BROKERS: 'h:9092',
      },
    },
    'embedded',
    ['Cannot use CDC_STACK with CDC_SOURCE_URL CDC_TARGET_URL CDC_BROKERS: expected one of them'],
  ],
  [
    'a URL over both of the environment',
    '--connect http://h',
    { environment: { CDC_STACK: 'embedded', CDC_BROKERS: 'h:9092' } },
    'yours',
    [],
  ],
]

for (const [story, line, given, stack, problems] of stories) {
  test(`chooseStack() of ${story} is ${stack}, ${problems.length} problems`, () => {
    const chosen = choose(line, given)
    assert.deepEqual([chosen.choice.stack, chosen.problems], [stack, problems])
    assert.deepEqual(chosen.notices, [])
  })
}

test('chooseStack() keeps every URL of yours, and none beside a stack of ours', () => {
  const { choice } = choose(
    `--source ${S} --target ${T} --connect http://h,http://i --brokers h:9092,i:9093`,
  )
  assert.deepEqual(choice, {
    stack: 'yours',
    source: S,
    target: T,
    connect: ['http://h', 'http://i'],
    brokers: ['h:9092', 'i:9093'],
  })
  const environment = {
    CDC_SOURCE_URL: S,
    CDC_TARGET_URL: T,
    CDC_BROKERS: 'h:9092',
    CDC_CONNECT_URL: 'http://h',
  }
  const aside = choose('--stack embedded', { environment })
  const none = { source: undefined, target: undefined, connect: undefined, brokers: undefined }
  assert.deepEqual(aside.choice, { stack: 'embedded', ...none })
  assert.deepEqual(
    aside.notices.map((notice) => notice.split(' ').at(4)),
    ['CDC_SOURCE_URL', 'CDC_TARGET_URL', 'CDC_CONNECT_URL', 'CDC_BROKERS'],
  )
})

test('unknownVariables() knows what is read elsewhere, and names all where none is near', () => {
  const elsewhere = [
    'CDC_PROFILE',
    'CDC_REQUIRE',
    'CDC_CACHE',
    'CDC_CONNECT_USER',
    'CDC_CONNECT_PASSWORD',
    'CDC_LIVE_TOKEN',
  ]
  const known = ['CDC_SEED']
  const environment = Object.fromEntries(
    [...elsewhere, ...known, 'XCDC_A', 'cdc_a'].map((name) => [name, '1']),
  )
  assert.deepEqual(unknownVariables(environment, { known }), [])
  assert.deepEqual(unknownVariables({ CDC_ZZZZZZZZZZZZ: '' }, { known }), [
    `Cannot use CDC_ZZZZZZZZZZZZ: unknown variable, expected CDC_SEED ${elsewhere.join(' ')}`,
  ])
})
