/** The event stream of the live page: the same events for all who watch, nothing made where nobody does. */
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'

export type UiStream = {
  readonly watching: () => number
  /** `make` is called only where somebody watches. Its value goes out as JSON. */
  readonly publish: (name: string, make: () => unknown) => void
  /** Sends what was missed since `lastId`, or, where that is not known, all of `hello`; then all that is published. */
  readonly join: (to: ServerResponse, from: { lastId: string; hello: () => unknown }) => void
  readonly close: () => void
}

/** A reader that does not read is cut off, and comes back. */
const queuedBytesMax = 1_000_000
/** How often who watches is told that we are still here. */
const beatMs = 1000
/** So many events are kept for whoever was away for a moment. */
const keptMax = 10

type Kept = { readonly number: number; readonly text: string }

export function createUiStream(): UiStream {
  // Numbers begin again with each process: the name tells those of another one apart.
  const epoch = randomUUID().slice(0, 8)
  const readers = new Set<ServerResponse>()
  let kept: Kept[] = []
  let number = 0
  let beat: NodeJS.Timeout | undefined

  function write(to: ServerResponse, text: string): void {
    to.write(text)
    if (to.writableLength > queuedBytesMax) to.destroy()
  }

  function format(name: string, made: unknown): string {
    return `id: ${epoch}-${number}\nevent: ${name}\ndata: ${JSON.stringify(made)}\n\n`
  }

  function publish(name: string, make: () => unknown): void {
    number += 1
    if (readers.size === 0) {
      kept = []
      return
    }
    const text = format(name, make())
    kept = [...kept.slice(1 - keptMax), { number, text }]
    for (const reader of readers) write(reader, text)
  }

  function missed(lastId: string): readonly Kept[] | null {
    const last = Number(
      lastId.startsWith(`${epoch}-`) ? lastId.slice(epoch.length + 1) : Number.NaN,
    )
    const wanted = kept.filter((event) => event.number > last)
    return Number.isInteger(last) && last <= number && wanted.length === number - last
      ? wanted
      : null
  }

  function join(
    to: ServerResponse,
    { lastId, hello }: { lastId: string; hello: () => unknown },
  ): void {
    to.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    const events = missed(lastId)
    if (events === null) write(to, format('hello', hello()))
    else for (const { text } of events) write(to, text)
    readers.add(to)
    to.on('close', () => leave(to))
    to.on('error', () => leave(to))
    beat ??= setInterval(() => readers.forEach((reader) => write(reader, ': beat\n\n')), beatMs)
  }

  function leave(reader: ServerResponse): void {
    readers.delete(reader)
    if (readers.size > 0) return
    clearInterval(beat)
    beat = undefined
  }

  function close(): void {
    for (const reader of readers) {
      reader.end()
      leave(reader)
    }
  }

  return { watching: () => readers.size, publish, join, close }
}
