/** What somebody's own module threw, in a line that says where: its author looks for it there. */
import { messageOf } from './errors.ts'

const hint = 'expected an ES module: one named .mts, or with {"type":"module"} in its package.json'

/** Of a module that could not be loaded: because of what it is, or of what it threw. */
export function loadFailure(thrown: unknown): string {
  // esbuild says in the second line what is wrong, and where.
  if (isFormat(thrown)) return `${messageOf(thrown).split('\n').slice(0, 2).join(' ')}; ${hint}`
  const isThrown = !(thrown instanceof Error) || placeOf(thrown) !== null
  return isThrown ? `it threw: ${thrownLine(thrown)}` : thrownLine(thrown)
}

/** The first line of what was thrown, and from which line of which file, where that is known. */
export function thrownLine(thrown: unknown): string {
  const [message = ''] = messageOf(thrown).split('\n')
  const place = thrown instanceof Error ? placeOf(thrown) : null
  return place === null ? message : `${message} (${place})`
}

/** Code that runs can throw a SyntaxError too, as JSON.parse() does: then there is a place that threw it. */
function isFormat(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || placeOf(thrown) !== null) return false
  if (thrown.message.includes('does not provide an export named')) return false
  const code = 'code' in thrown ? String(thrown.code) : ''
  return (
    /^(?:SyntaxError|TransformError)$/.test(thrown.name) ||
    /^ERR_(?:REQUIRE_|UNKNOWN_FILE_EXTENSION|UNKNOWN_MODULE_FORMAT)/.test(code)
  )
}

/** `/path/to/mine.ts:4`: the last call that is of no package, before those that loaded the module. */
function placeOf({ stack = '' }: Error): string | null {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  const loader = frames.findIndex((line) => line.includes('node:internal/modules/'))
  for (const frame of loader === -1 ? frames : frames.slice(0, loader)) {
    const [, path] = /(?:\(|at (?:async )?)(?:file:\/\/)?(\/[^()]+:\d+):\d+\)?$/.exec(frame) ?? []
    if (path !== undefined && !path.includes('/node_modules/')) return path
  }
  return null
}
