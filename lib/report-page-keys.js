// @ts-check
/** Which key of the live page does what: nothing while somebody types or a dialog is open. */

/** @type {Readonly<Record<string, string>>} */
const actions = { e: 'edit', n: 'note', '?': 'help' }

/**
 * @param {KeyboardEvent} event
 * @returns {string | null} what the button does that it stands for; null where there is none that can be pressed
 */
export function actionOfKey(event) {
  const typing = event.target instanceof Element && event.target.matches('input, select, textarea')
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return null
  if (document.querySelector('dialog[open]') !== null) return null
  const stopping = document.getElementById('do-stop') !== null
  const action = event.key === 's' ? (stopping ? 'stop' : 'new') : actions[event.key]
  const button = document.getElementById(`do-${action}`)
  if (action === undefined || button === null) return null
  return button.getAttribute('aria-disabled') === 'true' ? null : action
}
