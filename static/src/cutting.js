// Words of a text are chosen to be withheld, by mouse or by keyboard. Without this, they are typed.
const WORD = /[\p{L}\p{N}+@](?:\S*[\p{L}\p{N}])?/gu

class Cutter {
  constructor (area, form) {
    this.area = area
    this.form = form
    const text = area.textContent
    this.words = Array.from(text.matchAll(WORD), (found) => [found.index, found.index + found[0].length])
    this.first = this.last = -1 // the words chosen by keyboard
    document.addEventListener('selectionchange', () => this.chosen())
    area.addEventListener('keydown', (event) => this.pressed(event))
    area.addEventListener('pointerdown', () => { this.first = this.last = -1 })
  }

  field (name) {
    return this.form.elements[name]
  }

  // Where a point of the selection stands in the text, counted as the server counts: in characters.
  placeOf (node, offset) {
    const range = document.createRange()
    range.setStart(this.area, 0)
    range.setEnd(node, offset)
    return Array.from(range.toString()).length
  }

  chosen () {
    const selection = window.getSelection()
    if (!selection.rangeCount || selection.isCollapsed) return
    const range = selection.getRangeAt(0)
    if (!this.area.contains(range.startContainer) || !this.area.contains(range.endContainer)) return
    this.field('part').value = this.area.dataset.cut
    this.field('start').value = this.placeOf(range.startContainer, range.startOffset)
    this.field('end').value = this.placeOf(range.endContainer, range.endOffset)
    this.field('passage').value = range.toString().split(/\s+/).join(' ').trim()
    this.form.classList.add('latch-take--chosen') // in sight below the text, however long that is
  }

  pressed (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.words.length) return
    if (event.key === 'Enter') {
      if (this.first >= 0) this.field('why').focus()
    } else if (event.key === 'ArrowRight') {
      this.take(event.shiftKey ? this.first : this.last + 1, this.last + 1)
    } else if (event.key === 'ArrowLeft') {
      this.take(event.shiftKey ? this.first : this.first - 1, event.shiftKey ? this.last - 1 : this.first - 1)
    } else if (event.key === 'Home') {
      this.take(0, 0)
    } else if (event.key === 'End') {
      this.take(event.shiftKey ? this.first : this.words.length - 1, this.words.length - 1)
    } else return
    event.preventDefault()
  }

  take (first, last) {
    const most = this.words.length - 1
    this.first = Math.min(Math.max(first, 0), most)
    this.last = Math.min(Math.max(last, this.first), most)
    const range = document.createRange()
    range.setStart(...this.point(this.words[this.first][0]))
    range.setEnd(...this.point(this.words[this.last][1]))
    const selection = window.getSelection()
    selection.removeAllRanges()
    selection.addRange(range)
    range.startContainer.parentElement.scrollIntoView({ block: 'nearest' })
  }

  // The text node that holds a place, and the place in it.
  point (place) {
    const walker = document.createTreeWalker(this.area, NodeFilter.SHOW_TEXT)
    let node = walker.nextNode()
    while (place > node.length) {
      place -= node.length
      node = walker.nextNode()
    }
    return [node, place]
  }
}

export function startCutting (scope) {
  const form = scope.querySelector('[data-cut-form]')
  if (!form) return
  for (const area of scope.querySelectorAll('[data-cut]')) new Cutter(area, form)
  // whoever types other words means them wherever they stand
  form.elements.passage.addEventListener('input', () => { form.elements.end.value = '' })
}
