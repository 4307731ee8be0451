import { Module } from '@nestjs/common';
import { ConfigProblem } from '../../src/kernel/config/config.js';
import { createApplication } from '../../src/kernel/http/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';

/** Starts an application with a part that fails, and gives back what was raised and what was logged. */
async function startWith(failure: Error): Promise<{ raised: unknown; lines: string[] }> {
  const fail = () => {
    throw failure;
  };
  @Module({ providers: [{ provide: 'part', useFactory: fail }] })
  class FailingModule {}
  const lines: string[] = [];
  const log = new EventLog('debug', { write: (line) => void lines.push(line) });
  const raised: unknown = await createApplication(FailingModule, { log }).catch((error: unknown) => error);
  return { raised, lines };
}

describe('a start that fails', () => {
  it('raises what the part raised, and leaves ending the process to the program', async () => {
    const failure = new Error('no');
    expect((await startWith(failure)).raised).toBe(failure);
  });

  it('logs where, but not the message, which may hold anything', async () => {
    const { lines } = await startWith(new RangeError('secret'));
    const entry = JSON.parse(lines[0] ?? '{}') as Record<string, unknown>;
    expect(entry).toMatchObject({ msg: 'framework error', errorName: 'RangeError' });
    expect(entry['stack']).toContainEqual(expect.stringMatching(/http-start\.spec\.ts:\d+:\d+/));
    expect(lines.join('')).not.toContain('secret');
  });

  it('logs the message of a problem that was written for the operator', async () => {
    const { lines } = await startWith(new ConfigProblem('PORT does not fit.'));
    expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ errorName: 'ConfigProblem', explanation: 'PORT does not fit.' });
  });
});
