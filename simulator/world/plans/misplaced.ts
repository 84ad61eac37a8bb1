/** Something that is wrong at a place in a world file, e.g. `doors[3].floor`. */
export class Misplaced extends Error {
  readonly path: readonly PropertyKey[]
  constructor(path: readonly PropertyKey[], what: string) {
    super(what)
    this.path = path
  }
}
