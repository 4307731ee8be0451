import net from 'node:net';
import { baseAddress } from '../../../src/integrations/transport/base-address.js';
import { HttpClient, type HttpLimits, type HttpRequest } from '../../../src/integrations/transport/http.js';
import { portOf } from '../../sandbox/sample-plan.js';
import { type Fault, PartnerLine } from '../partner-line.js';

const GET: HttpRequest = { method: 'GET', path: '/things', query: { name: 'a b&c' } };
const POST: HttpRequest = { method: 'POST', path: '/things', body: '{}' };

describe('HTTP client', () => {
  let line: PartnerLine;
  let address: string;
  let pauses: number[];
  let client: HttpClient;

  beforeEach(async () => {
    line = new PartnerLine(() => 'http://127.0.0.1:1');
    address = await line.open();
    pauses = [];
    client = connect();
  });

  afterEach(async () => {
    await client.close();
    await line.close();
  });

  function connect(limits: Partial<HttpLimits> = {}, base = `${address}/v2/`): HttpClient {
    return new HttpClient(new URL(base), limits, {
      now: () => new Date('2026-03-10T15:00:00Z'),
      random: () => 0.5,
      pause: (milliseconds) => {
        pauses.push(milliseconds);
        return Promise.resolve();
      },
    });
  }

  function answerWith(...faults: Fault[]): void {
    line.fault = () => faults[Math.min(line.seen.length, faults.length) - 1];
  }

  it('asks below the base address, with an encoded query', async () => {
    answerWith({ status: 200, body: '{"ok":true}' });
    const answer = await client.request(GET);
    expect(answer.json()).toEqual({ ok: true });
    expect(line.seen[0]?.path).toBe('/v2/things?name=a%20b%26c');
  });

  it.each([200, 201, 204, 400, 401, 404, 409, 422])('hands a %d to the caller', async (status) => {
    answerWith({ status });
    expect((await client.request(POST)).status).toBe(status);
    expect(line.seen).toHaveLength(1);
  });

  it('tries again after a passing failure, with longer pauses, and then gives up', async () => {
    answerWith({ status: 503 });
    await expect(client.request(GET)).rejects.toMatchObject({ code: 'http_503' });
    expect(line.seen).toHaveLength(3);
    expect(pauses).toEqual([100, 200]);
  });

  it('succeeds when a later attempt does', async () => {
    answerWith('cut', { status: 502 }, { status: 200 });
    expect((await client.request(GET)).status).toBe(200);
  });

  it.each(['PUT', 'PATCH'] as const)('leaves it to the caller to look again when the answer to a %s was lost', async (method) => {
    answerWith('cut', { status: 200 });
    await expect(client.request({ ...POST, method })).rejects.toMatchObject({ code: 'connection_closed' });
    expect(line.seen).toHaveLength(1);
  });

  it.each<[string, Fault, number]>([
    ['a closed connection', 'cut', 1],
    ['503', { status: 503 }, 1],
    ['429, which was not acted on', { status: 429 }, 3],
  ])('after %s sends what must not be done twice %3$d time(s)', async (_name, fault, times) => {
    answerWith(fault);
    await expect(client.request(POST)).rejects.toThrow();
    expect(line.seen).toHaveLength(times);
  });

  it('sends again what the caller calls repeatable', async () => {
    answerWith('cut', { status: 200 });
    expect((await client.request({ ...POST, repeatable: true })).status).toBe(200);
  });

  it.each([
    ['2', 2_000],
    ['Tue, 10 Mar 2026 15:00:03 GMT', 3_000],
    ['Tue, 10 Mar 2026 14:00:00 GMT', 100],
    ['soon', 100],
  ])('waits as Retry-After: %s asks', async (value, milliseconds) => {
    answerWith({ status: 503, headers: { 'retry-after': value } }, { status: 200 });
    await client.request(GET);
    expect(pauses).toEqual([milliseconds]);
  });

  it('gives up when asked to wait for longer than it may', async () => {
    answerWith({ status: 503, headers: { 'retry-after': '3600' } });
    await expect(client.request(GET)).rejects.toMatchObject({ code: 'http_503' });
    expect(line.seen).toHaveLength(1);
  });

  it('does not follow redirects', async () => {
    answerWith({ status: 307, headers: { location: `${address}/elsewhere` } });
    await expect(client.request(GET)).rejects.toMatchObject({ code: 'redirected' });
    expect(line.seen).toHaveLength(1);
  });

  it('reads no more than it may', async () => {
    client = connect({ maxAnswerBytes: 10 });
    answerWith({ status: 200, body: 'x'.repeat(11) });
    await expect(client.request(GET)).rejects.toMatchObject({ code: 'answer_too_large' });
  });

  it('refuses an answer that is not JSON', async () => {
    answerWith({ status: 200, body: '<html>' });
    const answer = await client.request(GET);
    expect(() => answer.json()).toThrow('unreadable_answer');
  });

  describe('against a bare socket', () => {
    let server: net.Server;
    let port: number;

    async function listen(onRequest: (socket: net.Socket) => void): Promise<string> {
      server = net.createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => onRequest(socket));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      port = (server.address() as net.AddressInfo).port;
      return `http://127.0.0.1:${port}`;
    }

    afterEach(async () => {
      await client.close();
      await new Promise((resolve) => server.close(resolve));
    });

    it('ends an attempt that trickles on', async () => {
      const base = await listen((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
        const drip = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => clearInterval(drip));
      });
      client = connect({ attemptTimeoutMs: 150 }, base);
      await expect(client.request(GET)).rejects.toMatchObject({ code: 'timeout' });
    });

    it('does not take an answer that was cut short', async () => {
      const base = await listen((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"half":'));
      client = connect({ attempts: 1 }, base);
      await expect(client.request(GET)).rejects.toMatchObject({ code: 'connection_closed' });
    });

    it('calls something that is not HTTP unreadable', async () => {
      const base = await listen((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
      client = connect({}, base);
      await expect(client.request(GET)).rejects.toMatchObject({ code: 'unreadable_answer' });
    });

    it('calls a partner without TLS where TLS is wanted by its name', async () => {
      const base = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      client = connect({}, base.replace('http:', 'https:'));
      await expect(client.request(GET)).rejects.toMatchObject({ code: 'tls_failed' });
    });
  });

  it('says that nobody listens, after trying even what must not be done twice', async () => {
    const port = portOf(address);
    await line.close();
    client = connect({}, `http://127.0.0.1:${port}`);
    await expect(client.request(POST)).rejects.toMatchObject({ code: 'connect_failed' });
    expect(pauses).toHaveLength(2);
    line = new PartnerLine(() => '');
    await line.open();
  });

  it('cuts what is under way when it is closed', async () => {
    const asked = new Promise<void>((resolve) => {
      line.fault = () => {
        resolve();
        return 'silence';
      };
    });
    const request = expect(client.request({ ...POST })).rejects.toMatchObject({ code: 'connection_closed' });
    await asked;
    await client.close();
    await request;
  });
});

describe('base address', () => {
  it.each(['https://koha.example', 'https://koha.example/below/', 'http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:1'])(
    'takes %s',
    (text) => expect(baseAddress(text, false)?.href).toContain(text),
  );

  it.each([
    'http://koha.example',
    'https://user:secret@koha.example',
    'https://koha.example/?a=1',
    'https://koha.example/#a',
    'ftp://koha.example',
    'koha.example',
    'http://127.0.0.1.example',
    42,
    undefined,
  ])('refuses %s', (text) => expect(baseAddress(text, false)).toBeNull());

  it('takes plain HTTP where it was allowed on purpose', () => {
    expect(baseAddress('http://koha.example', true)).not.toBeNull();
    expect(baseAddress('ftp://koha.example', true)).toBeNull();
  });
});
