import { Button, createAll, ErrorSummary, SkipLink } from 'govuk-frontend'

import { startExit } from './exit.js'

createAll(Button, { preventDoubleClick: true })
createAll(ErrorSummary)
createAll(SkipLink)

// What opens stands behind the # of the link, where no server sees it. It goes into the form, and out of the address
// before anybody can copy it from there.
const link = document.getElementById('id_link')
if (link) {
  const opens = window.location.hash.slice(1)
  if (opens) {
    window.history.replaceState(null, '', window.location.pathname)
    link.value = opens
    document.querySelector('[data-link]').hidden = true
    document.getElementById('id_code').focus()
  }
}

const exit = document.querySelector('[data-exit]')
if (exit) startExit(exit)
