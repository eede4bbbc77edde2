// Asks the person's device for a passkey's answer and sends it with the form around the button. The server says what
// to ask for at the moment of asking, so that no challenge waits in a page.
import { whenTold } from './lock.js'

const FAILED = {
  NotAllowedError: 'The passkey was not used. Try again, or go on without it.',
  InvalidStateError: 'This device has a passkey for Latch already.',
  SecurityError: 'Passkeys do not work at this address. Open Latch by its usual address.',
  NotSupportedError: 'This device cannot make a passkey for Latch.'
}
const NO_ANSWER = 'Latch did not answer. Load this page again, or go on without the passkey.'
const started = new WeakSet()
let busy = false

function bytes (text) {
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

function text (buffer) {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(buffer)))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function readable (options) {
  const read = { ...options, challenge: bytes(options.challenge) }
  if (read.user) read.user = { ...read.user, id: bytes(read.user.id) }
  for (const list of ['allowCredentials', 'excludeCredentials']) {
    if (read[list]) read[list] = read[list].map((each) => ({ ...each, id: bytes(each.id) }))
  }
  return read
}

function told ({ id, rawId, type, response }) {
  const parts = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature']
  const said = parts.filter((name) => response[name]).map((name) => [name, text(response[name])])
  return JSON.stringify({ id, rawId: text(rawId), type, response: Object.fromEntries(said) })
}

async function ask (part) {
  const answer = await fetch(part.dataset.options, {
    method: 'POST',
    cache: 'no-store',
    headers: { Accept: 'application/json' },
    body: new FormData(part.closest('form'))
  })
  if (!answer.ok) throw new Error('no answer')
  return readable(await answer.json())
}

async function use (part) {
  if (busy) return
  busy = true
  const form = part.closest('form')
  const input = part.querySelector('[name="passkey"]')
  const said = part.querySelector('[data-passkey-said]')
  said.textContent = ''
  try {
    await whenTold()
    const publicKey = await ask(part)
    input.value = told(await navigator.credentials[part.dataset.passkey]({ publicKey }))
    form.requestSubmit()
  } catch (error) {
    said.textContent = FAILED[error.name] ?? NO_ANSWER
  }
  input.value = ''
  busy = false
}

// Shows the buttons where they work; `scope` is what has just come into the document.
export function startPasskeys (scope) {
  if (!window.PublicKeyCredential) return
  for (const part of scope.querySelectorAll('[data-passkey]')) {
    if (started.has(part)) continue
    started.add(part)
    part.querySelector('[data-passkey-without]').hidden = true
    part.querySelector('[data-passkey-with]').hidden = false
    part.querySelector('[data-passkey-use]').addEventListener('click', () => use(part))
    if (part.dataset.passkey !== 'create') continue
    part.closest('form').addEventListener('submit', (event) => {
      if (part.querySelector('[name="passkey"]').value) return
      event.preventDefault() // Enter in the name's field
      use(part)
    })
  }
}
