const symbols: Record<string, string> = {
  Backquote: '`~',
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  Semicolon: ';:',
  Quote: `'"`,
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
  Space: '  ',
  NumpadAdd: '++',
  NumpadSubtract: '--',
  NumpadMultiply: '**',
  NumpadDivide: '//',
  NumpadDecimal: '..',
}
const shiftedDigits = ')!@#$%^&*('

/**
 * What a key writes on a US keyboard, by its place (`KeyboardEvent.code`), or null for keys that write nothing. Readers
 * send the places of a US keyboard; on a French layout their digits would arrive as `&é"'`.
 */
export function usCharacter(code: string, shift: boolean): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter !== undefined) return shift ? letter : letter.toLowerCase()
  const digit = /^(Digit|Numpad)(\d)$/.exec(code)
  if (digit !== null) return shift && digit[1] === 'Digit' ? (shiftedDigits[Number(digit[2])] ?? null) : digit[2]!
  return symbols[code]?.[shift ? 1 : 0] ?? null
}
