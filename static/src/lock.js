// The lock covers a page and gives it back as it was. While it is locked the page's content is not in the document:
// neither print, search, a screen reader nor the browser's tools find it there.
import { everythingIsKept, keepAll } from './drafts.js'
import { channel } from './exit.js'

const LOOK_EVERY = 5000
const TELL_EVERY = 30000 // that somebody is at work here
const AGAIN = 4000
const AT_WORK = ['keydown', 'pointerdown', 'wheel', 'touchmove', 'scroll']
const POLL = { 'X-Latch-Poll': '1', Accept: 'application/json' }

let who
let idle
let screen
let lockForm
let start
let held = null // what the cover stands for
let untold = false // whether the server still has to hear of a lock: until then no answer of its opens the page
let telling = Promise.resolve() // what comes of telling it
let atWork = Date.now()
let told = Date.now()

async function ask (address, options = {}) {
  const answer = await fetch(address, { cache: 'no-store', headers: { Accept: 'application/json' }, ...options })
  if (!answer.ok) throw new Error('no answer')
  return answer.json()
}

function cover (state) {
  if (!held) {
    held = {
      page: document.createDocumentFragment(),
      title: document.title,
      band: document.body.className,
      focused: document.activeElement,
      at: [window.scrollX, window.scrollY],
      scrolled: [...document.querySelectorAll('body *')].filter((each) => each.scrollTop || each.scrollLeft)
        .map((each) => [each, each.scrollTop, each.scrollLeft])
    }
    const content = document.getElementById('latch-cover').content.cloneNode(true)
    held.page.append(...document.body.childNodes)
    document.body.append(content)
    document.body.className = [...document.body.classList].filter((name) => !name.startsWith('band-')).join(' ')
    document.title = 'Locked – Latch'
    document.querySelector('[data-unlock]').addEventListener('submit', unlock)
    start(document.body)
  }
  for (const panel of document.querySelectorAll('[data-cover]')) panel.hidden = panel.dataset.cover !== state
  if (state === 'ended') ended()
  const first = document.querySelector(state === 'ended' ? '[data-cover-sign-in]' : '#unlock-password')
  first.focus()
}

function ended () {
  document.title = 'Signed out – Latch'
  const link = document.querySelector('[data-cover-sign-in]')
  const back = window.location.pathname + window.location.search
  link.href = `${link.pathname}?next=${encodeURIComponent(back)}`
  if (everythingIsKept()) return
  // This page holds words that are nowhere else: it stays, and comes back when somebody signs in beside it.
  link.target = '_blank'
  document.querySelector('[data-cover-kept]').textContent =
    'Sign in again in a new tab, and leave this one open: it holds words that could not be kept yet.'
}

// Signing in again gives forms new tokens; those of pages that stayed open take them over.
function renew (token) {
  const cover = document.getElementById('latch-cover')?.content
  for (const part of [document, held?.page, held?.page.querySelector('#latch-cover').content, cover]) {
    for (const input of part?.querySelectorAll('[name="csrfmiddlewaretoken"]') ?? []) input.value = token
  }
}

function uncover () {
  if (!held || untold) return
  const { page, title, band, focused, at, scrolled } = held
  held = null
  document.body.replaceChildren(page)
  document.body.className = band
  document.title = title
  for (const [each, top, left] of scrolled) each.scrollTo(left, top)
  focused?.focus?.({ preventScroll: true })
  window.scrollTo({ left: at[0], top: at[1], behavior: 'instant' })
  atWork = told = Date.now()
  keepAll()
  if (document.querySelector('[hx-trigger*="every"]')) window.location.reload()
}

// Asks how the session stands and shows the page, the lock, or the way to sign in again.
async function look ({ working = false } = {}) {
  let now
  try {
    now = await ask(screen, working ? {} : { headers: POLL })
  } catch {
    return // without an answer nothing is shown that was not
  }
  if (now.state !== 'open') {
    await keepAll()
    cover(now.state)
  } else if (now.who !== who) {
    await keepAll() // somebody else has signed in: the words are their writer's, the page is nobody's
    window.location.replace('/')
  } else {
    renew(now.token)
    uncover()
  }
}

function lock () {
  cover('locked')
  keepAll()
  untold = true
  tellTheServer()
}

function tellTheServer () {
  telling = tell()
  telling.catch(() => setTimeout(tellTheServer, AGAIN))
}

async function tell () {
  const now = await ask(lockForm.action, { method: 'POST', keepalive: true })
  untold = false
  if (now.state === 'ended') cover('ended')
}

// Resolves once the server knows of the lock: before that it has nothing to unlock. Rejects while it cannot be told.
export function whenTold () {
  return telling
}

function lockEverywhere () {
  lock()
  channel.postMessage('lock')
}

async function unlock (event) {
  event.preventDefault()
  const form = event.target
  const said = form.querySelector('[data-unlock-said]')
  const body = new FormData(form) // now: a passkey's answer does not stay in its field
  said.textContent = ''
  try {
    await whenTold()
    const now = await ask(form.action, { method: 'POST', body })
    if (now.state === 'open') {
      await look()
      channel.postMessage('unlocked')
    } else if (now.state === 'ended') {
      cover('ended')
    } else {
      said.textContent = now.said
      form.reset()
      form.querySelector('#unlock-password').focus()
    }
  } catch {
    said.textContent = 'There is no connection, so Latch cannot be unlocked yet. What you were doing stays here.'
  }
}

function worked () {
  if (held) return
  atWork = Date.now()
  if (atWork - told < TELL_EVERY) return
  told = atWork
  channel.postMessage('at work')
  look({ working: true })
}

function lookAtTheClock () {
  if (!held && Date.now() - atWork >= idle) lockEverywhere()
}

// With a modifier, so that speech input does not set it off and it works while somebody types (WCAG 2.1.4). On a Mac
// the key gives another letter with Alt; AltGr is for writing.
function isAltL (event) {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.getModifierState('AltGraph')) return false
  const key = event.key.toLowerCase()
  return key === 'l' || (event.code === 'KeyL' && !/^[a-z]$/.test(key))
}

function hear ({ data }) {
  if (data === 'lock' && !held) lock()
  if ((data === 'unlocked' || data === 'signed in') && held) look()
  if (data === 'at work') atWork = told = Date.now()
}

// `components` starts the components of what is shown.
export function startLock (components) {
  ({ who, screen } = document.body.dataset)
  idle = Number(document.body.dataset.idle) * 1000
  start = components
  lockForm = document.querySelector('[data-lock]')
  lockForm.addEventListener('submit', (event) => {
    event.preventDefault()
    lockEverywhere()
  })
  document.addEventListener('keydown', (event) => {
    if (held || event.repeat || !isAltL(event)) return
    event.preventDefault()
    lockEverywhere()
  })
  for (const name of AT_WORK) document.addEventListener(name, worked, { passive: true, capture: true })
  setInterval(lookAtTheClock, LOOK_EVERY)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return
    lookAtTheClock()
    look()
  })
  document.addEventListener('latch:session', () => look())
  document.addEventListener('latch:locked', () => look())
  channel.addEventListener('message', hear)
  channel.postMessage('signed in')
}
