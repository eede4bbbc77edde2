// Builds what the browser and the letters need into static/build, from npm's packages and our own
// sources, and refuses a result that would break strict headers or hashed file names.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'
import { compile } from 'sass'

const source = dirname(fileURLToPath(import.meta.url))
const root = dirname(dirname(source))
const target = join(root, 'static', 'build')
const packages = join(root, 'node_modules')
process.chdir(root)

rmSync(target, { recursive: true, force: true })
for (const folder of ['fonts', 'fonts-ttf']) mkdirSync(join(target, folder), { recursive: true })

// Web fonts: what the pages use, subset by script.
const web = join(packages, '@fontsource', 'atkinson-hyperlegible-next')
for (const script of ['latin', 'latin-ext']) {
  for (const cut of ['400-normal', '400-italic', '700-normal', '700-italic']) {
    const name = `atkinson-hyperlegible-next-${script}-${cut}.woff2`
    cpSync(join(web, 'files', name), join(target, 'fonts', name))
  }
}
cpSync(join(web, 'LICENSE'), join(target, 'fonts', 'LICENSE'))

// Letters are set with the whole TrueType files: typst reads no web fonts.
const print = join(packages, '@expo-google-fonts', 'atkinson-hyperlegible-next')
for (const cut of ['400Regular', '400Regular_Italic', '700Bold', '700Bold_Italic']) {
  const name = `AtkinsonHyperlegibleNext_${cut}.ttf`
  cpSync(join(print, cut, name), join(target, 'fonts-ttf', name))
}
cpSync(join(print, 'LICENSE_FONT'), join(target, 'fonts-ttf', 'LICENSE'))

// The one picture that MoJ Frontend's chosen components ask for.
mkdirSync(join(target, 'images'))
cpSync(
  join(packages, '@ministryofjustice', 'frontend', 'moj', 'assets', 'images', 'icon-document.svg'),
  join(target, 'images', 'icon-document.svg')
)

const styles = compile(join(source, 'styles', 'app.scss'), {
  style: 'compressed',
  loadPaths: [root],
  sourceMap: false,
  quietDeps: true,
  logger: {
    // MoJ Frontend 11 still calls one GOV.UK mixin that is going away: theirs to mend.
    warn (message) { if (!message.includes('govuk-text-colour')) console.warn(message) }
  }
})
writeFileSync(join(target, 'app.css'), styles.css)

cpSync(join(source, 'images', 'calendar.svg'), join(target, 'calendar.svg'))

await build({
  entryPoints: ['app.js', 'calendar.js', 'kiosk.js', 'outside.js', 'supported.js'].map((name) => join(source, name)),
  outdir: target,
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: 'none',
  format: 'iife',
  target: ['es2020'],
  logLevel: 'warning'
})

// The mark as an icon for the browser's tab: plain, and in the colour of each file band.
const bands = JSON.parse(readFileSync(join(source, 'bands.json'), 'utf8'))
const mark = readFileSync(join(source, 'images', 'mark.svg'), 'utf8')
for (const [name, colour] of Object.entries(bands)) {
  writeFileSync(join(target, `${name}.svg`), mark.replaceAll('currentColor', colour))
}

const css = readFileSync(join(target, 'app.css'), 'utf8')
for (const [, address] of css.matchAll(/url\(["']?([^"')]+)["']?\)/g)) {
  if (address.startsWith('data:') || !existsSync(join(target, address))) {
    throw new Error(`app.css asks for ${address}, which is not in static/build`)
  }
}
for (const name of ['app.css', 'app.js', 'calendar.js', 'kiosk.js', 'outside.js', 'supported.js']) {
  const text = readFileSync(join(target, name), 'utf8')
  if (/sourceMappingURL/.test(text)) throw new Error(`${name} names a source map`)
}
