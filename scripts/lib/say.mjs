/** A sentence for the person at the terminal that ends the script; no stack, nothing to decipher. */
export class Stop extends Error {
  constructor(sentence, exitCode = 1) {
    super(sentence)
    this.name = 'Stop'
    this.exitCode = exitCode
  }
}

/** Progress goes to standard error, so that standard output carries nothing but results. */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/** Runs a script's main function; a `Stop` becomes its sentence and exit code. */
export async function runScript(main) {
  try {
    await main()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    say(error.message)
    process.exit(error.exitCode)
  }
}
