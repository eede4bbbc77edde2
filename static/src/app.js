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

function start (scope) {
  for (const [Component, config] of COMPONENTS) createAll(Component, config, { scope })
}

start(document)
htmx.onLoad((element) => {
  if (element !== document.body) start(element)
})

// A job watched to its end: show the page as it is now, with what the job has made.
document.addEventListener('htmx:afterSwap', (event) => {
  if (event.target.closest('[data-job]')?.dataset.job === 'finished') window.location.reload()
})

// A note half written is never lost to a stray click on a link or on the tab's cross.
let typed = false
document.addEventListener('input', (event) => {
  if (event.target.matches('form[method="post"] textarea')) typed = true
})
document.addEventListener('submit', () => { typed = false })
window.addEventListener('beforeunload', (event) => {
  if (typed) event.preventDefault()
})
