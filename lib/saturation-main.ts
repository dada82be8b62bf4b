/** Autocannon in a process of its own: one endpoint, closed loop, as fast as the answers come; counted here, answer by answer. */
import { text } from 'node:stream/consumers'
import autocannon from 'autocannon'

import type { Saturation } from './capacity.ts'
import type { SaturationOrder } from './saturation.ts'

const order = JSON.parse(await text(process.stdin)) as SaturationOrder
process.stdout.write(`${JSON.stringify(await saturated(order))}\n`)

/** No `requests`, no rate, no workers: what autocannon makes of these is not sound. */
async function saturated(given: SaturationOrder): Promise<Saturation> {
  const { url, headers, connections, seconds } = given
  let answered = 0
  let not2xx = 0
  // The first second, in which connections open, is left out.
  let fromMs = Number.POSITIVE_INFINITY
  const opened = setTimeout(() => (fromMs = performance.now()), 1000)
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const running = autocannon(
      {
        url,
        headers,
        connections,
        duration: seconds + 1,
      },
      (error: unknown, ended) => {
        if (error instanceof Error) reject(error)
        else resolve(ended)
      },
    )
    running.on('response', (_client, status) => {
      if (performance.now() < fromMs) return
      answered += 1
      if (status < 200 || status > 299) not2xx += 1
    })
  })
  clearTimeout(opened)
  const elapsed = (performance.now() - fromMs) / 1000
  const { errors, timeouts } = result
  const requestsPerSecond = elapsed > 0 ? answered / elapsed : 0
  return { requestsPerSecond, answered, not2xx, errors, timeouts, connections, seconds: elapsed }
}
