/** The databases and the Connect API that a load run uses: those of a stack that is started for it, or yours. */
import { connectPostgres } from './postgres.ts'
import { startEmbeddedStack } from './stack.ts'
import type { LoadRun, LoadSubject } from './load-subject.ts'

export type LoadStack = AsyncDisposable & {
  /** With their passwords. */
  readonly source: string | null
  readonly target: string | null
  readonly connect: readonly string[]
  /** Where the stand-in tells what it counted; null on a stack of yours. */
  readonly counts: string | null
}

export async function openLoadStack(run: Omit<LoadRun, 'flags'>): Promise<LoadStack> {
  const { stack, signal, progress, seed } = run
  if (stack.stack === 'embedded') {
    const started = await startEmbeddedStack({ signal, progress, seed })
    const { source, target, connect, counts } = started
    return {
      source,
      target,
      connect: [connect],
      counts,
      [Symbol.asyncDispose]: async () => await started[Symbol.asyncDispose](),
    }
  }
  return {
    source: stack.source ?? null,
    target: stack.target ?? null,
    connect: stack.connect ?? [],
    counts: null,
    [Symbol.asyncDispose]: async () => undefined,
  }
}

/** Opens a load on its stack, which goes with it, or where it cannot be opened. */
export async function onLoadStack(
  run: LoadRun,
  open: (run: LoadRun, stack: LoadStack) => Promise<LoadSubject>,
): Promise<LoadSubject> {
  const stack = await openLoadStack(run)
  try {
    return await open(run, stack)
  } catch (error) {
    await stack[Symbol.asyncDispose]()
    throw error
  }
}

/** `PostgreSQL 18.4`. @throws UnreachableError where the server cannot be reached */
export async function serverVersion(url: string): Promise<string> {
  await using sql = await connectPostgres(url, { max: 1 })
  const [row] = await sql<{ server_version: string }[]>`SHOW server_version`
  return `PostgreSQL ${row?.server_version ?? 'of unknown version'}`
}
