import { givenPath } from './given-path.js';

describe('a path that was given', () => {
  it('is one from where npm was called, and another program is left where it stands', () => {
    expect(givenPath('list.csv', { npm_lifecycle_event: 'citykey', INIT_CWD: '/lists/of/ada' })).toBe('/lists/of/ada/list.csv');
    expect(givenPath('/tmp/list.csv', { npm_lifecycle_event: 'citykey', INIT_CWD: '/lists/of/ada' })).toBe('/tmp/list.csv');
    expect(givenPath('list.csv', { npm_lifecycle_event: 'test', INIT_CWD: '/lists/of/ada' })).toBe('list.csv');
    expect(givenPath('list.csv', {})).toBe('list.csv');
  });
});
