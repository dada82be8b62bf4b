/** TLS of a database URL: `sslmode`, `sslrootcert`, `sslcert` and `sslkey`, with the meaning that libpq gives them. */
import { readFileSync } from 'node:fs'
import { checkServerIdentity, createSecureContext } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'

import { messageOf, UsageError } from './errors.ts'

/** What the driver takes: false, `prefer` (without TLS where the server has none), or the options of a TLS connection. */
export type PostgresTls = false | 'prefer' | ConnectionOptions

const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']
const parameters = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey']

/**
 * Without `sslmode` TLS is used where the server has it. `verify-full` holds the certificate against the name of the host, `verify-ca`
 * against those in `sslrootcert` alone; `require` with an `sslrootcert` is `verify-ca`, as libpq has it.
 *
 * @see https://www.postgresql.org/docs/current/libpq-ssl.html
 * @throws UsageError for a parameter or a mode that there is not, and for a file that cannot be read
 */
export function tlsOf(
  query: URLSearchParams,
  { host, where }: { readonly host: string; readonly where: string },
): PostgresTls {
  for (const name of query.keys()) {
    if (!parameters.includes(name)) {
      const expected = parameters.join(', ')
      throw new UsageError(`Cannot use "${name}" in the URL of ${where}: expected ${expected}`)
    }
  }
  if (query.size !== new Set(query.keys()).size) {
    throw new UsageError(
      `Cannot use the URL of ${where}: a parameter stands there twice, expected once`,
    )
  }
  const isSystem = query.get('sslrootcert') === 'system'
  const mode = query.get('sslmode') ?? (isSystem ? 'verify-full' : 'prefer')
  if (isSystem && mode !== 'verify-full') {
    throw new UsageError(
      `Cannot use sslrootcert "system" with sslmode "${mode}" for ${where}: expected verify-full`,
    )
  }
  if (!modes.includes(mode)) {
    throw new UsageError(`Cannot use sslmode "${mode}" for ${where}: expected ${modes.join(', ')}`)
  }
  if (mode === 'disable') return false
  const files = {
    ...fileOf('ca', query.get('sslrootcert'), where),
    ...fileOf('cert', query.get('sslcert'), where),
    ...fileOf('key', query.get('sslkey'), where),
  }
  checkFiles(files, where)
  const isPlain = Object.keys(files).length === 0
  if ((mode === 'prefer' || mode === 'allow') && isPlain) return 'prefer'
  if (mode === 'verify-full') {
    return {
      ...files,
      checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
    }
  }
  const verifies = mode === 'verify-ca' || 'ca' in files
  return verifies
    ? { ...files, checkServerIdentity: () => undefined }
    : { ...files, rejectUnauthorized: false }
}

/** What cannot be used would fail in the middle of a handshake, or make every server look like a forged one. */
function checkFiles(
  files: { readonly ca?: string; readonly cert?: string; readonly key?: string },
  where: string,
): void {
  if ((files.cert === undefined) !== (files.key === undefined)) {
    throw new UsageError(
      `Cannot use a client certificate for ${where}: expected sslcert and sslkey`,
    )
  }
  if (files.ca !== undefined && !files.ca.includes('-----BEGIN CERTIFICATE-----')) {
    throw new UsageError(
      `Cannot use the ca file of ${where}: there is no certificate in it, expected PEM`,
    )
  }
  if (Object.keys(files).length === 0) return
  try {
    createSecureContext(files)
  } catch (error) {
    throw new UsageError(`Cannot use the certificate files of ${where}: ${messageOf(error)}`)
  }
}

function fileOf(
  name: 'ca' | 'cert' | 'key',
  path: string | null,
  where: string,
): Readonly<Partial<Record<'ca' | 'cert' | 'key', string>>> {
  // `system`: the certificates that Node trusts.
  if (path === null || (name === 'ca' && path === 'system')) return {}
  try {
    return { [name]: readFileSync(path, 'utf8') }
  } catch (error) {
    throw new UsageError(`Cannot read the ${name} file of ${where}: ${messageOf(error)}`)
  }
}
