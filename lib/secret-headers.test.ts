/** A header of the user's own may be a key under any name: only those that are known to be open are shown. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { headersIn, maskedHeader, maskedHeaders, secretsInHeader } from './secret-headers.ts'

const headers: readonly (readonly [header: string, shown: string, secrets: string[]])[] = [
  ['Accept: text/plain', 'Accept: text/plain', []],
  ['user-agent:bench', 'user-agent:bench', []],
  ['X-Vault-Token: s.555', 'X-Vault-Token: ***', ['s.555']],
  ['apikey:abc', 'apikey: ***', ['abc']],
  ['Authorization: Bearer abc.def', 'Authorization: ***', ['Bearer abc.def', 'abc.def']],
  ['Cookie: sid=one; b=two', 'Cookie: ***', ['sid=one; b=two', 'one', 'two']],
  ['Authorization: basic  dTpw', 'Authorization: ***', ['basic  dTpw', 'dTpw']],
  ['X-Token: mytoken abc', 'X-Token: ***', ['mytoken abc']],
  ['X-Cookie: a=b', 'X-Cookie: ***', ['a=b']],
  ['Cookies: a=b', 'Cookies: ***', ['a=b']],
  ['cookie: a=b=c;d', 'cookie: ***', ['a=b=c;d', 'b=c', 'd']],
  ['  X-Key :  two words  ', 'X-Key: ***', ['two words']],
  ['X-Lines: one\ntwo', 'X-Lines: ***', ['one\ntwo']],
  ['X-Empty:', 'X-Empty:', []],
  ['no header', 'no header', []],
]

for (const [header, shown, secrets] of headers) {
  test(`"${header}" is shown as "${shown}"`, () => {
    assert.equal(maskedHeader(header), shown)
    assert.deepEqual(secretsInHeader(header), secrets)
  })
}

test('a command line has its headers masked, however they are written', () => {
  const args = ['--header', 'X-Key: abc', '--header=X-Key:def', '--users', '3', 'X-Key: x']
  const shown = ['--header', 'X-Key: ***', '--header=X-Key: ***', '--users', '3', 'X-Key: x']
  assert.deepEqual(maskedHeaders(args), shown)
})

test('headersIn() are those of the flag, one or many, and nothing else', () => {
  assert.deepEqual(headersIn({ header: ['A: b', 'C: d'], users: 'E: f' }), ['A: b', 'C: d'])
  assert.deepEqual(headersIn({ header: 'A: b' }), ['A: b'])
  for (const header of [undefined, null, 7, [null]]) assert.deepEqual(headersIn({ header }), [])
})
