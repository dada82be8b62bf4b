/** The event stream of the live page: the same events for all who watch, nothing made where nobody does. */
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'

export type UiStream = {
  readonly watching: () => number
  /**
   * `make` is called only where somebody watches. Each of its values goes out as JSON, as an event of its name; all of
   * them in one piece, so that nobody reads half of a second.
   */
  readonly publish: (make: () => Readonly<Record<string, unknown>>) => void
  /** Sends what was missed since `lastId`, or, where that is not known, all of `hello`; then all that is published. */
  readonly join: (to: ServerResponse, from: { lastId: string; hello: () => unknown }) => void
  readonly close: () => void
}

/** A reader that does not read is cut off, and comes back. */
const queuedBytesMax = 1_000_000
/** How often who watches is told that we are still here. */
const beatMs = 1000
/** So many times what was published is kept for whoever was away for a moment. */
const keptMax = 10

type Kept = { readonly number: number; readonly text: string }

export function createUiStream(): UiStream {
  // Numbers begin again with each process: the name tells those of another one apart.
  const epoch = randomUUID().slice(0, 8)
  const readers = new Set<ServerResponse>()
  let kept: (readonly Kept[])[] = []
  let number = 0
  let beat: NodeJS.Timeout | undefined

  function write(to: ServerResponse, text: string): void {
    to.write(text)
    if (to.writableLength > queuedBytesMax) to.destroy()
  }

  function format(name: string, made: unknown): string {
    return `id: ${epoch}-${number}\nevent: ${name}\ndata: ${JSON.stringify(made)}\n\n`
  }

  function publish(make: () => Readonly<Record<string, unknown>>): void {
    if (readers.size === 0) {
      // Whoever comes back has missed something, however much that was.
      number += 1
      kept = []
      return
    }
    const events = Object.entries(make()).map(([name, made]) => {
      number += 1
      return { number, text: format(name, made) }
    })
    kept = [...kept.slice(1 - keptMax), events]
    const text = events.map((event) => event.text).join('')
    for (const reader of readers) write(reader, text)
  }

  function missed(lastId: string): readonly Kept[] | null {
    const last = Number(
      lastId.startsWith(`${epoch}-`) ? lastId.slice(epoch.length + 1) : Number.NaN,
    )
    const wanted = kept.flat().filter((event) => event.number > last)
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
    else if (events.length > 0) write(to, events.map(({ text }) => text).join(''))
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
