/** How many requests a second a target answers when nobody waits between them: raw closed-loop saturation, by autocannon. */
import { askChild } from './child-answer.ts'
import type { Saturation } from './capacity.ts'

export type SaturationOrder = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly connections: number
  readonly seconds: number
}

/** Autocannon cannot verify TLS: whoever asks it for an https URL has said `--insecure`. */
export async function saturation(order: SaturationOrder, signal: AbortSignal): Promise<Saturation> {
  return (await askChild('saturation-main.ts', order, signal)) as Saturation
}
