import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { root } from './paths.mjs'

/**
 * Who may import whom. A layer may always import itself; whatever is not listed is refused. The table is the rule:
 * a new arrow is a new line here, seen by whoever reviews it.
 */
export const layers = {
  contract: [],
  store: ['contract'],
  kisi: ['contract'],
  reader: ['contract'],
  queue: ['contract', 'kisi', 'store'],
  mirror: ['contract', 'kisi', 'store'],
  desk: ['contract', 'kisi', 'queue', 'mirror', 'reader', 'store'],
  web: ['contract', 'desk', 'manifest'],
  shell: ['contract', 'desk', 'web'],
  main: ['contract', 'desk', 'shell', 'web'],
  preload: ['contract', 'shell'],
  renderer: ['contract', 'ui'],
  ui: ['contract', 'renderer'],
  simulator: ['manifest'],
  panel: ['simulator', 'ui'],
}

/** Only these may import the package `electron` or what is built on it. */
const electronLayers = new Set(['shell', 'main', 'preload'])
const electronPackages = /^electron(-store)?(\/|$)/

/** Folders inside a layer that are one of their own: the desk's parts and language, and the page of the simulator. */
const inner = [
  ['renderer/ui', 'ui'],
  ['renderer/i18n', 'ui'],
  ['simulator/panel/app', 'panel'],
]

/** The layer a file belongs to, or null for tests, scripts and configuration, which may import anything. */
export function layerOf(file) {
  const parts = relative(root, file).split(sep)
  if (parts.length === 1) return parts[0] === 'package.json' ? 'manifest' : null
  const path = parts.join('/')
  const own = inner.find(([folder]) => path === folder || path.startsWith(`${folder}/`))
  if (own) return own[1]
  if (parts[0] !== 'electron') return Object.hasOwn(layers, parts[0]) ? parts[0] : null
  if (parts.length === 2) return parts[1].replace(/\.ts$/, '')
  return parts[1]
}

/** The complaint about one import, or null when it is allowed. `file` and the answer's names are for a person. */
export function complaintAbout(file, source) {
  const from = layerOf(file)
  if (from === null) return null
  if (electronPackages.test(source) && !electronLayers.has(from)) return `“${from}” may not import “${source}”.`
  if (!source.startsWith('.') && !isAbsolute(source)) return null
  const target = resolve(dirname(file), source.replace(/\?.*$/, ''))
  const to = layerOf(target)
  if (to === from || (layers[from]?.includes(to) ?? false)) return null
  return `“${from}” may not import “${to ?? relative(root, target)}”.`
}

/** An ESLint rule: every import, export from, dynamic import and import type keeps to the layers. */
export const layersRule = {
  meta: { type: 'problem', schema: [], docs: { description: 'imports keep to the layers of the design' } },
  create(context) {
    const check = (node) => {
      const source = node?.type === 'TSLiteralType' ? node.literal : node
      if (typeof source?.value !== 'string') return
      const complaint = complaintAbout(context.physicalFilename, source.value)
      if (complaint !== null) context.report({ node: source, message: complaint })
    }
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument),
    }
  },
}
