import { walk } from './walk.ts'

const outcomes = await walk()
const failing = outcomes.filter((outcome) => outcome.problems.length > 0)
for (const { operation, problems } of failing) {
  process.stderr.write(`${operation}\n${problems.map((problem) => `  ${problem}\n`).join('')}`)
}
process.stdout.write(`${outcomes.length - failing.length} of ${outcomes.length} operations\n`)
process.exitCode = failing.length === 0 ? 0 : 1
