/** No secret comes back out, in whichever form it went in; innocent text stays. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { keepBasicCredentials, keepSecret, keepUrlSecrets, redact, redactDeep } from './redact.ts'

test('redact() takes the password out of every kind of URL', () => {
  const rows: [string, string][] = [
    ['postgres://u:hunter2@h:5432/db', 'postgres://u:***@h:5432/db'],
    ['postgres://u:p@ss:w@rd@h/db', 'postgres://u:***@h/db'],
    [
      'see http://admin:x@h/ and postgres://u:y@h/db',
      'see http://admin:***@h/ and postgres://u:***@h/db',
    ],
    [
      'postgres://h/db?user=u&password=hunter2&sslmode=require',
      'postgres://h/db?user=u&password=***&sslmode=require',
    ],
    ['jdbc:postgresql://h/db?password=hunter2', 'jdbc:postgresql://h/db?password=***'],
    ['host=h password=hunter2 user=u', 'host=h password=*** user=u'],
    ['postgres://u@h/db', 'postgres://u@h/db'],
    ['http://127.0.0.1:8083/connectors', 'http://127.0.0.1:8083/connectors'],
  ]
  for (const [text, expected] of rows) assert.equal(redact(text), expected)
})

test('redact() takes the value of an Authorization header and of secret settings', () => {
  const rows: [string, string][] = [
    ['Authorization: Bearer abc.def', 'Authorization: Bearer ***'],
    ['authorization=Basic dTpw', 'authorization=Basic ***'],
    ['{"connection.password":"a\\"b","topics":"t"}', '{"connection.password":"***","topics":"t"}'],
    ['authorized users only', 'authorized users only'],
  ]
  for (const [text, expected] of rows) assert.equal(redact(text), expected)
})

test('keepSecret() makes redact() find a secret wherever it stands, also encoded', () => {
  keepSecret('s3cr&t / ü')
  for (const form of ['s3cr&t / ü', encodeURIComponent('s3cr&t / ü')]) {
    assert.equal(redact(`before ${form} after`), 'before *** after')
  }
})

test('keepUrlSecrets() knows the password decoded as well as written', () => {
  keepUrlSecrets('postgres://u:t%40p%2Fs%25cret@h/db')
  assert.equal(
    redact('password authentication failed: t@p/s%cret'),
    'password authentication failed: ***',
  )
})

test('keepBasicCredentials() knows what HTTP sends', () => {
  keepBasicCredentials({ user: 'op', password: 'letmein!' })
  assert.equal(redact(Buffer.from('op:letmein!').toString('base64')), '***')
})

test('redact() leaves no tail where one secret begins with another', () => {
  keepSecret('abcdef')
  keepSecret('abcdefgh')
  assert.equal(redact('abcdefgh abcdef'), '*** ***')
})

test('redactDeep() masks under the name of a secret, and in names and texts alike', () => {
  keepSecret('topsecret')
  const value = {
    a: ['x topsecret', 1, null],
    topsecret: true,
    nested: { 'database.password': 'x' },
  }
  assert.deepEqual(redactDeep<unknown>(value), {
    a: ['x ***', 1, null],
    '***': true,
    nested: { 'database.password': '***' },
  })
})
