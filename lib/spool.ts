/** A temporary file for what does not fit into memory: without a name from its start, so that nothing of it stays however we end. */
import { open, rm } from 'node:fs/promises'

export type Spool = AsyncDisposable & {
  /** Bytes so far. */
  readonly length: () => number
  /** Appends, and tells where it begins. */
  append(bytes: Uint8Array | string): Promise<number>
  read(offset: number, length: number): Promise<Buffer>
}

/** Writes are gathered to this size. */
const gatherMax = 256 * 1024

/** Makes the file beside `path`, where there is room for what will be written there. */
export async function openSpool(path: string): Promise<Spool> {
  const handle = await open(path, 'wx+', 0o600)
  await rm(path)
  // Copied here: thousands of small pieces would take more memory as objects of their own than what is in them.
  const gathered = Buffer.alloc(gatherMax)
  let waiting = 0
  let sent = 0
  let written: Promise<unknown> = Promise.resolve()

  /** What is told of places and lengths is settled before anything is awaited: others may append meanwhile. */
  function write(bytes: Buffer): void {
    const at = sent
    sent += bytes.length
    written = written.then(async () => handle.write(bytes, 0, bytes.length, at))
  }

  async function flush(): Promise<void> {
    if (waiting > 0) write(Buffer.from(gathered.subarray(0, waiting)))
    waiting = 0
    await written
  }

  async function append(bytes: Uint8Array | string): Promise<number> {
    const buffer = Buffer.from(bytes)
    const offset = sent + waiting
    const isFull = waiting + buffer.length > gatherMax
    const flushed = isFull ? flush() : null
    if (buffer.length > gatherMax) write(buffer)
    else waiting += buffer.copy(gathered, waiting)
    await flushed
    return offset
  }

  async function read(offset: number, length: number): Promise<Buffer> {
    await flush()
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, sent - offset)))
    await handle.read(bytes, 0, bytes.length, offset)
    return bytes
  }

  return {
    length: () => sent + waiting,
    append,
    read,
    [Symbol.asyncDispose]: async () => await handle.close(),
  }
}

/** The lines of the file, without their ends. */
export async function* spooledLines(spool: Spool): AsyncGenerator<string> {
  yield* linesOf(piecesOf(spool))
}

async function* piecesOf(spool: Spool): AsyncGenerator<Buffer> {
  for (let offset = 0; offset < spool.length();) {
    const piece = await spool.read(offset, gatherMax)
    offset += piece.length
    yield piece
  }
}

/** Lines of UTF-8 that end with a newline and with nothing else; memory is one line and a piece. */
export async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = []
  for await (const piece of pieces) {
    let start = 0
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      rest.push(piece.subarray(start, end))
      yield Buffer.concat(rest).toString('utf8')
      rest = []
      start = end + 1
    }
    if (start < piece.length) rest.push(piece.subarray(start))
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString('utf8')
}
