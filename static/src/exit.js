// Leaving in a hurry, and nothing on the screen afterwards. Four measures that protect only together:
// a page that is left empties itself and is asked for anew when it is brought back; the page that is left for has the
// browser forget what it kept, and tells every other page to go; and it takes the place of this one in the history.
const THREE_TIMES_WITHIN = 5000

export const channel = new BroadcastChannel('latch')

let elsewhere

export function leave (before = () => {}) {
  before()
  document.body.replaceChildren()
  document.title = ''
  window.location.replace(elsewhere)
}

// `link` leads to the page to leave for; `before` runs first, and must not wait.
export function startExit (link, before) {
  elsewhere = link.href
  link.addEventListener('click', (event) => {
    event.preventDefault()
    leave(before)
  })

  let presses = []
  document.addEventListener('keydown', (event) => {
    if (event.repeat) return
    const now = Date.now()
    presses = event.key === 'Shift' ? [...presses.filter((at) => now - at < THREE_TIMES_WITHIN), now] : []
    if (presses.length === 3) leave(before)
  })

  window.addEventListener('pagehide', () => document.body.replaceChildren())
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) window.location.reload()
  })
  channel.addEventListener('message', (event) => {
    if (event.data === 'exit') leave(before)
  })
}
