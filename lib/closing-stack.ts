/** Closes what was opened, in reverse: AsyncDisposableStack, which Node 20 does not have, as far as we need it. */

/** `await using opened = new ClosingStack()` closes all; after `move()` the new owner does. */
export class ClosingStack implements AsyncDisposable {
  #closers: (() => void | Promise<void>)[] = []

  /** Adds a resource and returns it. */
  use<T extends AsyncDisposable>(resource: T): T {
    this.defer(async () => await resource[Symbol.asyncDispose]())
    return resource
  }

  defer(close: () => void | Promise<void>): void {
    this.#closers.push(close)
  }

  /** Hands all over: this stack closes nothing any more. */
  move(): ClosingStack {
    const moved = new ClosingStack()
    moved.#closers = this.#closers
    this.#closers = []
    return moved
  }

  /** Closes all, even where one of them fails; then throws the first error. */
  async [Symbol.asyncDispose](): Promise<void> {
    const errors: unknown[] = []
    for (let close = this.#closers.pop(); close !== undefined; close = this.#closers.pop()) {
      try {
        await close()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }
}
