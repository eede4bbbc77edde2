// A pad to sign on: what is drawn goes into the hidden field beside it as lines of points. Without this script, or a
// pointer, the typed name does the same.
const WIDE = 1000
const HIGH = 300

function start (pad) {
  const canvas = pad.querySelector('canvas')
  const field = pad.closest('form').elements.strokes
  const pen = canvas.getContext('2d')
  let lines = []
  let line = null
  let drawing = null // the pointer that draws: a hand that rests on the box beside it does not

  const at = (event) => {
    const box = canvas.getBoundingClientRect()
    const within = (part, most) => Math.round(Math.min(1, Math.max(0, part)) * most)
    return [within((event.clientX - box.left) / box.width, WIDE), within((event.clientY - box.top) / box.height, HIGH)]
  }

  function draw () {
    pen.clearRect(0, 0, WIDE, HIGH)
    pen.lineWidth = 5
    pen.lineCap = pen.lineJoin = 'round'
    pen.strokeStyle = window.getComputedStyle(canvas).color
    for (const each of lines) {
      pen.beginPath()
      pen.moveTo(...each[0])
      for (const point of each.slice(1)) pen.lineTo(...point)
      if (each.length === 1) pen.lineTo(each[0][0] + 1, each[0][1])
      pen.stroke()
    }
    field.value = lines.length ? JSON.stringify(lines) : ''
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || line) return
    event.preventDefault()
    canvas.setPointerCapture(event.pointerId)
    drawing = event.pointerId
    line = [at(event)]
    lines.push(line)
    draw()
  })
  canvas.addEventListener('pointermove', (event) => {
    if (!line || event.pointerId !== drawing) return
    const [x, y] = at(event)
    const [oldX, oldY] = line[line.length - 1]
    if (Math.abs(x - oldX) + Math.abs(y - oldY) < 4) return
    line.push([x, y])
    draw()
  })
  for (const name of ['pointerup', 'pointercancel']) {
    canvas.addEventListener(name, (event) => { if (event.pointerId === drawing) line = null })
  }
  pad.querySelector('[data-clear]').addEventListener('click', () => {
    lines = []
    draw()
  })
  pad.hidden = false
}

export function startSigning () {
  for (const pad of document.querySelectorAll('[data-signing]')) start(pad)
}
