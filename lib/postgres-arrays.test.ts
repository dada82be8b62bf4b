/** Arrays come and go as lists, without a question of the driver that nobody waits for. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { after, before, test } from 'node:test'
import type { AddressInfo, Socket } from 'node:net'

import { UnreachableError } from './errors.ts'
import { connectPostgres } from './postgres.ts'
import { startPostgres } from './stack-postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'arrays' })
})

after(async () => await server[Symbol.asyncDispose]())

const lists: readonly (readonly [type: string, list: readonly unknown[]])[] = [
  ['text', ['a', '', null, 'NULL', '"', '\\', '{', '}', ',', ' b ', 'ü\n']],
  ['text', []],
  ['name', ['order', 'Üb"er']],
  ['varchar', ['x']],
  ['"char"', ['a']],
  ['int2', [-32_768, null, 7]],
  ['int4', [-1, 2_147_483_647]],
  ['int8', ['9223372036854775807', null]],
  ['oid', [0, 4_294_967_295]],
]

for (const [type, list] of lists) {
  test(`${type}[] of ${list.length} goes to a server and comes back`, async () => {
    await using sql = await connectPostgres(server.url('postgres'), { max: 1 })
    const [row] = await sql.unsafe(`SELECT $1::${type}[] AS list`, [[...list] as string[]])
    assert.deepEqual(row?.['list'], list)
  })
}

test('bool[] is read as a list; the driver takes a list that begins with a boolean for one boolean', async () => {
  await using sql = await connectPostgres(server.url('postgres'), { max: 1 })
  const [row] = await sql`SELECT ARRAY[true, false, NULL] AS list`
  assert.deepEqual(row?.['list'], [true, false, null])
})

test('a server that goes away as soon as it has let us in is an error of ours, and of nobody else', async () => {
  const unhandled: unknown[] = []
  function note(reason: unknown): void {
    unhandled.push(reason)
  }
  process.on('unhandledRejection', note)
  const proxy = createServer((client) => letInAndCut(client, server.port))
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  const url = new URL(server.url('postgres'))
  url.port = String((proxy.address() as AddressInfo).port)
  const connecting = connectPostgres(url.href, { max: 1, reconnectMs: 10 })
  await assert.rejects(connecting, (error) => error instanceof UnreachableError)
  await new Promise((resolve) => proxy.close(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', note)
  assert.deepEqual(unhandled, [])
})

/** What the client says after the ReadyForQuery of the server ends both connections. */
function letInAndCut(client: Socket, port: number): void {
  const upstream = connect(port, '127.0.0.1')
  let ready = false
  upstream.on('data', (bytes) => {
    // ReadyForQuery is the last of what a server says to a client that it lets in: 'Z', its length 5, idle.
    ready ||= bytes.subarray(-6).equals(Buffer.from([0x5a, 0, 0, 0, 5, 0x49]))
    client.write(bytes)
  })
  client.on('data', (bytes) => {
    if (!ready) upstream.write(bytes)
    else for (const socket of [client, upstream]) socket.destroy()
  })
  for (const socket of [client, upstream]) socket.on('error', () => undefined)
}
