import { defineError } from '../../kernel/errors/index.js';

export const eventNotFound = defineError('stock.event_not_found', 'not_found', 'There is no such event.');
export const eventClosed = defineError('stock.event_closed', 'conflict', 'The event is closed.');
export const eventDayPast = defineError('stock.event_day_past', 'invalid', 'An event is opened for today or a later day.', { at: '/day' });
export const stationUnknown = defineError(
  'stock.station_unknown',
  'invalid',
  'The event has no such station.',
  { at: '/stationId', allowed: ['A1', 'A2'] },
);
export const stationRequired = defineError(
  'stock.station_required',
  'conflict',
  'Say first at which event and station you work.',
);
export const blankNotHere = defineError('stock.blank_not_here', 'conflict', 'This station has no such blank, or none left.');
export const tooFewBlanks = defineError('stock.too_few_blanks', 'conflict', 'There are not as many blanks as that.', { limit: 47 });
export const notBalanced = defineError(
  'stock.not_balanced',
  'conflict',
  'The numbers do not add up: opening + received = issued + spoiled + missing + closing.',
  { at: '/closing', counts: { opening: 0, received: 50, issued: 2, spoiled: 1, missing: 0, closing: 46, expected: 47 } },
);
export const ribbonsUnaccounted = defineError(
  'stock.ribbons_unaccounted',
  'conflict',
  'Used ribbons hold the image of every card printed: they must be in custody or destroyed.',
  { at: '/ribbons' },
);
export const separationOfDuties = defineError(
  'stock.separation_of_duties',
  'forbidden',
  'Receiving, issuing and reconciling at one event are done by different people.',
);
export const chipTaken = defineError('stock.chip_taken', 'conflict', 'A blank of this list is in stock already. Nothing was received.');
export const fileInvalid = defineError(
  'stock.file_invalid',
  'invalid',
  'The list holds a line that is not one chip identifier, or an identifier twice. Nothing was received.',
  { limit: 16 },
);
export const filePairsNumbers = defineError(
  'stock.file_pairs_numbers',
  'invalid',
  'The list has more than one column. A list that pairs chips with other numbers must not exist; nothing of it was kept.',
);
