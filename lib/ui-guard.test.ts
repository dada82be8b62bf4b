/** Who is let in: one story a row, the rest of the request as our own page sends it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { bodyBytesMax, refusal, tooLong } from './ui-guard.ts'
import type { Asked } from './ui-guard.ts'

const rules = {
  hosts: new Set(['127.0.0.1:8089', 'localhost:8089', '[::1]:8089']),
  token: 'right-token-0123456789',
  routes: new Map([
    ['/', 'GET'],
    ['/api/v1/state', 'GET'],
    ['/api/v1/start', 'POST'],
  ]),
}

const own = { host: '127.0.0.1:8089', authorization: 'Bearer right-token-0123456789' }
const post = { ...own, 'content-type': 'application/json', origin: 'http://127.0.0.1:8089' }

const stories: readonly (readonly [story: string, asked: Partial<Asked>, status: number | null])[] =
  [
    ['the page itself, without a token', { headers: { host: own.host } }, null],
    ['an address typed into the browser', { headers: { ...own, 'sec-fetch-site': 'none' } }, null],
    ['localhost', { headers: { ...own, host: 'localhost:8089' } }, null],
    ['IPv6', { headers: { ...own, host: '[::1]:8089' } }, null],
    ['a name made to point here', { headers: { ...own, host: 'evil.example:8089' } }, 421],
    ['our name at another port', { headers: { ...own, host: '127.0.0.1:80' } }, 421],
    ['no Host', { headers: { authorization: own.authorization } }, 421],
    ['another page', { headers: { ...own, origin: 'https://evil.example' } }, 403],
    ['a page from a file or a sandbox', { headers: { ...own, origin: 'null' } }, 403],
    ['our host over TLS', { headers: { ...own, origin: 'https://127.0.0.1:8089' } }, 403],
    ['our other name as origin', { headers: { ...own, origin: 'http://localhost:8089' } }, 403],
    ['a link of another site', { headers: { ...own, 'sec-fetch-site': 'cross-site' } }, 403],
    ['another port of this host', { headers: { ...own, 'sec-fetch-site': 'same-site' } }, 403],
    [
      'preflight of another page',
      { method: 'OPTIONS', headers: { ...post, origin: 'http://evil' } },
      403,
    ],
    ['no token', { path: '/api/v1/state', headers: { host: own.host } }, 401],
    [
      'a wrong token',
      { path: '/api/v1/state', headers: { ...own, authorization: 'Bearer wrong' } },
      401,
    ],
    [
      'half a token',
      { path: '/api/v1/state', headers: { ...own, authorization: 'Bearer right-token' } },
      401,
    ],
    [
      'an empty token',
      { path: '/api/v1/state', headers: { ...own, authorization: 'Bearer ' } },
      401,
    ],
    [
      'the token as a password',
      { path: '/api/v1/state', headers: { ...own, authorization: `Basic ${rules.token}` } },
      401,
    ],
    ['state', { path: '/api/v1/state', headers: own }, null],
    ['start', { method: 'POST', path: '/api/v1/start', headers: post }, null],
    ['start by GET', { path: '/api/v1/start', headers: own }, 405],
    ['the page by POST', { method: 'POST', headers: post }, 405],
    ['a path that is none', { path: '/etc/passwd', headers: own }, 404],
    [
      'the form of another page',
      { method: 'POST', path: '/api/v1/start', headers: { ...post, 'content-type': 'text/plain' } },
      415,
    ],
    ['no content type', { method: 'POST', path: '/api/v1/start', headers: own }, 415],
    [
      'a long body',
      { method: 'POST', path: '/api/v1/start', headers: { ...post, 'content-length': '4097' } },
      413,
    ],
    [
      'a body that is as long as it may be',
      { method: 'POST', path: '/api/v1/start', headers: { ...post, 'content-length': '4096' } },
      null,
    ],
    ['our name in capitals', { headers: { ...own, host: 'LocalHost:8089' } }, null],
    ['two Hosts', { headers: { ...own, host: [own.host, own.host] } }, 421],
    [
      'our origin in capitals',
      { headers: { host: 'LOCALHOST:8089', origin: 'HTTP://LocalHost:8089' } },
      null,
    ],
    ['an origin that ends as ours', { headers: { ...own, origin: 'xhttp://127.0.0.1:8089' } }, 403],
    [
      'an origin that begins as ours',
      { headers: { ...own, origin: 'http://127.0.0.1:8089\n' } },
      403,
    ],
    ['an empty origin', { headers: { ...own, origin: '' } }, 403],
    ['a request of our page', { headers: { ...own, 'sec-fetch-site': 'same-origin' } }, null],
    [
      'a link of another site, from our page',
      { headers: { ...own, origin: post.origin, 'sec-fetch-site': 'cross-site' } },
      403,
    ],
    [
      'the token, of another scheme that ends as ours',
      { path: '/api/v1/state', headers: { ...own, authorization: `x${own.authorization}` } },
      401,
    ],
    [
      'the token and more',
      { path: '/api/v1/state', headers: { ...own, authorization: `${own.authorization} x` } },
      401,
    ],
    [
      'bearer in small letters',
      { path: '/api/v1/state', headers: { ...own, authorization: `bearer ${rules.token}` } },
      null,
    ],
    ...[
      'application/json; charset=utf-8',
      'application/json;charset=UTF-8',
      'Application/JSON',
    ].map((type) => [`a form as ${type}`, form(type), null] as const),
    ...['xapplication/json', 'application/jsonx', 'application/json; charset=utf-7'].map(
      (type) => [`a form as ${type}`, form(type), 415] as const,
    ),
  ]

function form(type: string): Partial<Asked> {
  return { method: 'POST', path: '/api/v1/start', headers: { ...post, 'content-type': type } }
}

for (const [story, asked, status] of stories) {
  test(`refusal() of ${story}: ${status ?? 'none'}`, () => {
    const refused = refusal({ method: 'GET', path: '/', headers: {}, ...asked }, rules)
    assert.equal(refused?.status ?? null, status, refused?.message)
  })
}

test('refusal() tells a stranger no more of a Host than its beginning', () => {
  const host = `${'x'.repeat(100)}${'y'.repeat(100)}`
  const asked = { method: 'GET', path: '/', headers: { host } }
  assert.equal(
    refusal(asked, rules)?.message,
    `Cannot answer for "${'x'.repeat(100)}": expected our own address as Host`,
  )
})

test('refusal() asks whoever is not ours for no token', () => {
  const headers = { ...own, authorization: 'Bearer wrong', origin: 'http://evil.example' }
  const asked = { method: 'GET', path: '/api/v1/state', headers }
  assert.equal(refusal(asked, rules)?.status, 403)
  assert.equal(refusal({ ...asked, path: '/api/v1/none' }, rules)?.status, 403)
})

test('refusal() says which method is expected, and how long a body may be', () => {
  assert.equal(
    refusal({ method: 'GET', path: '/api/v1/start', headers: own }, rules)?.message,
    'expected POST',
  )
  assert.deepEqual(tooLong, { status: 413, message: `expected at most ${bodyBytesMax} bytes` })
})
