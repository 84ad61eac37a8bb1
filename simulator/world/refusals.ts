/**
 * Kisi's error codes with the HTTP status we give each: which status goes with which code is documented nowhere
 * (reference J), so the pairing stands here, in one place, for live findings to replace.
 */
export interface Refusal {
  status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
  code: string
  error: string
}

export const REFUSALS = {
  badRequest: { status: 400, code: 'ffffff', error: 'Bad request.' },
  notSignedIn: { status: 401, code: 'afc496', error: 'Access denied.' },
  wrongPassword: { status: 401, code: 'afc516', error: 'Wrong email or password.' },
  accessDenied: { status: 403, code: 'afc496', error: 'Access denied.' },
  notThisHour: { status: 403, code: '34ffaa', error: 'Not allowed at this hour.' },
  wrongTwoFactor: { status: 401, code: 'afc536', error: 'Wrong two-factor code.' },
  wrongPin: { status: 403, code: 'afc516', error: 'Wrong pin.' },
  twoFactorWanted: { status: 401, code: 'afc526', error: 'Two-factor code wanted.' },
  linkInvalid: { status: 401, code: 'f29aef', error: 'Link invalid.' },
  tooFarAway: { status: 403, code: 'a3995f', error: 'Too far away from the door.' },
  notCloseEnough: { status: 403, code: 'bb4faa', error: 'Not close enough to the door.' },
  locationInvalid: { status: 403, code: 'bbb99f', error: 'Your location is invalid.' },
  lockLocationInvalid: { status: 403, code: 'bbb93f', error: "The lock's location is invalid." },
  readerOnly: { status: 403, code: 'bbc93f', error: 'In-app unlock is disabled, use the reader.' },
  notPrimaryDevice: { status: 403, code: '34bd8f', error: 'Not the primary device.' },
  accessDisabled: { status: 403, code: 'fcd8ff', error: 'Access disabled.' },
  notYetValid: { status: 403, code: 'f358de', error: 'Access right is not valid yet.' },
  noLongerValid: { status: 403, code: 'f35ade', error: 'Access right is no longer valid.' },
  appNotIncluded: { status: 403, code: 'f01337', error: 'Access rights do not include the app.' },
  cardNotFound: { status: 404, code: 'faa9ef', error: 'Card not found.' },
  cardNotActivated: { status: 403, code: 'faa9ff', error: 'Card not activated.' },
  cardTaken: { status: 422, code: 'cabbeb', error: 'A card with these identifiers is already enrolled.' },
  doorNotFound: { status: 404, code: 'fad10e', error: 'Door not found.' },
  notFound: { status: 404, code: 'ffffff', error: 'Not found.' },
  doorLockedDown: { status: 409, code: 'fad001', error: 'Door is locked down.' },
  placeLockedDown: { status: 409, code: 'fad002', error: 'Place is locked down.' },
  doorWithoutController: { status: 404, code: 'ff420a', error: 'Door has no controller.' },
  onSchedule: { status: 409, code: 'fad110', error: 'Door is already on a scheduled unlock.' },
  notTampered: { status: 409, code: 'ffffff', error: 'The reader is not tampered with.' },
  alreadySignedUp: { status: 409, code: 'ffffff', error: 'Signed up already.' },
  firmwareUpdate: {
    status: 409,
    code: 'fbc000',
    error: 'Controller is updating its firmware, retry in a few seconds.',
  },
  doorMisconfigured: { status: 409, code: 'fad105', error: 'Door is badly configured.' },
  deviceUnavailable: { status: 503, code: 'fac003', error: 'Device unavailable.' },
  controllerUnavailable: { status: 503, code: 'fac001', error: 'Controller unavailable.' },
  tooLarge: { status: 413, code: 'ffffff', error: 'Request entity too large.' },
  tooMany: { status: 429, code: 'ffffff', error: 'Too many requests.' },
  unexpected: { status: 500, code: 'ffffff', error: 'Unexpected issue.' },
} as const satisfies Record<string, Refusal>
