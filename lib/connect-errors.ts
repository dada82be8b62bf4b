/** The error answers of a Kafka Connect worker 4.3.1, word for word as a running one gave them. */

/** A refusal of the worker: answered as `{"error_code":status,"message":message}`. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The JSON body of an error. */
export function errorBody(status: number, message: string): string {
  return JSON.stringify({ error_code: status, message })
}

const reasons = {
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
} as const

/** What the router of the worker (Jersey) refuses before any code of Connect has seen it. */
export type RoutingStatus = keyof typeof reasons

/** The text of a routing error, which the worker sends as JSON but without a Content-Type. */
export function routingMessage(status: RoutingStatus): string {
  return `HTTP ${status} ${reasons[status]}`
}

/** The HTML page of the HTTP server (Jetty), for what never reaches the router. */
export function jettyPage(answer: {
  readonly status: number
  readonly reason: string
  readonly uri: string
}): string {
  const { status, reason } = answer
  return `<html>
<head>
<meta http-equiv="Content-Type" content="text/html;charset=ISO-8859-1"/>
<title>Error ${status} ${reason}</title>
</head>
<body>
<h2>HTTP ERROR ${status} ${reason}</h2>
<table>
<tr><th>URI:</th><td>${escapeHtml(answer.uri)}</td></tr>
<tr><th>STATUS:</th><td>${status}</td></tr>
<tr><th>MESSAGE:</th><td>${reason}</td></tr>
</table>
<hr/><a href="https://jetty.org/">Powered by Jetty:// 12.0.34</a><hr/>

</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Info, configuration, tasks, offsets and removal of a connector that is not there. */
export function connectorNotFound(name: string): ConnectError {
  return new ConnectError(404, `Connector ${name} not found`)
}

/** Pause, resume and stop of a connector that is not there. */
export function unknownConnector(name: string): ConnectError {
  return new ConnectError(404, `Unknown connector ${name}`)
}

/** Restart of a connector that is not there: the only text with a colon. */
export function unknownConnectorToRestart(name: string): ConnectError {
  return new ConnectError(404, `Unknown connector: ${name}`)
}

/** Restart of a task that is not there; `task` is `connector-number`. */
export function unknownTask(task: string): ConnectError {
  return new ConnectError(404, `Unknown task: ${task}`)
}

export function noConnectorStatus(name: string): ConnectError {
  return new ConnectError(404, `No status found for connector ${name}`)
}

/** `task` is `connector-number`. */
export function noTaskStatus(task: string): ConnectError {
  return new ConnectError(404, `No status found for task ${task}`)
}

export function alreadyExists(name: string): ConnectError {
  return new ConnectError(409, `Connector ${name} already exists`)
}

/** One line an error, duplicates included, as the worker lists them. */
export function invalidConfiguration(errors: readonly string[]): ConnectError {
  return new ConnectError(
    400,
    `Connector configuration is invalid and contains the following ${errors.length} error(s):\n` +
      `${errors.join('\n')}\nYou can also find the above list of errors at the endpoint ` +
      '`/connector-plugins/{connectorType}/config/validate`',
  )
}

export function nameMismatch(names: {
  readonly configured: string
  readonly inUrl: string
}): ConnectError {
  return new ConnectError(
    400,
    `Connector name configuration (${names.configured}) doesn't match connector name in the URL (${names.inUrl})`,
  )
}

export function notStopped(name: string): ConnectError {
  return new ConnectError(
    400,
    'Connectors must be in the STOPPED state before their offsets can be modified. This can be done for the ' +
      `specified connector by issuing a 'PUT' request to the '/connectors/${name}/stop' endpoint`,
  )
}

/** What the worker answers when offsets were altered or reset: it cannot know what the connector keeps elsewhere. */
export function offsetsMessage(done: 'altered' | 'reset'): string {
  return (
    `The Connect framework-managed offsets for this connector have been ${done} successfully. However, if this ` +
    `connector manages offsets externally, they will need to be manually ${done} in the system that the connector uses.`
  )
}

/** The worker dereferences a configuration that is not there, and says so as the JVM does. */
export const noConfiguration = new ConnectError(
  500,
  'Cannot invoke "java.util.Map.get(Object)" because "connectorConfig" is null',
)

/** The same for a POST without a body. */
export const noCreateRequest = new ConnectError(
  500,
  'Cannot invoke "org.apache.kafka.connect.runtime.rest.entities.CreateConnectorRequest.name()" because "createRequest" is null',
)
