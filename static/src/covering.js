// Drawing a place to cover on the picture of a page: by mouse, pen or finger, and by keyboard. What is drawn goes into
// the four fields of the form, which do the same without this script.
const EDGES = ['left', 'top', 'right', 'bottom']
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const STEP = 0.5
const BEGINNING = { left: 40, top: 48, right: 60, bottom: 51 }

function start (page) {
  const form = document.querySelector('[name="leaves"]').form
  const fields = EDGES.map((edge) => form.elements[edge])
  const drawn = document.createElement('div')
  drawn.className = 'latch-page__drawn'
  drawn.hidden = true
  page.append(drawn)
  let from = null

  const read = () => Object.fromEntries(EDGES.map((edge, at) => [edge, parseFloat(fields[at].value)]))
  const isPlace = (place) => EDGES.every((edge) => Number.isFinite(place[edge]))

  function show () {
    const place = read()
    drawn.hidden = !(isPlace(place) && place.left < place.right && place.top < place.bottom)
    if (drawn.hidden) return
    drawn.style.left = `${place.left}%`
    drawn.style.top = `${place.top}%`
    drawn.style.width = `${place.right - place.left}%`
    drawn.style.height = `${place.bottom - place.top}%`
  }

  function put (place) {
    EDGES.forEach((edge, at) => { fields[at].value = place === null ? '' : place[edge].toFixed(1) })
    show()
  }

  function at (event) {
    const box = page.getBoundingClientRect()
    const within = (part) => Math.min(100, Math.max(0, part * 100))
    return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)]
  }

  page.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    from = at(event)
    page.setPointerCapture(event.pointerId)
    event.preventDefault()
    page.focus()
  })
  page.addEventListener('pointermove', (event) => {
    if (from === null) return
    const [x, y] = at(event)
    put({ left: Math.min(from[0], x), top: Math.min(from[1], y), right: Math.max(from[0], x), bottom: Math.max(from[1], y) })
  })
  page.addEventListener('pointerup', () => { from = null })

  page.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' || event.key === 'Delete') return put(null)
    const by = KEYS[event.key]
    if (!by || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    const place = isPlace(read()) ? read() : { ...BEGINNING }
    const [x, y] = by.map((part) => part * STEP)
    const moved = event.shiftKey
      ? { ...place, right: place.right + x, bottom: place.bottom + y }
      : { left: place.left + x, top: place.top + y, right: place.right + x, bottom: place.bottom + y }
    const fits = moved.left >= 0 && moved.top >= 0 && moved.right <= 100 && moved.bottom <= 100
    if (fits && moved.left < moved.right && moved.top < moved.bottom) put(moved)
  })

  for (const field of fields) field.addEventListener('input', show)
  show()
}

export function startCovering () {
  for (const page of document.querySelectorAll('[data-covering]')) start(page)
}
