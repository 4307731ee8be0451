import { withPlainNames } from './openapi-names.js';

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function renamed(...names: string[]): { names: string[]; references: unknown } {
  const schemas = Object.fromEntries(names.map((name) => [name, { type: 'object' }]));
  const used = { openapi: '3.1.0', info: { title: '', version: '' }, paths: {}, 'x-used': names.map(reference), components: { schemas } };
  const document = withPlainNames(used);
  return { names: Object.keys(document.components?.schemas ?? {}), references: (document as unknown as typeof used)['x-used'] };
}

describe('names of schemas', () => {
  it('say what they hold, where they are and where they are used', () => {
    expect(renamed('IssueDto', 'IssuedCardView', 'LaneViewModel', 'NewRuleBody', 'Problem')).toEqual({
      names: ['Issue', 'IssuedCard', 'Lane', 'NewRule', 'Problem'],
      references: ['Issue', 'IssuedCard', 'Lane', 'NewRule', 'Problem'].map(reference),
    });
  });

  it('stay as they are where the short ones would mean two things', () => {
    for (const names of [['ServicesDto', 'ServicesView'], ['Card', 'CardView'], ['Body']]) {
      expect(renamed(...names)).toEqual({ names, references: names.map(reference) });
    }
  });
});
