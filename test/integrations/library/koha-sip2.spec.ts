import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { once } from 'node:events';
import { type PartnerAdapter } from '../../../src/modules/links/index.js';
import { portOf } from '../../sandbox/sample-plan.js';
import { submission } from '../partner-line.js';
import { LibraryLane } from './library-lane.js';
import { selfSigned } from './self-signed.js';
import { seal } from './sip2-talker.js';

describe('koha-rest that verifies by SIP2', () => {
  let lane: LibraryLane;
  const adapters: PartnerAdapter[] = [];

  beforeEach(async () => {
    lane = new LibraryLane({ sip2Port: 0 });
    await lane.open();
  });

  afterEach(async () => {
    for (const adapter of adapters.splice(0)) await adapter.close();
    await lane.close();
  });

  const sip2Port = () => portOf(lane.partner.others![0]!);
  const verifier = (settings: Record<string, unknown> = {}, changes: Record<string, string> = {}) => {
    const sip2 = { verification: 'sip2', sip2Host: '127.0.0.1', sip2Port: sip2Port(), ...settings };
    const adapter = lane.connect(lane.address, changes, 10_000, sip2);
    adapters.push(adapter);
    return adapter;
  };

  it('sees every state, although a healthy patron shows a denied recall', async () => {
    const adapter = verifier();
    const number = lane.token();
    expect(await adapter.verify(number)).toEqual({ found: false });
    for (const state of ['active', 'suspended', 'active', 'ended'] as const) {
      await adapter.submit([submission(number, { state })]);
      expect(await adapter.verify(number)).toEqual({ found: true, state });
    }
    expect(lane.partner.violations()).toEqual([]);
  });

  it('asks on a new connection after a write, and on the same one otherwise', async () => {
    const connections = () => lane.partner.received().split('9300CN').length - 1;
    const adapter = verifier();
    await adapter.verify(lane.token());
    await adapter.verify(lane.token());
    expect(connections()).toBe(1);
    await adapter.submit([submission(lane.token())]);
    await adapter.verify(lane.token());
    expect(connections()).toBe(2);
  });

  it('stops the lane on a wrong login after one attempt', async () => {
    const stranger = verifier({}, { sip2Login: 'nobody' });
    await expect(stranger.verify(lane.token())).rejects.toMatchObject({ kind: 'credentials', code: 'login_refused' });
    expect(lane.partner.received().split('9300CN').length - 1).toBe(1);
  });

  it('speaks through TLS to a server it trusts, and to no other', async () => {
    const { key, cert } = selfSigned('localhost');
    const outside = tls.createServer({ key, cert }, (socket) => {
      const inside = net.connect(sip2Port(), '127.0.0.1');
      socket.pipe(inside).pipe(socket);
      for (const one of [socket, inside]) one.on('error', () => [socket, inside].forEach((end) => end.destroy()));
    });
    outside.on('tlsClientError', () => undefined);
    await once(outside.listen(0, '127.0.0.1'), 'listening');
    const where = { sip2Host: 'localhost', sip2Port: (outside.address() as AddressInfo).port, sip2Tls: true };
    expect(await verifier({ ...where, sip2Authority: cert }).verify(lane.token())).toEqual({ found: false });
    await expect(verifier(where).verify(lane.token())).rejects.toMatchObject({ kind: 'retry', code: 'tls_failed' });
    for (const adapter of adapters.splice(0)) await adapter.close();
    outside.close();
  });

  it.each([
    ['sip2Host', {}],
    ['sip2Port', { sip2Host: 'h', sip2Port: 0 }],
    ['sip2Tls', { sip2Host: 'h', sip2Port: 6001, sip2Tls: 'no' }],
    ['sip2Institution', { sip2Host: 'h', sip2Port: 6001, sip2Institution: 'a|b' }],
    ['sip2AnswerTimeoutMs', { sip2Host: 'h', sip2Port: 6001, sip2AnswerTimeoutMs: 1 }],
  ])('names %s when it is wrong', (name, settings) => {
    const given = { verification: 'sip2', ...settings };
    expect(() => lane.connect(lane.address, {}, 10_000, given)).toThrow(new RegExp(`^${name} must`));
  });

  describe('the simulated server', () => {
    async function talk(...lines: string[]): Promise<string[]> {
      const socket = net.connect(sip2Port(), '127.0.0.1');
      socket.on('error', () => undefined);
      let text = '';
      const answers: string[] = [];
      for (const line of lines) {
        socket.write(`${line}\r`);
        while (!text.includes('\r') && !socket.destroyed) await Promise.race([once(socket, 'data').then(([bytes]) => (text += String(bytes))), once(socket, 'close')]);
        if (!text.includes('\r')) return [...answers, 'closed'];
        answers.push(text.slice(0, text.indexOf('\r')));
        text = text.slice(text.indexOf('\r') + 1);
      }
      socket.destroy();
      return answers;
    }
    const login = seal('9300CNcitykey|COlibrary-secret|', '0');
    const about = (code: string, patron: string, pin = '') => `${code}AO|AA${patron}|AC|AD${pin}|`;
    const status = `2300120260310    150000`;

    it('resets the connection at the third bad login', async () => {
      const bad = '9300CNcitykey|COwrong|';
      expect(await talk(bad, bad, bad)).toEqual(['940', '940', 'closed']);
    });

    it('closes on a status before a login, on an unknown message and on a cut one', async () => {
      expect(await talk('9900802.00')).toEqual(['closed']);
      expect(await talk(login, '55')).toEqual([expect.stringMatching(/^941AY0/), 'closed']);
      expect(await talk(login, '9900')).toEqual([expect.anything(), 'closed']);
    });

    it('answers a bad checksum with 96, and a 97 after it with the same 96', async () => {
      const answers = await talk(login, `${about(status, '1')}AY1AZ0000`, seal('97', null), seal(about(status, '1'), '1'));
      expect(answers.map((answer) => answer.slice(0, 2))).toEqual(['94', '96', '96', '24']);
    });

    it('tells an unknown patron from a wrong PIN', async () => {
      const [, unknown, wrong] = await talk(login, about(status, 'nobody'), about(status, 'D100000042', '0000'));
      expect(unknown).toContain('|BLN|');
      expect(wrong).toMatch(/^24 {2}Y.*\|BLY\|CQN\|/);
    });

    it('answers a block as if it had been done, and has not', async () => {
      const [, blocked, after] = await talk(login, `01N20260310    150000AO|ALlost|AAD100000042|AC|`, about(status, 'D100000042'));
      expect(blocked).toMatch(/^24YYYY/);
      expect(after).toMatch(/^24 {2}Y /);
    });

    it('serves one connection at a time', async () => {
      const first = net.connect(sip2Port(), '127.0.0.1');
      first.write(`${login}\r`);
      await once(first, 'data');
      const second = talk(login);
      const early = await Promise.race([second, new Promise((resolve) => first.write(`${about(status, '1')}\r`, () => void once(first, 'data').then(() => resolve('still waiting'))))]);
      expect(early).toBe('still waiting');
      first.destroy();
      expect((await second)[0]).toMatch(/^941/);
    });
  });
});
