import { Button, createAll, ErrorSummary, SkipLink } from 'govuk-frontend'

import { leave, startExit } from './exit.js'

createAll(Button, { preventDoubleClick: true })
createAll(ErrorSummary)
createAll(SkipLink)

// What opens stands behind the # of the link, where no server sees it. It goes into the form, and out of the address
// before anybody can copy it from there. A page that is shown again after a wrong code has it in its form still.
const link = document.getElementById('id_link')
if (link) {
  const box = document.querySelector('[data-link]')
  const takeOver = () => {
    const opens = window.location.hash.slice(1)
    if (!opens || document.getElementById(opens)) return // no link, or a place in this page
    window.history.replaceState(null, '', window.location.pathname)
    link.value = opens
    box.hidden = true
    document.getElementById('id_code').focus()
  }
  // A whole link that somebody pasted stays in sight: they may have to mend it.
  box.hidden = link.value !== '' && !link.value.includes('#')
  takeOver()
  window.addEventListener('hashchange', takeOver) // the link opened again in the same tab loads nothing
}

const exit = document.querySelector('[data-exit]')
if (exit) startExit(exit)

// Whoever has turned away for as long as a visit lasts without a click: what is open closes by itself. By the time of day,
// because a machine that slept counts nothing.
const idle = Number(document.body.dataset.idle ?? 0) * 1000
if (exit && idle) {
  let seen = Date.now()
  for (const name of ['keydown', 'pointerdown', 'scroll', 'wheel']) {
    window.addEventListener(name, () => { seen = Date.now() }, { passive: true })
  }
  const look = () => { if (Date.now() - seen >= idle) leave() }
  window.setInterval(look, 5000)
  document.addEventListener('visibilitychange', look)
}
