/** The one place where secrets leave a text: everything that a script prints or writes goes through it. */

const mask = '***'

/** Secrets of this process that stand in no URL: headers, tokens, generated passwords. */
const kept = new Set<string>()

/** The longest first, or a secret that begins with another would leave its tail behind. */
let keptLongestFirst: readonly string[] = []

/** A shorter secret would blank innocent text wherever its letters happen to stand. */
const literalLengthMin = 4

/** Takes note of a secret, so that `redact` removes it in every form in which it may come back. */
export function keepSecret(secret: string): void {
  if (secret.length < literalLengthMin) return
  const forms = [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    JSON.stringify(secret).slice(1, -1),
  ]
  for (const form of forms) kept.add(form)
  keptLongestFirst = [...kept].sort((one, other) => other.length - one.length)
}

/** Forgets what was noted: for a process that goes on with what has nothing to do with it. */
export function forgetSecrets(): void {
  kept.clear()
  keptLongestFirst = []
}

/** Takes note of the user's credentials as HTTP basic authentication sends them. */
export function keepBasicCredentials({ user, password }: { user: string; password: string }): void {
  keepSecret(password)
  keepSecret(Buffer.from(`${user}:${password}`).toString('base64'))
}

/** Takes note of the password in a URL, decoded and as it was written. */
export function keepUrlSecrets(url: string): void {
  for (const [, , password] of url.matchAll(urlPassword)) keepWritten(password)
  for (const [, , value] of url.matchAll(secretParameter)) keepWritten(value)
}

function keepWritten(written = ''): void {
  keepSecret(written)
  keepSecret(decoded(written))
}

function decoded(written: string): string {
  try {
    return decodeURIComponent(written)
  } catch {
    // A stray percent sign: the password is what was written.
    return written
  }
}

// The password ends at the last @ before the host: an unescaped @ in a password is common.
const urlPassword = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/?#@]*:)([^\s/?#]*)@/gi
const secretParameter = /([?&;\s](?:password|sslpassword|passwd|pwd|token|secret)=)([^\s&;'"]+)/gi
const authorization =
  /((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:(?:basic|bearer|digest|negotiate)\s+)?)([^\s"',]+)/gi
const secretSetting = /("(?:[\w.-]*(?:password|secret|token))"\s*:\s*")((?:[^"\\]|\\.)*)(")/gi

/** The text without passwords, tokens and Authorization values. */
export function redact(text: string): string {
  const patterned = text
    .replace(urlPassword, `$1${mask}@`)
    .replace(secretParameter, `$1${mask}`)
    .replace(authorization, `$1${mask}`)
    .replace(secretSetting, `$1${mask}$3`)
  return withoutKept(patterned)
}

/**
 * The text without the secrets that were noted, and nothing else changed: for data of the user's own, in which whatever only
 * looks like a password has to stay.
 */
export function withoutKept(text: string): string {
  return keptLongestFirst.reduce((rest, secret) => rest.replaceAll(secret, mask), text)
}

/** Whether `withoutKept` would change the text. */
export function holdsKept(text: string): boolean {
  return keptLongestFirst.some((secret) => text.includes(secret))
}

const secretKey = /(?:password|passwd|secret|token|authorization|sslkey)$/i

/** A copy of a JSON value in which every text is redacted, and what stands under a secret's name is masked. */
export function redactDeep<T>(value: T): T {
  return redactValue(value) as T
}

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map(redactValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      redact(key),
      secretKey.test(key) && typeof inner === 'string' ? mask : redactValue(inner),
    ]),
  )
}
