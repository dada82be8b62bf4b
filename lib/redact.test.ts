/** No secret comes back out, in whichever form it went in; innocent text stays. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  forgetSecrets,
  holdsKept,
  keepBasicCredentials,
  keepSecret,
  keepUrlSecrets,
  redact,
  redactDeep,
  withoutKept,
} from './redact.ts'

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
    ['JDBC+X.y-1://u:hunter2@h/db', 'JDBC+X.y-1://u:***@h/db'],
    ['postgres://:hunter2@h/db', 'postgres://:***@h/db'],
    ['postgres://u:@h/db', 'postgres://u:***@h/db'],
    ['http://h:80/x@y and http://h:80?x@y', 'http://h:80/x@y and http://h:80?x@y'],
    ['http://h:80#x@y, http://h:80 x@y', 'http://h:80#x@y, http://h:80 x@y'],
    ['?Token=a;pwd=b&passwd=c sslpassword=d', '?Token=***;pwd=***&passwd=*** sslpassword=***'],
    [`?secret=a'b &token="x"`, `?secret=***'b &token="x"`],
    ['mytoken=a ?tokens=b', 'mytoken=a ?tokens=b'],
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
    ['Proxy-Authorization: Digest abc, more', 'Proxy-Authorization: Digest ***, more'],
    ['authorization: negotiate abc', 'authorization: negotiate ***'],
    [
      `"authorization" : "abc", 'authorization':'Bearer  x'`,
      `"authorization" : "***", 'authorization':'Bearer  ***'`,
    ],
    ['authorization  abc', 'authorization  abc'],
    ['"x-token" : "abc" "secret":""', '"x-token" : "***" "secret":"***"'],
    ['"a.b_secret":"it \\"is\\" \\\\" "topics":"t"', '"a.b_secret":"***" "topics":"t"'],
    ['"secrets":"abc" "token":1', '"secrets":"abc" "token":1'],
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

test('keepSecret() leaves short texts alone: their letters stand everywhere', () => {
  keepSecret('xyz')
  keepSecret('wxyz')
  assert.equal(redact('xyz wxyz'), 'xyz ***')
})

test('keepSecret() knows how a URL, a component of one, and JSON write a secret', () => {
  keepSecret('q/w &"é')
  const forms = ['q/w &"é', 'q%2Fw%20%26%22%C3%A9', 'q/w%20&%22%C3%A9', String.raw`q/w &\"é`]
  assert.deepEqual(forms.map(redact), ['***', '***', '***', '***'])
})

test('keepUrlSecrets() knows a password with a stray percent sign, one in lower hex, and one of a parameter', () => {
  keepUrlSecrets('postgres://u:50%off@h/db')
  keepUrlSecrets('postgres://h/db?password=lower%2fhex&token=')
  const texts = ['50%off', 'lower%2fhex', 'lower/hex', 'postgres', 'password']
  assert.deepEqual(texts.map(redact), ['***', '***', '***', 'postgres', 'password'])
})

test('withoutKept() and holdsKept() know what was kept, and nothing that only looks like a secret', () => {
  keepSecret('kept-secret')
  const looks = 'postgres://u:x@h/db?password=1 Authorization: Basic x'
  assert.deepEqual([withoutKept(looks), holdsKept(looks)], [looks, false])
  assert.deepEqual([withoutKept('a kept-secret'), holdsKept('a kept-secret')], ['a ***', true])
})

test('forgetSecrets() leaves nothing of what was kept', () => {
  keepSecret('soon forgotten')
  forgetSecrets()
  keepSecret('not forgotten')
  const texts = ['soon forgotten', 'not forgotten', 'kept-secret']
  assert.deepEqual(texts.map(redact), ['soon forgotten', '***', 'kept-secret'])
})

test('keepBasicCredentials() knows the password by itself too', () => {
  keepBasicCredentials({ user: 'other', password: 'by-itself' })
  assert.equal(redact('by-itself'), '***')
})

test('redactDeep() masks texts under names that end as those of secrets, and nothing under others', () => {
  const secret = ['password', 'Passwd', 'db.secret', 'x-token', 'Authorization', 'ssl.sslkey']
  const open = ['tokens', 'passwords', 'name']
  for (const name of secret) assert.deepEqual(redactDeep({ [name]: 'v' }), { [name]: '***' })
  for (const name of open) assert.deepEqual(redactDeep({ [name]: 'v' }), { [name]: 'v' })
  const other = { token: 5, secret: null, password: ['http://u:p@h'], passwd: { name: 'v' } }
  assert.deepEqual(redactDeep<unknown>(other), { ...other, password: ['http://u:***@h'] })
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
