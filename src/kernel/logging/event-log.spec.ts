import { EventLog, type EventFields } from './event-log.js';

const CANARY = 'Maria Canary';

function capture(level = 'info') {
  const lines: string[] = [];
  const log = new EventLog(level, { write: (line) => void lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('the event log', () => {
  it('lets no field through that is not on the list, however it came in', () => {
    const { log, last } = capture('debug');
    const bent = { count: 3, holder: CANARY } as EventFields;
    for (const write of [() => log.debug('e', bent), () => log.info('e', bent), () => log.warn('e', bent), () => log.error('e', null, bent)]) {
      write();
      expect(last()).toMatchObject({ msg: 'e', count: 3 });
      expect(last()).not.toHaveProperty('holder');
    }
    log.request({ requestId: 'r', holder: CANARY } as EventFields);
    expect(last()).not.toHaveProperty('holder');
  });

  it('lets the lines of requests wait for each other, and no others', () => {
    const seen: string[] = [];
    const log = new EventLog('info', { write: (line) => void seen.push((JSON.parse(line) as { msg: string }).msg), flushSync: () => void seen.push('now') });
    log.request({ requestId: 'r' });
    log.info('started');
    log.request({ requestId: 'r' });
    log.warn('odd');
    log.error('failed', null);
    expect(seen).toEqual(['request', 'started', 'now', 'request', 'odd', 'now', 'failed', 'now']);
  });

  it('tells an error of a job that repeats itself once in a while, with how many there were', () => {
    const lines: string[] = [];
    let now = 0;
    const log = new EventLog('info', { write: (line) => void lines.push(line) }, () => now);
    const counts = () => lines.splice(0).map((line) => (JSON.parse(line) as { job?: string; count?: number })).map(({ job, count }) => [job, count]);
    const gone = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    for (let times = 0; times < 5; times += 1) log.error('job failed', gone, { job: 'links', service: 'transit' });
    log.error('job failed', gone, { job: 'links', service: 'library' });
    log.error('job failed', Object.assign(new Error('x'), { code: '57P01' }), { job: 'links', service: 'transit' });
    expect(counts()).toEqual([['links', undefined], ['links', undefined], ['links', undefined]]);
    now = 9_999;
    log.error('job failed', gone, { job: 'links', service: 'transit' });
    expect(counts()).toEqual([]);
    now = 10_000;
    log.error('job failed', gone, { job: 'links', service: 'transit' });
    expect(counts()).toEqual([['links', 6]]);
    for (let times = 0; times < 3; times += 1) log.error('failed', gone);
    expect(counts()).toEqual([[undefined, undefined], [undefined, undefined], [undefined, undefined]]);
  });

  it('drops the message of an error and keeps its name, code and place', () => {
    const { log, last, lines } = capture();
    log.error('failed', Object.assign(new TypeError(CANARY), { code: 'ECONNRESET', detail: CANARY }));
    expect(last()).toMatchObject({ level: 50, errorName: 'TypeError', errorCode: 'ECONNRESET' });
    expect((last()['stack'] as string[])[0]).toMatch(/\(event-log\.spec\.ts:\d+:\d+\)$/);
    expect(lines.join('')).not.toContain(CANARY);
  });

  it.each([
    ['a message that looks like a stack', () => new Error(`no\n    at ${CANARY} (hidden.js:1:1)\n    at hidden (hidden.js:1:1)`)],
    ['a name', () => Object.assign(new Error('x'), { name: CANARY })],
    ['a code', () => Object.assign(new Error('x'), { code: CANARY })],
    ['a cause', () => new Error('x', { cause: new Error(`hidden ${CANARY}`) })],
    ['a text instead of an error', () => `hidden ${CANARY}`],
    ['an object instead of an error', () => ({ held: CANARY })],
  ])('tells nothing from %s', (_, make) => {
    const { log, lines } = capture();
    log.error('failed', make());
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/Maria|hidden/);
  });

  it('keeps the message of an error that is written for the operator', () => {
    const { log, last } = capture();
    log.error('start failed', Object.assign(new Error('PORT does not fit.'), { name: 'ConfigProblem' }));
    expect(last()).toMatchObject({ errorName: 'ConfigProblem', explanation: 'PORT does not fit.' });
  });

  it('logs routine requests at debug level', () => {
    const { log, lines } = capture('info');
    log.request({ route: '/health/live' }, true);
    expect(lines).toEqual([]);
    log.request({ route: '/v1/cards' });
    expect(lines).toHaveLength(1);
  });
});
