// Drawing places to cover on the picture of a page: by mouse, pen or finger, and by keyboard. What is drawn is listed,
// and all that is listed is kept together; what the keys place is in the four fields, which do without this script
// too, until Enter lists it. Nothing that was drawn goes but by its own button. Edges count tenths of a percent.
const EDGES = ['left', 'top', 'right', 'bottom']
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const STEP = 5
const BEGINNING = [400, 480, 600, 510]
const ALL = 1000
const A_PRESS = 4 // pixels: less, both ways, was not drawn

const isPlace = ([left, top, right, bottom]) => left < right && top < bottom

// From one point to the other, rather more than less.
function between (some, others) {
  const least = some.map((each, at) => Math.min(ALL - 1, Math.floor(Math.min(each, others[at]))))
  const most = some.map((each, at) => Math.min(ALL, Math.floor(Math.max(each, others[at])) + 1))
  return [...least, ...most]
}

// The edges of a listed place, as it is sent; null for one that nobody can read.
function edgesOf (word) {
  return /^\d+-\d+-\d+-\d+$/.test(word) ? word.split('-').map(Number) : null
}

function element (name, className, text = '') {
  const made = document.createElement(name)
  made.className = className
  made.textContent = text
  return made
}

class Covering {
  constructor (page) {
    this.page = page
    this.form = document.querySelector('[name="leaves"]').form
    this.fields = EDGES.map((edge) => this.form.elements[edge])
    this.sent = this.form.elements.places
    this.list = document.querySelector('[data-covering-list]')
    this.said = document.querySelector('[data-covering-said]')
    this.listed = this.sent.value.split(' ').filter(Boolean)
    this.underWay = null // the pointer that draws, from where to where
    this.isSent = false
    this.inHand = element('div', 'latch-page__drawn')
    this.drawn = element('div', 'latch-page__drawn')
    this.drawn.hidden = true
    page.append(this.inHand, this.drawn)

    page.addEventListener('pointerdown', (event) => this.begin(event))
    page.addEventListener('pointermove', (event) => this.draw(event))
    page.addEventListener('lostpointercapture', (event) => this.end(event))
    page.addEventListener('keydown', (event) => this.pressed(event))
    for (const field of this.fields) field.addEventListener('input', () => this.showInHand())
    this.form.addEventListener('submit', () => { this.isSent = true })
    window.addEventListener('beforeunload', (event) => this.leaving(event))
    this.show()
    this.showInHand()
  }

  at (event) {
    const box = this.page.getBoundingClientRect()
    const within = (part) => Math.min(ALL, Math.max(0, part * ALL))
    return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)]
  }

  begin (event) {
    if (event.button !== 0 || this.underWay) return
    this.underWay = { pointer: event.pointerId, from: this.at(event), x: event.clientX, y: event.clientY, place: null }
    this.page.setPointerCapture(event.pointerId)
    event.preventDefault()
    this.page.focus({ preventScroll: true }) // the page must not move away under the pointer
  }

  draw (event) {
    const begun = this.underWay
    if (begun?.pointer !== event.pointerId) return
    const far = Math.max(Math.abs(event.clientX - begun.x), Math.abs(event.clientY - begun.y)) >= A_PRESS
    begun.place = far ? between(begun.from, this.at(event)) : null
    this.lay(this.drawn, begun.place)
  }

  end (event) {
    if (this.underWay?.pointer !== event.pointerId) return
    const { place } = this.underWay
    this.underWay = null
    this.lay(this.drawn, null)
    if (place) this.take(place)
  }

  take (place) {
    this.listed.push(place.join('-'))
    this.show()
  }

  remove (at) {
    this.listed.splice(at, 1)
    this.show()
    const buttons = this.list.querySelectorAll('button')
    const next = buttons[Math.min(at, buttons.length - 1)] ?? this.page
    next.focus({ preventScroll: true })
  }

  pressed (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    if (event.key === 'Escape' || event.key === 'Delete') return this.put(null)
    const place = this.read()
    if (event.key === 'Enter' && place) {
      this.put(null)
      return this.take(place)
    }
    const by = KEYS[event.key]
    if (!by) return
    event.preventDefault()
    const [left, top, right, bottom] = place ?? BEGINNING
    const [x, y] = by.map((part) => part * STEP)
    const still = event.shiftKey ? 0 : 1
    const moved = [left + x * still, top + y * still, right + x, bottom + y]
    if (moved.every((edge) => edge >= 0 && edge <= ALL) && isPlace(moved)) this.put(moved)
  }

  // The place in the four fields, if it is one.
  read () {
    const edges = this.fields.map((field) => Math.round(parseFloat(field.value) * 10))
    return edges.every((edge) => edge >= 0 && edge <= ALL) && isPlace(edges) ? edges : null
  }

  put (place) {
    this.fields.forEach((field, at) => { field.value = place ? (place[at] / 10).toFixed(1) : '' })
    this.showInHand()
  }

  showInHand () {
    this.isSent = false
    this.lay(this.inHand, this.read())
  }

  lay (box, place) {
    box.hidden = !place
    if (!place) return
    const [left, top, right, bottom] = place.map((edge) => edge / 10)
    const [width, height] = [right - left, bottom - top]
    Object.assign(box.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` })
  }

  show () {
    this.isSent = false
    const places = this.listed.join(' ')
    if (this.sent.value !== places) {
      this.sent.value = places
      this.sent.dispatchEvent(new Event('input', { bubbles: true })) // it is kept, as words are
    }
    for (const box of this.page.querySelectorAll('[data-listed]')) box.remove()
    this.listed.forEach((word, at) => {
      const box = element('div', 'latch-page__drawn', at + 1)
      box.dataset.listed = ''
      box.setAttribute('aria-hidden', 'true')
      this.lay(box, edgesOf(word))
      this.page.append(box)
    })
    this.list.replaceChildren(...this.listed.map((word, at) => this.line(word, at)))
    const many = this.listed.length
    this.list.hidden = many === 0
    const told = many === 1 ? '1 place is' : `${many} places are`
    this.said.textContent = many ? `${told} drawn and not kept yet.` : ''
  }

  line (word, at) {
    const edges = edgesOf(word)
    const item = element('li', 'latch-tasks__item')
    const where = edges ? `${edges[1] / 10} % down, ${edges[0] / 10} % across` : 'it can’t be read'
    const button = element('button', 'govuk-button govuk-button--secondary latch-page__remove', 'Remove')
    button.type = 'button'
    button.append(element('span', 'govuk-visually-hidden', ` place ${at + 1}`))
    button.addEventListener('click', () => this.remove(at))
    item.append(element('div', 'latch-tasks__what', `Place ${at + 1}: ${where}`), button)
    return item
  }

  // Who leaves in a hurry, or is locked out, has no page here any more, and is not held up.
  leaving (event) {
    const waits = this.listed.length > 0 || this.read() !== null
    if (waits && !this.isSent && this.page.isConnected) event.preventDefault()
  }
}

export function startCovering () {
  for (const page of document.querySelectorAll('[data-covering]')) new Covering(page)
}
