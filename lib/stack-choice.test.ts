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
  }: { environment?: Record<string, string>; judges?: boolean } = {},
) {
  const args = line === '' ? [] : line.split(' ')
  const { flags, origins } = parseFlags(commonOptions, { args, environment })
  return chooseStack({ flags, origins, judges, sourceAlone: false })
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
