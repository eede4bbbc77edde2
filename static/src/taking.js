// Nothing of what is read is taken along: not copied for whoever comes next to paste, dragged to another window, saved,
// printed, or sent to a search engine from a menu. Forms and screen readers need none of it.
const TAKES = ['copy', 'cut', 'dragstart', 'contextmenu']
const KEYS = ['p', 's', 'u', 'KeyP', 'KeyS', 'KeyU'] // with Ctrl: print, save, source; on any keyboard

export function refuseTaking () {
  for (const name of TAKES) document.addEventListener(name, (event) => event.preventDefault())
  document.addEventListener('keydown', (event) => {
    const pressed = [event.key.toLowerCase(), event.code]
    if ((event.ctrlKey || event.metaKey) && pressed.some((key) => KEYS.includes(key))) event.preventDefault()
  })
}
