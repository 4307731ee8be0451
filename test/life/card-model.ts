import { type Service, SERVICES } from '../../src/modules/links/index.js';

export const MODEL_ACTS = ['suspension', 'reinstatement', 'revocation', 'surrender', 'replacement', 'renewal', 'drop', 'add', 'slip'] as const;

export type ModelAct = (typeof MODEL_ACTS)[number];

/** An act, and what the clerk was shown for it. */
export interface ModelStep {
  readonly act: ModelAct;
  readonly by: 'card' | 'slip';
}

/** What is known of a card without the database. */
export interface ModelCard {
  /** As it is stored: `expired` is computed. */
  readonly state: string;
  readonly services: readonly Service[];
  /** Whether its last month is the one that passes in a history. */
  readonly short: boolean;
}

/** What steps come to: for each the refusal or `done`, the card after them, and the one that took its place. */
export interface Foreseen {
  readonly outcomes: readonly string[];
  readonly card: ModelCard;
  readonly successor: ModelCard | null;
}

const LIVE = ['issued', 'suspended'];

export const isLive = ({ state }: ModelCard): boolean => LIVE.includes(state);

/** What a card is shown as. */
export function shown(card: ModelCard, monthPassed: boolean): string {
  return isLive(card) && card.short && monthPassed ? 'expired' : card.state;
}

/** The rules in their plainest form: the outcome, and the card after it. Dropping and adding are about the library. */
function foresee(card: ModelCard, act: ModelAct, monthPassed: boolean): { readonly outcome: string; readonly card: ModelCard } {
  const refused = (outcome: string) => ({ outcome, card });
  const done = (state: string, services = card.services) => ({ outcome: 'done', card: { ...card, state, services } });
  const over = (state: string) => done(state, []);
  const named = act === 'drop' || act === 'add' ? 'services' : act;
  const state = act === 'renewal' && card.state === 'suspended' ? 'suspended' : shown(card, monthPassed);
  const notAllowed = refused(`card.transition_not_allowed ${named} ${state}`);
  if (!isLive(card)) return notAllowed;
  if (act === 'surrender') return over('surrendered');
  if (act === 'replacement') return over('replaced');
  if (act === 'renewal') return state === 'suspended' ? notAllowed : over('renewed');
  if (state === 'expired') return notAllowed;
  if (act === 'revocation') return over('revoked');
  if (act === 'slip') return done(card.state);
  if (act === 'reinstatement') return state === 'suspended' ? done('issued') : notAllowed;
  if (state === 'suspended') return notAllowed;
  if (act === 'suspension') return done('suspended');
  const has = card.services.includes('library');
  if (act === 'drop') return has ? done('issued', card.services.filter((service) => service !== 'library')) : refused('service.not_on_card');
  return has ? refused('service.on_card_already') : done('issued', SERVICES.filter((service) => service === 'library' || card.services.includes(service)));
}

/** What steps at the same time may come to, in every order they can have. After a new slip the one that was shown opens nothing. */
export function foreseeTogether(card: ModelCard, steps: readonly ModelStep[], monthPassed: boolean): readonly Foreseen[] {
  return orders(steps.map((_, place) => place)).map((order) => {
    const outcomes: string[] = steps.map(() => '');
    let now = card;
    let slipIsOld = false;
    let next: ModelCard | null = null;
    for (const place of order) {
      const { act, by } = steps[place] as ModelStep;
      const step = by === 'slip' && slipIsOld ? { outcome: 'card.not_found', card: now } : foresee(now, act, monthPassed);
      outcomes[place] = step.outcome;
      if (step.outcome === 'done' && act === 'slip') slipIsOld = true;
      if (step.outcome === 'done' && (act === 'replacement' || act === 'renewal')) next = successor(now, act, monthPassed);
      now = step.card;
    }
    return { outcomes, card: now, successor: next };
  });
}

/** A replacement is valid as long as the old card, unless that one is over; everything else is valid for years. */
function successor({ services, short }: ModelCard, act: 'replacement' | 'renewal', monthPassed: boolean): ModelCard {
  return { state: 'issued', services, short: short && act === 'replacement' && !monthPassed };
}

function orders(places: readonly number[]): readonly (readonly number[])[] {
  if (places.length === 0) return [[]];
  return places.flatMap((first) => orders(places.filter((place) => place !== first)).map((rest) => [first, ...rest]));
}
