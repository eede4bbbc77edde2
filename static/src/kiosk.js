// An office screen: it dims, asks, goes blank, and comes back to the same place. The server's clock judges all of it; here
// it is only shown. By the time of day, because a machine that slept counts nothing.
import { Button, createAll, ErrorSummary, SkipLink } from 'govuk-frontend'

import { channel, leave, startExit } from './exit.js'
import { startSigning } from './signing.js'
import { refuseTaking } from './taking.js'

createAll(Button, { preventDoubleClick: true })
createAll(ErrorSummary)
createAll(SkipLink)
startSigning()
refuseTaking()

const exit = document.querySelector('[data-exit]')
if (exit) startExit(exit)
for (const each of document.querySelectorAll('[data-leaves]')) {
  each.addEventListener('click', (event) => {
    event.preventDefault()
    leave()
  })
}

const { dims, blank, tells, beat, cover, back, ends } = document.body.dataset
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'scroll', 'wheel', 'touchmove']
const item = document.querySelector('[data-item]')
const remark = document.querySelector('[data-remark]')
const signs = document.querySelector('[data-signs]')
const KEEPS_WITHIN = 3000 // the database goes blank by its own clock five seconds after the last that it may hear of
const began = Date.now()
let seen = Date.now()
let told = Date.now()
let asking = null
let gone = false
let at = null // where the pointer was last

// How far down the page, in thousandths.
function place () {
  const most = document.documentElement.scrollHeight - window.innerHeight
  return most > 0 ? Math.round(1000 * Math.min(1, window.scrollY / most)) : 0
}

function hide () {
  gone = true
  document.body.replaceChildren()
  document.title = ''
}

// What was typed of a remark and not sent, which must not be lost with the page.
function typed () {
  return remark ? remark.elements.words.value.trim() : ''
}

async function keep () {
  if (!typed()) return
  const body = new FormData(remark)
  remark.elements.words.value = ''
  const signal = AbortSignal.timeout(KEEPS_WITHIN)
  await fetch(remark.action, { method: 'POST', body, cache: 'no-store', keepalive: true, redirect: 'manual', signal })
    .catch(() => {})
}

// What was typed where one signs, and not sent, is no signature: it is kept as words, which say that it is none.
async function keepUnsigned () {
  const words = signs ? signs.elements.name.value.trim() : ''
  if (!words) return
  const body = new FormData()
  body.append('csrfmiddlewaretoken', signs.elements.csrfmiddlewaretoken.value)
  body.append('words', `${signs.dataset.says} ${words}`)
  const signal = AbortSignal.timeout(KEEPS_WITHIN)
  await fetch(signs.dataset.signs, { method: 'POST', body, cache: 'no-store', keepalive: true, redirect: 'manual', signal })
    .catch(() => {})
}

// Before another page takes the place of this one, what was typed is sent; then it goes where it was going.
function keepsBefore (event, goes) {
  if (!typed()) return
  event.preventDefault()
  keep().then(goes)
}

async function tell () {
  told = Date.now()
  try {
    const answer = await fetch(beat, { method: 'POST', cache: 'no-store', headers: item ? { 'X-Place': String(place()) } : {} })
    const now = answer.ok ? (await answer.json()).stands : 'none'
    if (now === 'blank') goBlank()
    if (now === 'none') leave()
  } catch {
    // without an answer nothing is shown that was not; the clock goes on
  }
}

function goBlank () {
  if (gone) return
  const kept = Promise.all([keep(), keepUnsigned()])
  hide()
  kept.then(() => fetch(cover, { method: 'POST', cache: 'no-store', keepalive: true, redirect: 'manual' }))
    .catch(() => {}).finally(() => window.location.replace(back))
}

function ask () {
  const focused = document.activeElement
  document.body.append(document.getElementById('latch-office-dims').content.cloneNode(true))
  asking = { box: document.querySelector('.latch-office__dims'), focused }
  document.body.classList.add('latch-office--dim')
  asking.box.querySelector('[data-still]').focus({ preventScroll: true })
}

function goOn () {
  const { box, focused } = asking
  asking = null
  box.remove()
  document.body.classList.remove('latch-office--dim')
  focused?.focus?.({ preventScroll: true })
}

function look () {
  if (gone) return
  const idle = (Date.now() - seen) / 1000
  if (idle >= Number(blank)) return goBlank()
  if (idle >= Number(dims)) {
    if (!asking) ask()
    asking.box.querySelector('[data-left]').textContent = String(Math.ceil(Number(blank) - idle))
  }
}

// A pointer that rests tells of a move whenever something appears below it: only one that is elsewhere now has moved.
function rests (event) {
  if (event.type !== 'pointermove') return false
  const before = at
  at = `${event.screenX} ${event.screenY}`
  return before === null || before === at
}

function reads (event) {
  if (gone || rests(event)) return
  if ((Date.now() - seen) / 1000 >= Number(blank)) return goBlank()
  seen = Date.now()
  if (asking) {
    // What was pressed says that somebody is there, and nothing else.
    if (event.type === 'keydown' || event.type === 'pointerdown') event.preventDefault()
    goOn()
    channel.postMessage('reads')
    tell()
  } else if (seen - told >= Number(tells) * 1000) {
    channel.postMessage('reads')
    tell()
  }
}

if (remark) {
  document.addEventListener('submit', (event) => {
    if (event.target !== remark) keepsBefore(event, () => event.target.requestSubmit(event.submitter))
  })
  for (const way of document.querySelectorAll('main a[href^="/"]')) {
    way.addEventListener('click', (event) => keepsBefore(event, () => window.location.assign(way.href)))
  }
}

if (dims) {
  for (const name of SIGNS) window.addEventListener(name, reads, { passive: false, capture: true })
  channel.addEventListener('message', ({ data }) => {
    if (data !== 'reads') return
    seen = Date.now()
    if (asking) goOn()
  })
  window.setInterval(look, 1000)
  document.addEventListener('visibilitychange', look)
  if (item && Number(item.dataset.place)) {
    const most = document.documentElement.scrollHeight - window.innerHeight
    window.scrollTo({ top: most * Number(item.dataset.place) / 1000, behavior: 'instant' })
  }
}

// Blank: when its time is over, the page that asks for the code goes too.
if (ends) {
  window.setInterval(() => { if (Date.now() - began >= Number(ends) * 1000) leave() }, 5000)
}
