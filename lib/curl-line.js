// @ts-check
/** A request like those of an endpoint, for the command line. */

/**
 * Neither host nor credentials: they come from the shell. Null where a shell could not say it.
 * @param {{ method: string, name: string }} endpoint
 */
export function curlLine({ method, name }) {
  if (!/^(?:GET|HEAD|POST|PUT|PATCH|DELETE)$/.test(method) || !name.startsWith('/')) return null
  const body = /^(?:POST|PUT|PATCH)$/.test(method)
    ? " -H 'content-type: application/json' -d @body.json"
    : ''
  // Without -g curl would take the braces of a template for a list.
  return `curl -g -X ${method}${body} "$CDC_CONNECT_URL"'${name.replaceAll("'", String.raw`'\''`)}'`
}
