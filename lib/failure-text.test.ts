/** What stays of a message and what goes, by example: the laws are in property/failure-texts.test.ts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { normalText, oneLine } from './failure-text.ts'

const rows: readonly (readonly [message: string, normal: string])[] = [
  ['User 6f9619ff-8b86-d011-b42d-00C04FC964FF not found in "orders"', 'User … not found in "…"'],
  ["connector 'c-9' and `t 1`", "connector '…' and `…`"],
  ["can't reach the user's 'x' table", "can't reach the user's '…' table"],
  [
    "Cannot read properties of undefined (reading 'id')",
    "Cannot read properties of undefined (reading '…')",
  ],
  ['connector-17 task_3 of user42 lost', 'connector-… task_… of user… lost'],
  ['request 8f3a9c12, 12345678, a1b2, x7Kq9mB', 'request …, …, …, …'],
  ['deadbeef is a word, so are k8s and 2nd', 'deadbeef is a word, so are k8s and 2nd'],
  ['12345 of 1,234 or 12.34', '… of … or …'],
  ['lag is 12.5 ms, 7kB after 3 seconds', 'lag is … ms, …kB after … seconds'],
  ['at 2026-01-15T10:00:00.123Z, 2026-01-15 and 10:00:00', 'at …, … and …'],
  ['offset 0x1f, LSN 0/3000148', 'offset …, LSN 0/…'],
  ['GET /users/10500', 'GET /users/…'],
  // In two turns: the one shows the other.
  ['job1234/17', 'job…/…'],
  ['GET /users/17 of id 5, id=6, #7', 'GET /users/… of id …, id=…, #…'],
  ['read ECONNRESET 10.0.0.2:54321', 'read ECONNRESET 10.0.0.2:…'],
  ['"the order 12345 is gone"', '"the order … is gone"'],
  [
    'HTTP 500 {"error_code":40401,"message":"connector c-7 not found","id":"c-7"}',
    'HTTP 500 {"error_code":40401,"message":"connector c-… not found","id":"…"}',
  ],
]

for (const [message, normal] of rows) {
  test(`normalText() leaves out what changes in: ${message}`, () => {
    assert.equal(normalText(message), normal)
  })
}

const kept = [
  'HTTP 503',
  'HTTP/1.1 404 Not Found',
  'HTTP-503',
  'status code 1006',
  'a status_code=4004',
  'SQLSTATE 40001: could not serialize access',
  '40001: could not serialize access',
  '42P01 57P01 XX000 0A000 P0001',
  'ORA-01555: snapshot too old',
  'E1234 and ERR_HTTP2_ERROR',
  'code P2025',
  'TLS handshake failed (CERT_HAS_EXPIRED)',
  'connect ECONNREFUSED 127.0.0.1:8083',
  'connect ECONNREFUSED 10.0.0.1:29092',
  'version 18.4.1',
  'utf8 and UTF-8, int4 and int8, sha-256',
  'row 7 of 12',
  "is 'FAILED', expected 'RUNNING'",
  '{"error":"not found"}',
  'expected "" here',
]

for (const message of kept) {
  test(`normalText() keeps what tells faults apart: ${message}`, () => {
    assert.equal(normalText(message), message)
  })
}

test('oneLine() joins lines, and cuts what is longer', () => {
  assert.equal(oneLine('  HTTP \t\r\n 500 ', 8), 'HTTP 500')
  assert.equal(oneLine('HTTP 5000', 8), 'HTTP 50…')
})
