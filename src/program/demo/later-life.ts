import { must } from './demo-failure.js';
import { type PartnerSystems } from './partner-systems.js';
import { type DemoCard, type ServiceClient } from './service-client.js';

type Say = (line: string) => void;

/**
 * What becomes of cards later: one is lost again and replaced, one is renewed and drops a service, and one link is
 * looked up without any card.
 * @returns the new cards.
 * @throws DemoFailure at the first thing that is not as it should be.
 */
export async function laterLife(clerk: ServiceClient, partners: PartnerSystems, cards: readonly DemoCard[], say: Say): Promise<DemoCard[]> {
  const [first, lost, old] = cards as [DemoCard, DemoCard, DemoCard];
  const next = await replaceLost(clerk, partners, lost);
  say('It was lost again and replaced by its slip: the library account followed to the new number, and nothing old opens anything.');

  const renewed = await clerk.renew({ cardCode: old.cardCode });
  for (const { service, token } of renewed.services) await partners.waitFor(service, token, 'active');
  await clerk.drop({ cardCode: renewed.cardCode }, ['library']);
  await partners.waitFor('library', tokenOf(renewed, 'library'), 'ended');
  const left = (await partners.find('transit', tokenOf(renewed, 'transit')))?.state;
  must(left === 'active', 'Dropping the library should leave transit alone.');
  say(`The senior card was renewed, valid through ${renewed.validThrough}, and then dropped the library: the library alone was told.`);

  const link = await clerk.lookUpLink('transit', tokenOf(first, 'transit'));
  must(link['desired'] === 'active' && link['reported'] === 'active', 'The link should be shown as active.');
  must(!JSON.stringify(link).includes(tokenOf(first, 'library')), 'One link should not lead to another.');
  say('One link was looked up by its own token: it is active, and leads to no card and to no other service.');
  return [next, renewed];
}

async function replaceLost(clerk: ServiceClient, partners: PartnerSystems, lost: DemoCard): Promise<DemoCard> {
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

function tokenOf(card: DemoCard, service: string): string {
  const token = card.services.find((one) => one.service === service)?.token;
  must(token !== undefined, `The card should open ${service}.`);
  return token ?? '';
}
