import { describe, expect, it } from 'vitest'
import { personRole } from '../../../../electron/mirror/person-role.ts'

describe('where a person works', () => {
  it.each([
    [{ department: 'Structures', floor: '4' }, 'Structures, 4th floor'],
    [{ Title: ' Architect ', Floor: '21' }, 'Architect, 21st floor'],
    [{ team: 'Ops', floor: '12' }, 'Ops, 12th floor'],
    [{ floor: '0' }, 'ground floor'],
    [{ floor: '-2' }, 'basement 2'],
    [{ department: 'Legal', floor: 'Mezzanine level' }, 'Legal, Mezzanine level'],
    [{ department: '', title: 'Clerk' }, 'Clerk'],
    [{ shoe_size: '44', email: 'a@b.c' }, null],
    [{}, null],
  ])('is read from %j', (metadata: Record<string, string>, role) => {
    expect(personRole(metadata)).toBe(role)
  })
})
