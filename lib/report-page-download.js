// @ts-check
/** Takes a report from the server into a file: a link could not send the token. */
import { ask } from './report-page-connection.js'

/**
 * @param {string} token
 * @param {string} format
 */
export async function download(token, format) {
  const told = document.getElementById('downloaded')
  try {
    const answer = await ask(token, `report.${format}`)
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
    const [, name = `run.${format}`] =
      /filename="([\w.-]+)"/.exec(answer.headers.get('content-disposition') ?? '') ?? []
    const url = URL.createObjectURL(await answer.blob())
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 10_000)
    if (told !== null) told.textContent = `${name} taken`
  } catch (error) {
    if (told !== null)
      told.textContent = `Not taken: ${error instanceof Error ? error.message : String(error)}`
  }
}
