import { must } from './demo-failure.js';
import { type PartnerSystems } from './partner-systems.js';
import { type DemoCard, refusalIn, type Staff } from './staff.js';

type Say = (line: string) => void;

/**
 * What becomes of cards later: one is lost again and replaced, one is renewed, drops a service and takes it up again,
 * one gets a new slip, and one link is blocked without any card.
 * @returns the card in the place of the lost one, and the renewed one.
 * @throws DemoFailure or CityKeyProblem at the first thing that is not as it should be.
 */
export async function laterLife(
  clerk: Staff,
  partners: PartnerSystems,
  [first, lost, old]: readonly [DemoCard, DemoCard, DemoCard],
  say: Say,
): Promise<[DemoCard, DemoCard]> {
  const next = await replaceLost(clerk, partners, lost);
  say('It was lost again and replaced by its slip: the library account followed to the new number, and nothing old opens anything.');
  const acts = await clerk.history({ cardCode: lost.cardCode });
  must(acts.join() === 'card.issue,card.reinstatement,card.replacement,card.suspension', 'The history of the lost card should have four entries.');
  say('Its history is shown to whoever presents it: issued, suspended, reinstated, replaced. Not by whom, and nothing about the new card.');

  const renewed = await changeServices(clerk, partners, await clerk.renew({ cardCode: old.cardCode }));
  say(`The senior card was renewed, valid through ${renewed.validThrough}. It dropped the library, which alone was told, and took it up again under another token.`);
  await giveNewSlip(clerk, next);
  say('The replaced card got a new slip: the one handed over before opens nothing any more.');
  await blockOneLink(clerk, partners, first);
  say('One link was blocked by its own token, which leads to no card and to no other service; the card itself let it go on.');
  return [next, renewed];
}

async function replaceLost(clerk: Staff, partners: PartnerSystems, lost: DemoCard): Promise<DemoCard> {
  const before = await partners.account(tokenOf(lost, 'library'));
  must(before !== undefined, 'The library should have an account for the lost card.');
  const next = await clerk.replace({ slipCode: lost.slipCode }, 'lost');
  for (const { service, token } of next.services) await partners.waitFor(service, token, 'active');
  for (const { service, token } of lost.services) {
    const state = (await partners.find(service, token))?.state ?? 'ended';
    must(state === 'ended', `The ${service} partner should not honour the replaced token.`);
  }
  const followed = await partners.followed(tokenOf(lost, 'library'), tokenOf(next, 'library'), before);
  must(followed, 'The library account should have followed to the new number.');
  must((await clerk.lookUp({ cardCode: lost.cardCode })).state === 'replaced', 'The old card should be shown as replaced.');
  return next;
}

/** @returns the card with the tokens it has in the end. */
async function changeServices(clerk: Staff, partners: PartnerSystems, card: DemoCard): Promise<DemoCard> {
  const presented = { cardCode: card.cardCode };
  for (const { service, token } of card.services) await partners.waitFor(service, token, 'active');
  await clerk.changeServices(presented, { drop: ['library'] });
  await partners.waitFor('library', tokenOf(card, 'library'), 'ended');
  const left = (await partners.find('transit', tokenOf(card, 'transit')))?.state;
  must(left === 'active', 'Dropping the library should leave transit alone.');
  const services = await clerk.changeServices(presented, { add: ['library'] });
  await partners.waitFor('library', tokenOf({ services }, 'library'), 'active');
  return { ...card, services: [...card.services, ...services] };
}

async function giveNewSlip(clerk: Staff, { cardCode, slipCode }: DemoCard): Promise<void> {
  const slip = await clerk.newSlip({ cardCode });
  must((await clerk.lookUp({ slipCode: slip.slipCode })).state === 'issued', 'The new slip should open the card.');
  const refused = refusalIn(await clerk.citykey.POST('/v1/cards/lookup', { body: { presented: { slipCode } } }));
  must(refused === 'card.not_found', 'The old slip should open nothing.');
}

async function blockOneLink(clerk: Staff, partners: PartnerSystems, card: DemoCard): Promise<void> {
  const transit = tokenOf(card, 'transit');
  const link = await clerk.lookUpLink('transit', transit);
  must(link.desired === 'active' && link.reported === 'active', 'The link should be shown as active.');
  must(!JSON.stringify(link).includes(tokenOf(card, 'library')), 'One link should not lead to another.');
  await clerk.suspendLink('transit', transit);
  await partners.waitFor('transit', transit, 'suspended');
  const { state, services } = await clerk.lookUp({ cardCode: card.cardCode });
  const flagged = services.filter(({ flag }) => flag !== undefined).map(({ service }) => service);
  must(state === 'issued' && flagged.join() === 'transit', 'The card should be in use, with its transit link flagged.');
  await clerk.reinstate({ cardCode: card.cardCode }, ['transit']);
  await partners.waitFor('transit', transit, 'active');
}

function tokenOf({ services }: Pick<DemoCard, 'services'>, service: string): string {
  const token = services.find((one) => one.service === service)?.token;
  must(token !== undefined, `The card should open ${service}.`);
  return token;
}
