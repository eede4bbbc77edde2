// What is typed in a form is kept on the server within seconds, sealed, until it is sent. Nothing of it is
// stored in the browser: shared machines would hand it to the next person.
const PAUSE = 1000 // after the last key
const MOST = 3000 // while somebody goes on typing
const AGAIN = 4000 // after a save that failed
const PATIENCE = 10000
const OUTLIVES_THE_PAGE = 60000 // bytes: what a browser still sends for a page that is gone
const TYPED_JUST_NOW = 10000
const NOT_WORDS = new Set(['csrfmiddlewaretoken', 'draft', 'draft_writer', 'draft_serial', 'draft_base'])

const keepers = new Set()

class Keeper {
  constructor (form) {
    this.form = form
    this.said = form.querySelector('[data-keep-said]')
    this.trouble = form.querySelector('[data-keep-trouble]')
    this.serial = Number(this.hidden('draft_serial').value)
    this.base = Number(this.hidden('draft_base').value)
    this.kept = 'keepSent' in form.dataset ? '' : this.words() // once: the page goes to its draft
    this.typedAt = 0
    this.waitsSince = 0 // when the oldest word that is not kept yet was typed
    this.keptAt = '' // when the last save was taken
    this.sending = false
    this.refused = false
    form.querySelector('[data-keep-button]').hidden = true
    form.addEventListener('input', () => this.typed())
    form.addEventListener('change', () => this.typed())
    form.addEventListener('focusout', () => this.save())
    form.addEventListener('submit', () => this.submitted())
    this.save()
  }

  hidden (name) {
    return this.form.querySelector(`input[type="hidden"][name="${name}"]`)
  }

  words () {
    const pairs = []
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === 'string' && !NOT_WORDS.has(name)) pairs.push([name, value])
    }
    return JSON.stringify(pairs)
  }

  get waits () {
    return !this.refused && this.words() !== this.kept
  }

  typed () {
    this.sending = false
    this.typedAt = Date.now()
    if (!this.waits) return
    this.waitsSince ||= Date.now()
    clearTimeout(this.timer)
    const left = this.waitsSince + MOST - Date.now()
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(PAUSE, left)))
  }

  // Sends the words to be kept; one save at a time, but for a page that is being left.
  async save ({ leaving = false } = {}) {
    const words = this.words()
    if (this.refused || this.sending || words === this.kept) return
    if (this.underWay && !leaving) {
      this.again = true
      return
    }
    this.underWay = true
    clearTimeout(this.timer)
    try {
      this.taken(await this.ask(words, leaving), words)
    } catch {
      this.failed()
    } finally {
      this.underWay = false
    }
    if (this.again && this.waits && !this.failing) {
      this.again = false
      this.save()
    }
  }

  async ask (words, leaving) {
    this.serial += 1
    const place = this.hidden('draft').value
    const writer = this.hidden('draft_writer').value
    const body = `{"place":${JSON.stringify(place)},"writer":"${writer}","serial":${this.serial},` +
      `"base":${this.base},"words":${words}}`
    this.hidden('draft_serial').value = String(this.serial)
    const headers = { 'Content-Type': 'application/json' }
    // A save that nobody's typing asked for is nobody's activity.
    if (Date.now() - this.typedAt > TYPED_JUST_NOW) headers['X-Latch-Poll'] = '1'
    const answer = await fetch(this.form.dataset.keep, {
      method: 'POST',
      headers,
      body,
      cache: 'no-store',
      keepalive: leaving && new Blob([body]).size < OUTLIVES_THE_PAGE,
      signal: leaving ? undefined : AbortSignal.timeout(PATIENCE)
    })
    if (!answer.ok) throw new Error('not kept')
    return answer.json()
  }

  taken (answer, words) {
    if (answer.state === 'refused') {
      this.refused = true
      this.warn('This page is no longer open to you, so what you type here is not kept.')
      return
    }
    this.kept = words
    this.failing = false
    this.keptAt = time()
    this.waitsSince = this.waits ? Date.now() : 0
    if (answer.state === 'forked') {
      this.hidden('draft').value = answer.place
      this.warn('This draft was changed in another tab. What you type here is kept as a draft of its own; you find both under Drafts.')
    } else if (this.lost) {
      this.warn('')
    }
    this.lost = false
    this.say(`Kept as a draft at ${this.keptAt}.`)
    history.replaceState(history.state, '', answer.address)
    if (answer.session === 'open') this.look()
    else document.dispatchEvent(new CustomEvent('latch:session', { detail: answer.session }))
  }

  // Shows which of the words are worth a second look. Nobody misses it where it fails.
  async look () {
    const shown = this.form.querySelector('[data-look]')
    if (!shown) return
    const words = new URLSearchParams([...new FormData(this.form)].filter(([, value]) => typeof value === 'string'))
    try {
      const answer = await fetch(shown.dataset.look, {
        method: 'POST',
        headers: { 'X-Latch-Poll': '1' },
        body: words,
        cache: 'no-store',
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE)
      })
      if (answer.ok) shown.innerHTML = await answer.text()
    } catch {
      shown.replaceChildren()
    }
  }

  failed () {
    this.failing = true
    this.lost = true
    const since = this.keptAt || time(this.waitsSince || Date.now())
    this.warn(`Not kept since ${since}. Latch goes on trying: leave this page open.`)
    this.say('')
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), AGAIN)
  }

  // The words are on their way: a save that comes later must not bring them back as a draft.
  submitted () {
    this.save({ leaving: true })
    this.sending = true
    clearTimeout(this.timer)
    this.hidden('draft_serial').value = String(this.serial + 1)
  }

  say (text) {
    this.said.textContent = text
  }

  warn (text) {
    if (this.trouble.textContent !== text) this.trouble.textContent = text
  }
}

function time (at = Date.now()) {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}

export function keepAll (options) {
  return Promise.all([...keepers].map((keeper) => keeper.save(options)))
}

export function everythingIsKept () {
  return [...keepers].every((keeper) => !keeper.waits)
}

export function forms () {
  return [...keepers].map((keeper) => keeper.form)
}

// Looks after the forms of a page, or of a part of it that has just taken the place of another.
export function keepForms (scope) {
  for (const keeper of keepers) if (!keeper.form.isConnected) keepers.delete(keeper)
  const found = [...scope.querySelectorAll('form[data-keep]'), ...(scope.matches?.('form[data-keep]') ? [scope] : [])]
  for (const form of found) if (![...keepers].some((keeper) => keeper.form === form)) keepers.add(new Keeper(form))
}

export function startDrafts () {
  keepForms(document)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keepAll({ leaving: true })
  })
  window.addEventListener('pagehide', () => keepAll({ leaving: true }))
  window.addEventListener('online', () => keepAll())
  window.addEventListener('beforeunload', (event) => {
    const unsent = [...keepers].filter((keeper) => !keeper.sending && keeper.waits)
    if (unsent.length === 0) return
    keepAll({ leaving: true })
    if (unsent.some((keeper) => keeper.failing || keeper.words().length > OUTLIVES_THE_PAGE)) event.preventDefault()
  })
}
