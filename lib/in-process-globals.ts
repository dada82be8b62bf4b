/** What code can change in a process beyond its own modules: taken down once, and put back after each mutant. */

type Properties = ReadonlyMap<PropertyKey, PropertyDescriptor>

export type GlobalState = {
  readonly objects: readonly (readonly [object: object, properties: Properties])[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly folder: string
  readonly listeners: ReadonlyMap<string | symbol, readonly Function[]>
}

const constructors = [
  [Object, Array, String, Number, BigInt, Boolean, Function, Map, Set, Promise, RegExp, Date],
  [Symbol, Error, ArrayBuffer, Uint8Array, Buffer, URL, AbortSignal],
].flat()

const builtIns = constructors.flatMap((each): object[] => [each, each.prototype as object])

/**
 * The state now: the global object, the built-in objects, the environment, the working folder, the listeners of the process.
 * State inside other built-in modules is not seen: what survives here is therefore run again in a fresh process.
 */
export function takeGlobalState(): GlobalState {
  const objects = [globalThis, ...builtIns, Math, JSON, Reflect, console]
  return {
    objects: objects.map((object) => [object, propertiesOf(object)] as const),
    environment: { ...process.env },
    folder: process.cwd(),
    listeners: new Map(process.eventNames().map((name) => [name, listenersOf(name)])),
  }
}

/** Puts everything back but the properties of the global object that are named in `keep`. */
export function restoreGlobalState(state: GlobalState, keep: ReadonlySet<PropertyKey>): void {
  for (const [object, wanted] of state.objects) restoreObject(object, { wanted, keep })
  for (const name of Object.keys(process.env)) {
    if (state.environment[name] === undefined) delete process.env[name]
  }
  for (const [name, value] of Object.entries(state.environment)) {
    if (process.env[name] !== value) process.env[name] = value
  }
  if (process.cwd() !== state.folder) process.chdir(state.folder)
  for (const name of process.eventNames()) {
    const known = state.listeners.get(name) ?? []
    for (const listener of listenersOf(name)) {
      if (!known.includes(listener)) {
        process.removeListener(name, listener as (...given: unknown[]) => void)
      }
    }
  }
}

function propertiesOf(object: object): Properties {
  return new Map(
    Reflect.ownKeys(object).flatMap((key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(object, key)
      return descriptor === undefined ? [] : [[key, descriptor] as const]
    }),
  )
}

function restoreObject(
  object: object,
  { wanted, keep }: { wanted: Properties; keep: ReadonlySet<PropertyKey> },
): void {
  for (const key of Reflect.ownKeys(object)) {
    if (!keep.has(key) && !wanted.has(key)) Reflect.deleteProperty(object, key)
  }
  for (const [key, descriptor] of wanted) {
    const now = Reflect.getOwnPropertyDescriptor(object, key)
    const same = now !== undefined && now.value === descriptor.value && now.get === descriptor.get
    if (!keep.has(key) && !same) Reflect.defineProperty(object, key, descriptor)
  }
}

function listenersOf(name: string | symbol): readonly Function[] {
  return process.rawListeners(name)
}
