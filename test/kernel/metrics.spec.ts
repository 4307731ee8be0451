import { Metrics } from '../../src/kernel/metrics/index.js';

describe('metrics', () => {
  it('count, set and observe under their labels', async () => {
    const metrics = new Metrics();
    const sent = metrics.counter('citykey_sent_total', 'Sent.', { service: ['transit', 'library'], outcome: ['accepted', 'rejected'] });
    sent.for({ service: 'transit', outcome: 'accepted' }).add();
    sent.for({ service: 'transit', outcome: 'accepted' }).add(2);
    metrics.gauge('citykey_waiting', 'Waiting.', {}).for({}).set(7);
    metrics.histogram('citykey_run_seconds', 'Runs.', { job: ['sync'] }, [1, 10]).for({ job: 'sync' }).observe(5);
    const text = await metrics.text();
    expect(text).toContain('citykey_sent_total{service="transit",outcome="accepted"} 3\n');
    expect(text).toContain('citykey_waiting 7\n');
    expect(text).toContain('citykey_run_seconds_bucket{le="1",job="sync"} 0\n');
    expect(text).toContain('citykey_run_seconds_bucket{le="10",job="sync"} 1\n');
  });

  it('refresh a level before each reading', async () => {
    const metrics = new Metrics();
    let level = 0;
    const gauge = metrics.gauge('citykey_level', 'Level.', { stage: ['idle'] }, () => {
      gauge.for({ stage: 'idle' }).set((level += 1));
    });
    expect(await metrics.text()).toContain('citykey_level{stage="idle"} 1\n');
    expect(await metrics.text()).toContain('citykey_level{stage="idle"} 2\n');
  });

  it('never show a value that was not declared', async () => {
    const metrics = new Metrics();
    const sent = metrics.counter('citykey_sent_total', 'Sent.', { service: ['transit'] });
    // @ts-expect-error: a token does not even compile.
    sent.for({ service: '23024000517861' }).add();
    expect(await metrics.text()).toContain('citykey_sent_total{service="other"} 1\n');
    expect(await metrics.text()).not.toContain('23024000517861');
  });

  it('know no other labels', () => {
    const metrics = new Metrics();
    // @ts-expect-error: the list of labels is closed.
    const series = metrics.counter('citykey_sent_total', 'Sent.', { token: ['a'] });
    // What was bent past the compiler is left out.
    series.for({ token: 'a' } as never).add();
    return expect(metrics.text()).resolves.toContain('citykey_sent_total 1\n');
  });

  it('are named once', () => {
    const metrics = new Metrics();
    metrics.counter('citykey_sent_total', 'Sent.', {});
    expect(() => metrics.counter('citykey_sent_total', 'Sent.', {})).toThrow('already been registered');
  });
});
