// The page that one leaves for: every other page of ours goes too, also one that the browser keeps for Back.
const channel = new BroadcastChannel('latch')
window.addEventListener('pageshow', () => channel.postMessage('exit'))
