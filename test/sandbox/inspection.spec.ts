import { startInspection } from '../../src/sandbox/inspection.js';
import { type SandboxPartner } from '../../src/sandbox/plan.js';
import { ReceivedBytes } from '../../src/sandbox/received-bytes.js';
import { type StrictPartner } from '../../src/sandbox/strict-partner.js';
import { samplePlan } from './sample-plan.js';

const strict: StrictPartner = {
  service: 'library',
  address: 'http://<library>',
  records: () => [
    { token: '1', state: 'active', held: { cardnumber: '1' } },
    { token: '2', state: 'ended', held: { cardnumber: '2' } },
  ],
  received: () => 'GET / HTTP/1.1',
  violations: () => ['POST /x: 400', 'PUT /y: 400'],
  close: () => Promise.resolve(),
};
const lenient: SandboxPartner = {
  service: 'transit',
  address: 'http://transit',
  records: () => [],
  received: () => '',
  close: () => Promise.resolve(),
};

describe('inspection API', () => {
  it('shows what the partners know, to people and to programs', async () => {
    const inspection = await startInspection(samplePlan(), [strict, lenient]);
    const get = async (route: string) => {
      const answer = await fetch(inspection.address + route);
      return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
    };
    const page = await get('/');
    expect(page.type).toMatch('text/html');
    expect(page.body).toContain('http://&#60;library&#62;');
    expect(page.body).toMatch(/Library.*>1<.*>0<.*>1<.*>2</);
    expect(page.body).toContain(`curl -X PUT ${inspection.address}/transit/faults `);
    expect(JSON.parse((await get('/library/records')).body)).toEqual({ records: strict.records() });
    expect(await get('/library/received')).toEqual({
      status: 200,
      type: 'text/plain; charset=utf-8',
      body: 'GET / HTTP/1.1',
    });
    expect((await get('/library/violations')).body).toBe('POST /x: 400\nPUT /y: 400\n');
    expect((await get('/transit/violations')).body).toBe('');
    expect((await get('/elsewhere/records')).status).toBe(404);
    await inspection.close();
  });
});

describe('received bytes', () => {
  it('keeps the bytes of one connection together', () => {
    const received = new ReceivedBytes();
    const [first, second] = [received.open(), received.open()];
    first(Buffer.from('Jane '));
    second(Buffer.from('other'));
    first(Buffer.from('Doe'));
    expect(received.text()).toBe('Jane Doe\nother');
  });

  it('forgets the oldest beyond its limit', () => {
    const received = new ReceivedBytes(10);
    const keep = received.open();
    for (const text of ['aaaa', 'bbbb', 'cccc']) keep(Buffer.from(text));
    expect(received.text()).toBe('bbbbcccc');
  });
});
