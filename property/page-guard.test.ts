/** Laws of who is let in at the live page: each thing that is wrong keeps a request out, and whoever is not ours learns nothing. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { texts } from '../lib/arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { bodyBytesMax, refusal } from '../lib/ui-guard.ts'
import type { Asked, GuardRules } from '../lib/ui-guard.ts'

const property = propertiesOf(import.meta.url)

const routes = new Map([
  ['/', 'GET'],
  ['/api/v1/state', 'GET'],
  ['/api/v1/start', 'POST'],
])
/** Where it listens, and the token of that run. */
const places = [
  ['127.0.0.1:8089', 'q7Jt-0aZ_x'],
  ['localhost:8089', 'AAAAbbbb0000'],
  ['[::1]:8089', 'z'],
] as const
const ours: readonly string[] = places.map(([host]) => host)

/** A header as it is sent, and whether it is right; undefined is not sent at all. */
type Header = { readonly value: string | string[] | undefined; readonly right: boolean }

function right(value: string | undefined): fc.Arbitrary<Header> {
  return fc.constant({ value, right: true })
}

/** Texts that are none of those, in whatever letters. */
function wrong(values: fc.Arbitrary<string | string[] | undefined>, of: readonly unknown[]) {
  return values
    .filter((value) => !of.includes(typeof value === 'string' ? value.toLowerCase() : value))
    .map((value): Header => ({ value, right: false }))
}

/** A text of which a little is other: what a comparison by its beginning, end or length takes for the same. */
function nearly(text: string): fc.Arbitrary<string> {
  const place = fc.nat(text.length - 1)
  return fc.oneof(
    place.map((at) => text.slice(0, at)),
    place.map((at) => text.slice(at + 1)),
    fc
      .tuple(place, fc.constantFrom('x', '.', '\n', ' ', '0'))
      .map(([at, put]) => text.slice(0, at) + put + text.slice(at + 1)),
    fc.constantFrom('x', '.', '@', ' ', '\n', ',').map((put) => text + put),
    fc.constantFrom('x', '.', '@', ' ', 'evil.example/', 'evil.example#').map((put) => put + text),
    fc.constant(`${text},${text}`),
  )
}

function inSomeLetters(text: string): fc.Arbitrary<string> {
  return fc
    .nat()
    .map((upper) =>
      Array.from(text, (each, at) => ((upper >> (at % 31)) & 1 ? each.toUpperCase() : each)).join(
        '',
      ),
    )
}

/** Mostly right, for else nothing would ever be let in. */
function mostly(good: fc.Arbitrary<Header>, bad: fc.Arbitrary<Header>): fc.Arbitrary<Header> {
  return fc.oneof({ weight: 7, arbitrary: good }, { weight: 1, arbitrary: bad })
}

const paths = [...routes.keys(), '/api/v1/none', '/API/v1/state', '//', '', 'constructor']
const methods = ['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'post']

const requests = fc.oneof(
  ...places.map(([own, token]) =>
    fc.record({
      token: fc.constant(token),
      route: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...routes) },
        { weight: 4, arbitrary: fc.constant(['/api/v1/start', 'POST'] as const) },
        { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...paths), fc.constantFrom(...methods)) },
      ),
      host: mostly(
        inSomeLetters(own).map((value) => ({ value, right: true })),
        fc.oneof(
          wrong(nearly(own), ours),
          wrong(texts({ maxPieces: 2 }), ours),
          wrong(fc.constantFrom(undefined, [own, own], [own]), ours),
        ),
      ),
      origin: mostly(
        fc.oneof(
          right(undefined),
          inSomeLetters(`http://${own}`).map((value) => ({ value, right: true })),
        ),
        wrong(
          fc.oneof(
            nearly(`http://${own}`),
            fc.constantFrom(...ours).map((each) => `http://${each}`),
            fc.constantFrom('null', '', `https://${own}`, 'https://evil.example', [
              `http://${own}`,
            ]),
          ),
          [`http://${own}`],
        ),
      ),
      site: mostly(
        fc.oneof(right(undefined), right('none'), right('same-origin')),
        wrong(
          fc.oneof(
            nearly('same-origin'),
            fc.constantFrom('cross-site', 'same-site', '', ['none'], ['same-origin']),
          ),
          ['none', 'same-origin'],
        ),
      ),
      authorization: mostly(
        inSomeLetters('bearer').map((scheme) => ({ value: `${scheme} ${token}`, right: true })),
        fc.oneof(
          // Of the token each letter counts, so that nothing is compared in small letters here.
          nearly(token)
            .filter((text) => text !== token)
            .map((text): Header => ({ value: `Bearer ${text}`, right: false })),
          wrong(
            fc.constantFrom(
              undefined,
              '',
              token,
              `Basic ${token}`,
              `Bearer  ${token}`,
              `xBearer ${token}`,
              [`Bearer ${token}`],
            ),
            [],
          ),
        ),
      ),
      type: mostly(
        fc.oneof(
          inSomeLetters('application/json').map((value) => ({ value, right: true })),
          inSomeLetters('application/json; charset=utf-8').map((value) => ({ value, right: true })),
        ),
        wrong(
          fc.oneof(
            nearly('application/json'),
            fc.constantFrom('text/plain', 'application/x-www-form-urlencoded', undefined, [
              'application/json',
            ]),
          ),
          ['application/json'],
        ),
      ),
      length: mostly(
        fc.oneof(
          right(undefined),
          fc.nat(bodyBytesMax).map((bytes) => ({ value: String(bytes), right: true })),
        ),
        fc
          .constantFrom(1, 2, bodyBytesMax, 1e9)
          .map((bytes) => ({ value: String(bodyBytesMax + bytes), right: false })),
      ),
    }),
  ),
)
type Request = typeof requests extends fc.Arbitrary<infer T> ? T : never

function askedOf({ route: [path, method], ...headers }: Request): Asked {
  return {
    method,
    path,
    headers: {
      host: headers.host.value,
      origin: headers.origin.value,
      'sec-fetch-site': headers.site.value,
      authorization: headers.authorization.value,
      'content-type': headers.type.value,
      'content-length': headers.length.value,
    },
  }
}

function rulesOf({ token }: Pick<Request, 'token'>): GuardRules {
  return { hosts: new Set(ours), token, routes }
}

/** The first that is wrong: who asks is looked at before what is asked for. */
function statusOf(request: Request): number | null {
  const { host, origin, site, authorization, type, length, route } = request
  const [path, method] = route
  const expected = routes.get(path)
  if (!host.right) return 421
  if (!origin.right || !site.right) return 403
  if (expected === undefined) return 404
  if (path !== '/' && !authorization.right) return 401
  if (method !== expected) return 405
  if (method !== 'POST') return null
  if (!type.right) return 415
  return length.right ? null : 413
}

property(
  'let-in',
  'a request is let in exactly where all of it is right, and else is told the first thing that is not',
  {
    arbitrary: requests,
    labels: {
      'let in': { percent: 10, is: (request) => statusOf(request) === null },
      'wrong in one thing': { percent: 20, is: (request) => statusOf(request) !== null },
    },
    holds: (request) => {
      const refused = refusal(askedOf(request), rulesOf(request))
      assert.equal(refused?.status ?? null, statusOf(request), refused?.message)
    },
  },
)

property(
  'strangers-learn-nothing',
  'what a request of another page is told does not depend on path, method, token and body, and no refusal has the token',
  {
    arbitrary: fc.tuple(requests, requests),
    labels: {
      'another page': {
        percent: 15,
        is: ([{ host, origin, site }]) => !(host.right && origin.right && site.right),
      },
    },
    holds: ([request, other]) => {
      const refused = refusal(askedOf(request), rulesOf(request))
      assert.ok(!(refused?.message ?? '').includes(request.token), refused?.message)
      const { host, origin, site } = request
      if (host.right && origin.right && site.right) return
      const another = refusal(askedOf({ ...other, host, origin, site }), rulesOf(other))
      assert.deepEqual(another, refused)
    },
  },
)
