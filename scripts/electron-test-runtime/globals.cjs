'use strict'

/** Adds what Node 18 lacks and the supported Electron has. Only what is missing: nothing existing is replaced. */
function addMissingGlobals() {
  globalThis.crypto ??= require('node:crypto').webcrypto
  require('node:crypto').hash ??= (algorithm, data, encoding = 'hex') =>
    require('node:crypto').createHash(algorithm).update(data).digest(encoding)
  globalThis.CustomEvent ??= class CustomEvent extends Event {
    constructor(type, options) {
      super(type, options)
      this.detail = options?.detail ?? null
    }
  }
  Promise.withResolvers ??= function withResolvers() {
    let resolve
    let reject
    const promise = new this((onResolve, onReject) => {
      resolve = onResolve
      reject = onReject
    })
    return { promise, resolve, reject }
  }
  addMethods(Array.prototype, {
    toSorted(compare) {
      return [...this].sort(compare)
    },
    toReversed() {
      return [...this].reverse()
    },
    toSpliced(...edit) {
      const copy = [...this]
      copy.splice(...edit)
      return copy
    },
    with(index, value) {
      const copy = [...this]
      copy[index < 0 ? copy.length + index : index] = value
      return copy
    },
  })
  addMethods(String.prototype, {
    isWellFormed() {
      return !/\p{Surrogate}/u.test(this)
    },
    toWellFormed() {
      return this.replace(/\p{Surrogate}/gu, '\uFFFD')
    },
  })
  addMethods(AbortSignal, { any: anySignal })
  addMethods(Object, { groupBy: (items, keyOf) => Object.fromEntries(grouped(items, keyOf)) })
  addMethods(Map, { groupBy: grouped })
}

function addMethods(target, methods) {
  for (const [name, value] of Object.entries(methods)) {
    if (target[name] === undefined) {
      Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false })
    }
  }
}

function grouped(items, keyOf) {
  const groups = new Map()
  let index = 0
  for (const item of items) {
    const key = keyOf(item, index++)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}

function anySignal(signals) {
  const controller = new AbortController()
  for (const signal of signals) {
    if (signal.aborted) {
      controller.abort(signal.reason)
      break
    }
    signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true, signal: controller.signal })
  }
  return controller.signal
}

module.exports = { addMissingGlobals }
