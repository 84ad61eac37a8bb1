'use strict'

// Runs inside the test runtime (Electron 25, Node 18) in place of its own application, and starts the desk the way
// Electron's default app does: the first argument that is not an option names the folder to run.

const { app } = require('electron')
const Module = require('node:module')
const path = require('node:path')
const { addMissingGlobals } = require('./globals.cjs')
const { wrapDatabase } = require('./database.cjs')
const { holdUntilAttached } = require('./hold.cjs')

const folder = path.resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.')
const manifest = require(path.join(folder, 'package.json'))

addMissingGlobals()
if (process.argv.includes('--remote-debugging-port=0')) holdUntilAttached()
process.defaultApp = true
app.setAppPath(folder)
app.setName(manifest.productName ?? manifest.name)
app.setVersion(manifest.version)

const load = Module._load
let database
Module._load = function loadWithSubstitutes(request, parent, isMain) {
  if (request !== 'better-sqlite3') return load.call(this, request, parent, isMain)
  database ??= wrapDatabase(load.call(this, require.resolve('libsql', { paths: [folder] }), parent, false))
  return database
}

require(path.join(folder, manifest.main))
