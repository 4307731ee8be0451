import { constantMark, constantServices } from './constant-services.js';

describe('services that enrol nobody', () => {
  it('are told from links by their mark', () => {
    const link = '0f5c1a6f-8f0a-4a55-9d40-3f0c9e6e5a0e';
    expect(constantServices([link, constantMark('prescription')])).toEqual(['prescription']);
    expect(constantServices([link])).toEqual([]);
  });

  it('are not those that always enrol', () => {
    expect(() => constantMark('library')).toThrow(RangeError);
    expect(() => constantMark('transit')).toThrow(RangeError);
  });
});
