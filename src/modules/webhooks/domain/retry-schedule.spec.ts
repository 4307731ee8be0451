import { MOST_ASKED_SECONDS, PAUSES_SECONDS, pauseAfter } from './retry-schedule.js';

const whole = (random: number) => PAUSES_SECONDS.map((_, failed) => pauseAfter('changes.published', failed + 1, random) ?? 0);

describe('the schedule of a message', () => {
  it('is that of Standard Webhooks, over three days', () => {
    expect(whole(0)).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
    expect(whole(0).reduce((sum, pause) => sum + pause) / 86_400).toBeGreaterThan(3);
  });

  it('is spread by up to a tenth, never shorter', () => {
    expect(pauseAfter('changes.published', 2, 0.5)).toBeCloseTo(315);
    expect(pauseAfter('changes.published', 2, 0.999)).toBeLessThan(330);
  });

  it('is longer where the receiver asks for it, by a day at most', () => {
    expect([60, 400, 10 * MOST_ASKED_SECONDS].map((asked) => pauseAfter('changes.published', 2, 0, asked))).toEqual([300, 400, MOST_ASKED_SECONDS]);
  });

  it('ends', () => {
    expect(pauseAfter('changes.published', PAUSES_SECONDS.length + 1, 0)).toBeNull();
  });

  it('of a ping has one attempt', () => {
    expect(pauseAfter('webhook.ping', 1, 0)).toBeNull();
  });
});
