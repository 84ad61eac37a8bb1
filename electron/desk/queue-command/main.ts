import { runQueueCommand } from './command.ts'

process.exitCode = await runQueueCommand(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
})
