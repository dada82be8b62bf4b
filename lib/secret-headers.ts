/** The headers that a user sends with each request: which of them hold a secret, and how those are shown. */

/** What says nothing of who sends it. Any other may be a key, under whatever name its proxy gave it. */
const open = new Set(
  `accept accept-charset accept-encoding accept-language cache-control content-language content-type dnt expect from
   host if-match if-modified-since if-none-match max-forwards origin pragma prefer range referer te traceparent
   tracestate upgrade user-agent via x-correlation-id x-forwarded-for x-forwarded-host x-forwarded-proto x-request-id`.split(
    /\s+/,
  ),
)

/** `Name: value` as it may be shown; what is no header is shown as it is. */
export function maskedHeader(header: string): string {
  const [, name = '', value = ''] = parts(header)
  return value === '' || open.has(name.toLowerCase()) ? header : `${name}: ***`
}

/** What must not come back out: the value, without the name of its scheme too, and each cookie in it. */
export function secretsInHeader(header: string): readonly string[] {
  const [, name = '', value = ''] = parts(header)
  if (value === '' || open.has(name.toLowerCase())) return []
  const bare = value.replace(/^(?:apikey|basic|bearer|digest|negotiate|token)\s+/i, '')
  const cookies = /^cookie$/i.test(name) ? value.split(/;\s*/).map(afterEquals) : []
  return [...new Set([value, bare, ...cookies])]
}

function afterEquals(cookie: string): string {
  return cookie.replace(/^[^=]*=/, '')
}

/** The headers among the settings of a run. */
export function headersIn({ header }: Readonly<Record<string, unknown>>): readonly string[] {
  return [header].flat().filter((each) => typeof each === 'string')
}

/** The words of a command line with the headers in it as they may be shown. */
export function maskedHeaders(args: readonly string[]): string[] {
  return args.map((word, index) => {
    if (args[index - 1] === '--header') return maskedHeader(word)
    return word.startsWith('--header=') ? `--header=${maskedHeader(word.slice(9))}` : word
  })
}

function parts(header: string): readonly string[] {
  return /^\s*([^\s:]+)\s*:\s*(.*\S)/s.exec(header) ?? []
}
