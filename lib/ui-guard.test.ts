/** Who is let in: one story a row, the rest of the request as our own page sends it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { refusal } from './ui-guard.ts'
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

const stories: readonly [story: string, asked: Partial<Asked>, status: number | null][] = [
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
  ['an empty token', { path: '/api/v1/state', headers: { ...own, authorization: 'Bearer ' } }, 401],
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
]

for (const [story, asked, status] of stories) {
  test(`refusal() of ${story}: ${status ?? 'none'}`, () => {
    const refused = refusal({ method: 'GET', path: '/', headers: {}, ...asked }, rules)
    assert.equal(refused?.status ?? null, status, refused?.message)
  })
}
