import { type Service, SERVICES } from '../../src/modules/links/index.js';

export type ModelAct = 'suspension' | 'reinstatement' | 'revocation' | 'surrender' | 'replacement' | 'renewal' | 'drop' | 'add' | 'slip';

export const MODEL_ACTS: readonly ModelAct[] = ['suspension', 'reinstatement', 'revocation', 'surrender', 'replacement', 'renewal', 'drop', 'add', 'slip'];

/** What is known of a card without the database. */
export interface ModelCard {
  readonly state: string;
  readonly services: readonly Service[];
}

/** What an act on a card comes to: the refusal's code or `done`, and the card after it. */
export interface Foreseen {
  readonly outcome: string;
  readonly card: ModelCard;
}

const LIVE = ['issued', 'suspended'];

/** The rules in their plainest form, for cards that are not expired. Dropping and adding are about the library. */
export function foresee(card: ModelCard, act: ModelAct): Foreseen {
  const refused = (outcome: string): Foreseen => ({ outcome, card });
  const done = (state: string, services = card.services): Foreseen => ({ outcome: 'done', card: { state, services } });
  const over = (state: string) => done(state, []);
  const named = act === 'drop' || act === 'add' ? 'services' : act;
  const notAllowed = refused(`card.transition_not_allowed ${named} ${card.state}`);
  if (!LIVE.includes(card.state)) return notAllowed;
  if (act === 'revocation') return over('revoked');
  if (act === 'surrender') return over('surrendered');
  if (act === 'replacement') return over('replaced');
  if (act === 'slip') return done(card.state);
  if (act === 'reinstatement') return card.state === 'suspended' ? done('issued') : notAllowed;
  if (card.state === 'suspended') return notAllowed;
  if (act === 'suspension') return done('suspended');
  if (act === 'renewal') return over('renewed');
  const has = card.services.includes('library');
  if (act === 'drop') return has ? done('issued', card.services.filter((service) => service !== 'library')) : refused('service.not_on_card');
  return has ? refused('service.on_card_already') : done('issued', SERVICES.filter((service) => service === 'library' || card.services.includes(service)));
}

/** What acts at the same time may come to: the outcomes and the card after them, in every order they can have. */
export function foreseeTogether(card: ModelCard, acts: readonly ModelAct[]): readonly { readonly outcomes: readonly string[]; readonly card: ModelCard }[] {
  return orders(acts.map((_, place) => place)).map((order) => {
    const outcomes: string[] = acts.map(() => '');
    let now = card;
    for (const place of order) {
      const step = foresee(now, acts[place] as ModelAct);
      outcomes[place] = step.outcome;
      now = step.card;
    }
    return { outcomes, card: now };
  });
}

function orders(places: readonly number[]): readonly (readonly number[])[] {
  if (places.length === 0) return [[]];
  return places.flatMap((first) => orders(places.filter((place) => place !== first)).map((rest) => [first, ...rest]));
}
