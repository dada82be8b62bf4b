/** The paths of the Connect API: which template a request belongs to, and what the HTTP server refuses to look at. */

/** The name under which all paths are counted that the API does not have. */
export const unknownPath = '(unknown)'

const templates = new Set([
  '/',
  '/health',
  '/connectors',
  '/connectors/{name}',
  '/connectors/{name}/config',
  '/connectors/{name}/status',
  '/connectors/{name}/tasks',
  '/connectors/{name}/tasks/{task}/status',
  '/connectors/{name}/tasks/{task}/restart',
  '/connectors/{name}/restart',
  '/connectors/{name}/pause',
  '/connectors/{name}/resume',
  '/connectors/{name}/stop',
  '/connectors/{name}/offsets',
  '/connectors/{name}/topics',
  '/connectors/{name}/topics/reset',
  '/connector-plugins',
  '/connector-plugins/{name}/config',
])

/**
 * The template of a request target, without query; `(unknown)` for all others.
 *
 * @example templateOf('/connectors/shop-sink/status?x=1') === '/connectors/{name}/status'
 */
export function templateOf(target: string): string {
  const path = withoutParameters(pathOf(target))
  if (templates.has(path)) return path
  const parts = path.split('/')
  if (parts.length > 2) parts[2] = '{name}'
  if (parts.length > 4 && parts[3] === 'tasks') parts[4] = '{task}'
  const template = parts.join('/')
  return templates.has(template) ? template : unknownPath
}

/**
 * The path that is routed: no query, no `;parameters`, no slash at the end; still percent-encoded.
 *
 * @example routedPath('/connectors/shop;v=1/?x') === '/connectors/shop'
 */
export function routedPath(target: string): string {
  return withoutParameters(pathOf(target))
}

function pathOf(target: string): string {
  const query = target.search(/[?#]/)
  const path = query === -1 ? target : target.slice(0, query)
  return path.startsWith('/') ? path : path.replace(/^https?:\/\/[^/]*/i, '')
}

function withoutParameters(path: string): string {
  const plain = path.includes(';') ? path.replaceAll(/;[^/]*/g, '') : path
  return plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain === '' ? '/' : plain
}

/** Why Jetty refuses a target, in its words; null where it does not. */
export function jettyRefusal(target: string): string | null {
  if (plainTarget.test(target)) return null
  const path = pathOf(target)
  if (path.includes('\\') || /%5c/i.test(path)) return 'Suspicious Path Character'
  if (/%2f/i.test(path)) return 'Ambiguous URI path separator'
  if (/%25/.test(path)) return 'Ambiguous URI path encoding'
  if (/(?:^|\/)(?:%2e|\.%2e|%2e\.|%2e%2e)(?:[;/]|$)/i.test(path))
    return 'Ambiguous URI path segment'
  if (/\/\.\.?;/.test(path)) return 'Ambiguous URI path parameter'
  if (/\/(?:;[^/]*)?\/./.test(path)) return 'Ambiguous URI empty segment'
  return isDecodable(path) ? null : 'Bad Request'
}

/** Most targets: nothing in them that needs a closer look. */
const plainTarget = /^(?:\/[\w.~-]*[\w~-])*(?:\?.*)?$/

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/**
 * Where a connector can be found, as the worker's `Location` header has it: a slash in the name stays a slash, and what looks
 * percent-encoded already stays as it is.
 *
 * @example locationPath('a b/50%') === '/connectors/a%20b/50%25'
 */
export function locationPath(name: string): string {
  const encoded = encodeURI(name)
    .replaceAll(/[?#]/g, (character) => encodeURIComponent(character))
    .replaceAll(/%25([0-9a-f]{2})/gi, '%$1')
  return `/connectors/${encoded}`
}
