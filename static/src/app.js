import {
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  FileUpload,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink
} from 'govuk-frontend'
import htmx from 'htmx.org'

import { startCovering } from './covering.js'
import { startCutting } from './cutting.js'
import { keepAll, keepForms, startDrafts } from './drafts.js'
import { startExit } from './exit.js'
import { startLock } from './lock.js'
import { startMarking } from './marking.js'
import { startPasskeys } from './passkeys.js'
import { startSigning } from './signing.js'

const COMPONENTS = [
  [Button, { preventDoubleClick: true }],
  [CharacterCount],
  [Checkboxes],
  [ErrorSummary],
  [FileUpload],
  [PasswordInput],
  [Radios],
  [ServiceNavigation],
  [SkipLink]
]

// A part that was kept while the page around it changed has been started already (InitError).
function onError (error) {
  if (error.name !== 'InitError') console.error(error)
}

function start (scope) {
  for (const [Component, config] of COMPONENTS) createAll(Component, config, { scope, onError })
  startPasskeys(scope)
  startMarking(scope)
}

start(document)
startCovering()
startCutting(document)
startSigning()
htmx.onLoad((element) => {
  if (element === document.body) return
  start(element)
  keepForms(element)
})

// A job watched to its end: show the page as it is now, with what the job has made.
document.addEventListener('htmx:afterSwap', (event) => {
  if (event.target.closest('[data-job]')?.dataset.job === 'finished') window.location.reload()
})

// A document on its way: how far it is, and a plain word when it does not arrive.
const NOT_ARRIVED = 'The document did not arrive, and nothing of it was kept. Look at the connection, then send it again.'
const REFUSALS = { 413: 'The document is larger than one may be. Nothing of it was kept.' }

function showUpload (form, text, percent) {
  const panel = form.querySelector('[data-upload-progress]')
  panel.hidden = false
  panel.querySelector('progress').value = percent
  panel.querySelector('[data-upload-words]').textContent = text
}

document.addEventListener('htmx:xhr:progress', (event) => {
  const form = event.target.closest('[data-upload]')
  if (!form || !event.detail.lengthComputable) return
  const percent = Math.round(100 * event.detail.loaded / event.detail.total)
  showUpload(form, percent < 100 ? `${percent} % sent.` : 'Sent. It is being sealed and looked into.', percent)
})
for (const failure of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout']) {
  document.addEventListener(failure, (event) => {
    const form = event.target.closest('[data-upload]')
    if (form) showUpload(form, REFUSALS[event.detail.xhr?.status] ?? NOT_ARRIVED, 0)
  })
}

startDrafts()
if (document.body.dataset.who) {
  startExit(document.querySelector('[data-exit]'), () => keepAll({ leaving: true }))
  startLock(start)
}
