// Marking passages in a text that cannot be changed: by mouse or keyboard, as many as one likes, before they are sent.
// Positions count whole characters, as the server counts them. Without this script, sentences are ticked.

function characters (text, units) {
  return [...text.slice(0, units)].length
}

class Marking {
  constructor (panel, form) {
    this.panel = panel
    this.sent = form.querySelector('input[name="marked"]')
    this.list = panel.querySelector('[data-marking-list]')
    this.said = panel.querySelector('[data-marking-said]')
    this.chosen = this.sent.value.split(' ').filter(Boolean)
    for (const button of panel.querySelectorAll('[data-marking-take]')) {
      button.addEventListener('click', () => this.take(button.dataset.markingTake))
    }
    for (const box of panel.querySelectorAll('[data-marking-of]')) {
      // A read-only box has no caret to mark with: this one has, and takes no change.
      box.readOnly = false
      box.addEventListener('beforeinput', (event) => event.preventDefault())
    }
    panel.hidden = false
    this.show()
  }

  text (part) {
    return this.panel.querySelector(`[data-marking-of="${part}"]`)
  }

  take (part) {
    const box = this.text(part)
    const [start, end] = [box.selectionStart, box.selectionEnd]
    if (!box.value.slice(start, end).trim()) {
      this.said.textContent = 'Mark some words first.'
      return
    }
    const span = `${part}:${characters(box.value, start)}-${characters(box.value, end)}`
    if (!this.chosen.includes(span)) this.chosen.push(span)
    this.said.textContent = 'Taken. They move when you press ‘Move it out’.'
    this.show()
  }

  words (span) {
    const [, part, start, end] = span.match(/^(\w+):(\d+)-(\d+)$/) ?? []
    return part ? [...this.text(part).value].slice(Number(start), Number(end)).join('').trim() : ''
  }

  show () {
    this.chosen = this.chosen.filter((span) => this.words(span))
    this.list.replaceChildren(...this.chosen.map((span) => this.line(span)))
    this.sent.value = this.chosen.join(' ')
    this.sent.dispatchEvent(new Event('input', { bubbles: true }))
  }

  line (span) {
    const item = document.createElement('li')
    item.className = 'latch-tasks__item'
    const words = document.createElement('div')
    words.className = 'latch-tasks__what'
    words.dir = 'auto'
    words.textContent = this.words(span)
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'govuk-button govuk-button--secondary'
    button.textContent = 'Leave it in'
    button.addEventListener('click', () => {
      this.chosen = this.chosen.filter((other) => other !== span)
      this.said.textContent = 'It stays in the entry.'
      this.show()
    })
    item.append(words, button)
    return item
  }
}

export function startMarking (scope) {
  const panel = scope.querySelector('[data-marking]')
  const form = panel && document.querySelector('input[name="marked"]')?.form
  if (form && panel.hidden) return new Marking(panel, form)
}
