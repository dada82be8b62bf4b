/** The event stream: nothing is made for nobody, what was missed comes again, and who does not read is cut off. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import type { AddressInfo } from 'node:net'

import { createUiStream } from './ui-stream.ts'

type Event = { readonly id: string; readonly name: string; readonly data: string }

async function streamServer() {
  const stream = createUiStream()
  const server = createServer((request, response) => {
    const lastId = String(request.headers['last-event-id'] ?? '')
    stream.join(response, { lastId, hello: () => 'the whole' })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  /** Reads so many events, and goes. */
  async function read(count: number, lastId = ''): Promise<Event[]> {
    const closing = new AbortController()
    const headers = { 'last-event-id': lastId }
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers, signal: closing.signal })
    let text = ''
    for await (const chunk of answer.body ?? []) {
      text += new TextDecoder().decode(chunk as Uint8Array)
      if (text.split('data: ').length - 1 >= count && text.endsWith('\n\n')) break
    }
    closing.abort()
    return [...text.matchAll(/id: (.+)\nevent: (.+)\ndata: (.+)\n\n/g)].map(
      ([, id = '', name = '', data = '']) => ({ id, name, data }),
    )
  }
  async function watched(count: number): Promise<void> {
    while (stream.watching() !== count) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  async function close(): Promise<void> {
    stream.close()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { stream, port, read, watched, [Symbol.asyncDispose]: close }
}

test('publish() makes nothing where nobody watches', async () => {
  await using server = await streamServer()
  let made = 0
  server.stream.publish(() => ({ tick: (made += 1) }))
  assert.equal(made, 0)
  const reading = server.read(2)
  await server.watched(1)
  server.stream.publish(() => ({ tick: (made += 1) }))
  const events = await reading
  assert.deepEqual(
    events.map(({ name, data }) => [name, data]),
    [
      ['hello', '"the whole"'],
      ['tick', '1'],
    ],
  )
})

test('join() goes on after the last event, and begins anew where one was missed or the process is another', async () => {
  await using server = await streamServer()
  const staying = server.read(99).catch(() => [])
  await server.watched(1)
  server.stream.publish(() => ({ tick: 1 }))
  const reading = server.read(1)
  const [hello] = await reading
  server.stream.publish(() => ({ tick: 2 }))
  server.stream.publish(() => ({ tick: 3 }))
  const resumed = await server.read(2, hello?.id)
  assert.deepEqual(
    resumed.map(({ data }) => data),
    ['2', '3'],
  )
  for (let nth = 4; nth <= 20; nth += 1) server.stream.publish(() => ({ tick: nth }))
  for (const lastId of [hello?.id, 'another-1', '', 'x'.repeat(5000)]) {
    const [first] = await server.read(1, lastId)
    assert.equal(first?.name, 'hello', lastId)
  }
  server.stream.close()
  await staying
})

test('publish() tells a second in one piece, in its order, and each of its events has a number of its own', async () => {
  await using server = await streamServer()
  const socket = connect(server.port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await server.watched(1)
  await once(socket, 'data')
  server.stream.publish(() => ({ phase: 1, check: 2, tick: 3 }))
  const [piece] = (await once(socket, 'data')) as [Buffer]
  // What was written in several pieces has their lengths in between.
  const [whole = ''] = /id: [^]*\n\n/.exec(piece.toString()) ?? []
  assert.deepEqual(
    whole
      .replaceAll(/id: \w+-/g, '')
      .trimEnd()
      .split('\n\n'),
    ['1\nevent: phase\ndata: 1', '2\nevent: check\ndata: 2', '3\nevent: tick\ndata: 3'],
  )
  socket.destroy()
})

test('join() tells the rest of a second in which its reader was cut off, and keeps ten of them whole', async () => {
  await using server = await streamServer()
  const staying = server.read(99).catch(() => [])
  await server.watched(1)
  const seconds = Array.from({ length: 11 }, (_, second) => second + 1)
  for (const second of seconds) {
    server.stream.publish(() => ({ phase: second, check: second, error: second, tick: second }))
  }
  const [last] = await server.read(1)
  const epoch = last?.id.split('-')[0] ?? ''
  const rest = await server.read(38, `${epoch}-6`)
  assert.deepEqual(rest.map((event) => `${event.id} ${event.name} ${event.data}`).slice(0, 3), [
    `${epoch}-7 error 2`,
    `${epoch}-8 tick 2`,
    `${epoch}-9 phase 3`,
  ])
  assert.equal(rest.at(-1)?.id, `${epoch}-44`)
  assert.equal(rest.length, 38)
  // Of the first second nothing is left: the rest of it would be a spliced line.
  const [first] = await server.read(1, `${epoch}-3`)
  assert.equal(first?.name, 'hello')
  server.stream.close()
  await staying
})

test('a reader that does not read is cut off, and the others stay', async () => {
  await using server = await streamServer()
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  socket.pause()
  const staying = server.read(1000).catch(() => [])
  await server.watched(2)
  const text = 'x'.repeat(100_000)
  for (let nth = 0; server.stream.watching() === 2; nth += 1) {
    assert.ok(nth < 1000, 'it was never cut off')
    server.stream.publish(() => ({ tick: text }))
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  assert.equal(server.stream.watching(), 1)
  server.stream.close()
  await staying
  socket.destroy()
})
