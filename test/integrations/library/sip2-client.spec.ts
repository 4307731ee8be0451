import fc from 'fast-check';
import { Sip2Client } from '../../../src/integrations/library/sip2/client.js';
import { type Sip2Settings } from '../../../src/integrations/library/sip2/settings.js';
import { PartnerFailure } from '../../../src/modules/links/index.js';
import { patronAnswer, ScriptedServer, seal } from './sip2-talker.js';

describe('SIP2 client', () => {
  let server: ScriptedServer;
  let client: Sip2Client;
  let settings: Sip2Settings;

  beforeEach(async () => {
    server = new ScriptedServer();
    settings = {
      ...{ host: '127.0.0.1', port: await server.open(), tls: false, authority: null, institution: 'MAIN', location: 'CITY' },
      ...{ errorDetection: true, connectTimeoutMs: 60_000, answerTimeoutMs: 60_000, login: 'citykey', password: 'secret' },
    };
    client = new Sip2Client(settings, () => new Date('2026-03-10T15:00:00Z'));
  });

  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const impatient = () => (client = new Sip2Client({ ...settings, answerTimeoutMs: 50 }, () => new Date()));

  it('logs in, asks for the status and only then for patrons, on one connection, with numbers from 0 to 9', async () => {
    const patrons = Array.from({ length: 6 }, (_, index) => `2000000000000${index}`);
    const answers = await Promise.all(patrons.map((patron) => client.patronInformation(patron)));
    expect(answers.map(({ fields }) => fields.AA)).toEqual(patrons);
    expect(server.connections).toBe(1);
    expect(server.seen[0]).toMatch(/^9300CNcitykey\|COsecret\|CPCITY\|AY0AZ/);
    expect(server.seen[2]).toMatch(/^6300120260310 {3}Z150000 {10}AOMAIN\|AA20000000000000\|AC\|AD\|AY2AZ/);
    expect(server.seen.map((line) => /AY(\d)AZ/.exec(line)?.[1]).join('')).toBe('01234567890123');
    expect(server.codes()).toBe(`93 99${' 63 35'.repeat(6)}`);
  });

  it('never asks for a block or its end', () => {
    expect(Object.getOwnPropertyNames(Sip2Client.prototype).filter((name) => /block|enable/i.test(name))).toEqual([]);
  });

  it('sends its own message again after a 96, unchanged, and asks for no resend', async () => {
    server.script = (line, sequence, nth) => (nth === 0 ? `${seal('96', null)}\r` : `${patronAnswer(line, sequence)}\r`);
    await client.patronInformation('1');
    const [first, second] = server.seen.slice(2);
    expect(second).toBe(first);
    expect(server.codes()).toBe('93 99 63 63 35');
  });

  it('asks for the answer again after a bad checksum, without a sequence number', async () => {
    let asked = '';
    server.script = (line, sequence, nth) => {
      if (!line.startsWith('97')) asked = patronAnswer(line, sequence);
      return nth === 0 ? `${asked.slice(0, -4)}0000\r` : `${asked}\r`;
    };
    expect(await client.patronInformation('1')).toMatchObject({ fields: { AA: '1' } });
    expect(server.seen.slice(2, 4)).toEqual([expect.stringMatching(/^63/), '97AZFEF5']);
  });

  it('gives up after three bad checksums', async () => {
    server.script = () => `${patronAnswer('63|AA1|', '2').slice(0, -4)}0000\r`;
    await expect(client.patronInformation('1')).rejects.toMatchObject({ kind: 'retry', code: 'unreadable_answer' });
    expect(server.codes()).toBe('93 99 63 97 97');
  });

  it('passes over an answer to something else', async () => {
    server.script = (line, sequence) => `${seal('941', '0')}\r${patronAnswer(line, '9')}\r${patronAnswer(line, sequence)}\r`;
    expect(await client.patronInformation('1')).toMatchObject({ fields: { AA: '1' } });
  });

  it('takes CR LF for the end of a message', async () => {
    server.script = (line, sequence) => `${patronAnswer(line, sequence)}\r\n`;
    await client.patronInformation('1');
    await client.patronInformation('2');
    expect(server.connections).toBe(1);
  });

  it('does not take the answer about another patron', async () => {
    server.script = (_line, sequence) => `${patronAnswer('63|AA2|', sequence)}\r`;
    await expect(client.patronInformation('1')).rejects.toMatchObject({ kind: 'retry', code: 'unreadable_answer' });
  });

  it('starts again on a new connection after one that was closed on it', async () => {
    server.script = () => 'close';
    await expect(client.patronInformation('1')).rejects.toMatchObject({ kind: 'retry', code: 'connection_closed' });
    server.script = (line, sequence) => `${patronAnswer(line, sequence)}\r`;
    await client.patronInformation('1');
    expect(server.connections).toBe(2);
  });

  it('waits no longer than agreed, and lets those behind it have their turn on a new connection', async () => {
    impatient();
    server.script = (line, sequence) => (line.includes('AA1|') ? 'silence' : `${patronAnswer(line, sequence)}\r`);
    const [first, second] = await Promise.allSettled([client.patronInformation('1'), client.patronInformation('2')]);
    expect(first).toMatchObject({ reason: { kind: 'retry', code: 'timeout' } });
    expect(second).toMatchObject({ value: { fields: { AA: '2' } } });
  });

  it('does not wait for a message that never ends', async () => {
    server.script = () => 'x'.repeat(100_000);
    await expect(client.patronInformation('1')).rejects.toMatchObject({ kind: 'retry', code: 'answer_too_large' });
  });

  it('comes to an end whatever a server says, and believes none of it', async () => {
    const bytes = fc.string({ unit: fc.constantFrom(...'0123456789AZYBLN|\r\n\0 \xff'), maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 4 }), fc.boolean(), async (answers, checked) => {
        await client.close();
        client = new Sip2Client({ ...settings, errorDetection: checked, answerTimeoutMs: 30 }, () => new Date());
        server.script = (_line, _sequence, nth) => answers[nth % answers.length] ?? '';
        await expect(client.patronInformation('1')).rejects.toBeInstanceOf(PartnerFailure);
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  it('goes on a new connection after a write by another way, and after bytes nobody asked for', async () => {
    server.script = (line, sequence) => `${patronAnswer(line, sequence)}\r${line.startsWith('35') && server.connections === 2 ? 'AEJane' : ''}`;
    await client.patronInformation('1');
    client.renew();
    await client.patronInformation('1');
    expect(server.connections).toBe(2);
    await client.patronInformation('1');
    expect(server.connections).toBe(3);
  });

  it('works without error detection where a server has none', async () => {
    client = new Sip2Client({ ...settings, errorDetection: false }, () => new Date());
    server.script = (line) => `${patronAnswer(line, null).replace(/AZ....$/, '')}\r`;
    await client.patronInformation('1');
    expect(server.seen[2]).toMatch(/\|AD\|$/);
  });

  it('says so when nobody listens', async () => {
    await server.close();
    await expect(client.patronInformation('1')).rejects.toMatchObject({ kind: 'retry', code: 'connect_failed' });
    server = new ScriptedServer();
    await server.open();
  });
});
