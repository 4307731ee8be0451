import { type DomainError } from '../../src/kernel/errors/index.js';
import { checkedPolicy } from '../../src/modules/partners/policy.shape.js';
import { LIBRARY, PRESCRIPTION, TRANSIT } from './partner-application.js';

const library = LIBRARY.policy.tokens;
const prescription = PRESCRIPTION.policy.tokens;

async function findings(service: 'library' | 'transit' | 'prescription', policy: unknown): Promise<string[]> {
  try {
    await checkedPolicy(service, policy);
    return [];
  } catch (error) {
    return ((error as DomainError).details.findings ?? []).map(({ at }) => at);
  }
}

describe('a policy', () => {
  it('fits its service, and is filled in with what is usual', async () => {
    expect(await checkedPolicy('transit', TRANSIT.policy)).toEqual({
      enrolmentEpochSeconds: 86_400,
      changeEpochSeconds: 900,
      fullAuditEveryDays: 7,
      inFlightDays: 1,
      listHour: 3,
      listEveryDays: 1,
      checksPerMinute: 60,
      tokens: { length: 16, prefix: '0167', mint: true },
    });
    expect(await findings('library', LIBRARY.policy)).toEqual([]);
    expect(await findings('prescription', PRESCRIPTION.policy)).toEqual([]);
    expect(await findings('library', { tokens: { ...library, adoptPatterns: ['^D[0-9]{9}$', '^[A-Z]{2}[0-9]+$'] } })).toEqual([]);
  });

  it.each([
    ['no window', 'library', { ...LIBRARY.policy, enrolmentEpochSeconds: 0 }, '/policy/enrolmentEpochSeconds'],
    ['half a second', 'library', { ...LIBRARY.policy, changeEpochSeconds: 0.5 }, '/policy/changeEpochSeconds'],
    ['a fortnight and a day in flight', 'transit', { ...TRANSIT.policy, inFlightDays: 15 }, '/policy/inFlightDays'],
    ['an hour that no day has', 'transit', { ...TRANSIT.policy, listHour: 24 }, '/policy/listHour'],
    ['more checks than a second takes', 'transit', { ...TRANSIT.policy, checksPerMinute: 6_001 }, '/policy/checksPerMinute'],
    ['less than never', 'transit', { ...TRANSIT.policy, fullAuditEveryDays: -1 }, '/policy/fullAuditEveryDays'],
    ['a long pattern', 'library', { tokens: { ...library, adoptPatterns: [`^${'a'.repeat(70)}$`] } }, '/policy/tokens/adoptPatterns'],
    ['a pattern without anchors', 'library', { tokens: { ...library, adoptPatterns: ['[0-9]{12}'] } }, '/policy/tokens/adoptPatterns'],
    ['a pattern half anchored', 'library', { tokens: { ...library, adoptPatterns: ['^1|2$'] } }, '/policy/tokens/adoptPatterns'],
    ['a pattern that takes for ever', 'library', { tokens: { ...library, adoptPatterns: ['^([0-9]+)+$'] } }, '/policy/tokens/adoptPatterns'],
    ['a broken pattern', 'library', { tokens: { ...library, adoptPatterns: ['^[z-a]$'] } }, '/policy/tokens/adoptPatterns'],
    ['no pattern', 'library', { tokens: { ...library, adoptPatterns: [] } }, '/policy/tokens/adoptPatterns'],
    ['three digits', 'library', { tokens: { mint: { institution: '984' } } }, '/policy/tokens/mint/institution'],
    ["another service's tokens", 'library', TRANSIT.policy, '/policy/tokens/mint'],
    ['a short token', 'transit', { tokens: { length: 7, prefix: '', mint: true } }, '/policy/tokens/length'],
    ['a prefix without room', 'transit', { tokens: { length: 12, prefix: '1234567', mint: true } }, '/policy/tokens/prefix'],
    ['a seven digit BIN', 'prescription', { tokens: { ...prescription, rxBin: '6103781' } }, '/policy/tokens/rxBin'],
    ['a small letter', 'prescription', { tokens: { ...prescription, rxGroup: 'CityKey' } }, '/policy/tokens/rxGroup'],
    ['a long member prefix', 'prescription', { tokens: { ...prescription, memberPrefix: 'CKCKC' } }, '/policy/tokens/memberPrefix'],
  ] as const)('with %s is refused', async (_, service, policy, at) => {
    expect(await findings(service, policy)).toContain(at);
  });

  it.each([['a list', []], ['nothing', null], ['a text', 'x']])('that is %s is refused', async (_, policy) => {
    await expect(checkedPolicy('library', policy)).rejects.toMatchObject({ code: 'request.invalid' });
  });
});
