import type { Run } from './scenarios.ts'

const time = (instant: string | null) => (instant === null ? '…' : instant.slice(0, 16).replace('T', ' '))

/** A finished scenario in plain words: what happened, and a line for each thing that must hold. */
export function report(run: Run): string {
  const { counts } = run
  const of = (name: string) => counts[name] ?? 0
  const happened =
    `${of('let_in')} got in, ${of('refused')} refusals, ${of('went_out')} went out, ${of('slipped_in')} slipped in ` +
    `behind others, ${of('opened_by_desk')} let in by the reception, ${of('held_open')} doors held open, ` +
    `${of('forced')} forced, ${of('events')} events.`
  const lines = run.checks.flatMap(({ ok, says, looked, problems, note }) => [
    `${ok ? 'ok   ' : 'WRONG'}  ${says} (${looked} looked at${note === null ? '' : `; ${note}`}).`,
    ...problems.map((problem) => `         ${problem}`),
  ])
  return [
    `${run.name}, seed ${run.seed}: ${of('people')} people and ${of('visitors')} visitors at ${of('doors')} doors, ` +
      `${time(run.started_at)} to ${time(run.ended_at)}.`,
    ...(run.checks.length > 0 ? [happened] : []),
    ...lines,
    ...(run.error === null ? [] : [`It did not come to an end: ${run.error}`]),
    run.state === 'passed' ? 'Passed.' : 'Failed.',
  ].join('\n')
}
