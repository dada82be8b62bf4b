// @ts-check
/** The wire between the live page and its server: the token, what is asked, and the stream of events. */

/** Nothing was heard for so long: the server is lost, whatever the browser believes of the connection. */
const silenceMs = 3000
const retryMs = [1000, 2000, 4000, 8000, 15_000]
const storageKey = 'cdc-testbench-token'

/**
 * The token comes in the address, where it is taken away at once, and stays in this tab.
 * @returns {string}
 */
export function takeToken() {
  const given = location.hash.slice(1)
  if (given !== '') {
    sessionStorage.setItem(storageKey, given)
    history.replaceState(null, '', location.pathname)
  }
  return sessionStorage.getItem(storageKey) ?? ''
}

/**
 * @param {string} token
 * @param {string} path
 * @param {{ body?: unknown, signal?: AbortSignal, lastId?: string }} [how]
 */
export function ask(token, path, { body, signal, lastId } = {}) {
  /** @type {Record<string, string>} */
  const headers = { authorization: `Bearer ${token}` }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (lastId !== undefined && lastId !== '') headers['last-event-id'] = lastId
  return fetch(`/api/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    cache: 'no-store',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
}

/**
 * @typedef {{
 *   readonly onEvent: (name: string, value: unknown) => void,
 *   readonly onLost: (why: string) => void,
 *   readonly onHeard: () => void,
 * }} Listener
 */

/**
 * Follows the events for as long as the page is open; what was missed is asked for again.
 * @param {string} token
 * @param {Listener} listener
 */
export function follow(token, listener) {
  let lastId = ''
  let attempt = 0
  let heardAt = performance.now()
  let connection = new AbortController()
  /** @type {(() => void) | null} */
  let wake = null

  async function once() {
    connection = new AbortController()
    const answer = await ask(token, 'events', { signal: connection.signal, lastId })
    if (answer.status === 401)
      throw new Error(
        'The server does not know the token of this page: open the address that it printed',
      )
    if (!answer.ok || answer.body === null)
      throw new Error(`Connection lost: the server answered ${answer.status}`)
    await readEvents(answer.body, {
      heard: () => {
        heardAt = performance.now()
        attempt = 0
        listener.onHeard()
      },
      event: ({ id, name, data }) => {
        lastId = id
        listener.onEvent(name, JSON.parse(data))
      },
    })
    throw new Error('Connection lost')
  }

  async function forever() {
    for (;;) {
      heardAt = performance.now()
      await once().catch((error) => listener.onLost(wordsOf(error)))
      const waitMs = retryMs[Math.min(attempt, retryMs.length - 1)]
      attempt += 1
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, waitMs)
        wake = () => {
          clearTimeout(timer)
          resolve(undefined)
        }
      })
      wake = null
    }
  }

  setInterval(() => {
    if (performance.now() - heardAt < silenceMs) return
    heardAt = performance.now()
    connection.abort()
  }, 250)
  void forever()
  return { retry: () => wake?.() }
}

/** @param {unknown} error */
function wordsOf(error) {
  return error instanceof Error && /^(?:The|Connection)/.test(error.message)
    ? error.message
    : 'Connection lost'
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {{ heard: () => void, event: (event: { id: string, name: string, data: string }) => void }} into
 */
async function readEvents(body, { heard, event }) {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    heard()
    text += decoder.decode(value, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => {
          const [, name = '', rest = ''] = /^(\w*): ?(.*)$/.exec(line) ?? []
          return /** @type {const} */ ([name, rest])
        }),
      )
      const data = fields.get('data')
      if (data !== undefined)
        event({ id: fields.get('id') ?? '', name: fields.get('event') ?? '', data })
    }
  }
}
