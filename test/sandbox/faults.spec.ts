import fs from 'node:fs';
import { HTTP_SWITCHES } from '../../src/sandbox/http-faults.js';
import { type Inspection, startInspection } from '../../src/sandbox/inspection.js';
import { SIP2_SWITCHES } from '../../src/sandbox/library/sip2-faults.js';
import { type SandboxPlan } from '../../src/sandbox/plan.js';
import { PRESCRIPTION_SWITCHES } from '../../src/sandbox/prescription/faults.js';
import { Station } from '../../src/sandbox/station.js';
import { STATUS_LIST_SWITCHES } from '../../src/sandbox/transit/status-list/faults.js';
import { makeHostKey } from '../integrations/prescription/partner.js';
import { samplePlan } from './sample-plan.js';

type Service = 'library' | 'transit' | 'prescription';

const ON_LINES = ['latencyMs', 'refuse', 'cutAfterBytes', 'garbage'];

/** Every partner system there is: its plan, and its faults by interface. */
const SYSTEMS: readonly (readonly [string, Service, (plan: SandboxPlan) => SandboxPlan, Readonly<Record<string, object>>])[] = [
  ['Koha with SIP2', 'library', (plan) => ({ ...plan, library: { ...plan.library, sip2Port: 0 } }), { '': HTTP_SWITCHES, sip2: SIP2_SWITCHES }],
  ['Polaris', 'library', (plan) => ({ ...plan, library: { ...plan.library, profile: 'polaris' } }), { '': HTTP_SWITCHES }],
  ['TOMP', 'transit', (plan) => plan, { '': HTTP_SWITCHES }],
  ['status lists', 'transit', (plan) => ({ ...plan, transit: { ...plan.transit, profile: 'status-list' } }), { '': STATUS_LIST_SWITCHES }],
  ['834 over SFTP', 'prescription', (plan) => plan, { '': PRESCRIPTION_SWITCHES }],
];

interface Shown {
  readonly faults: Readonly<Record<string, unknown>>;
  readonly possible: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/** A value that fits what a switch is said to take: every choice, or one that fits. */
function valuesFor(words: string): unknown[] {
  const choices = /^one of (.*)$/.exec(words)?.[1]?.split(', ');
  if (choices) return choices.map((one) => (/^[1-9]\d*$/.test(one) ? Number(one) : one));
  return words === 'true or false' ? [true] : [Number(/from (\d+)/.exec(words)?.[1])];
}

describe.each(SYSTEMS)('the faults of %s', (_name, service, of, switches) => {
  const plan = of({ ...samplePlan(), ...{ prescription: { ...samplePlan().prescription, hostKey: makeHostKey().hostKey } } });
  let station: Station;
  let inspection: Inspection;

  beforeAll(async () => {
    station = await Station.open(service, plan);
    inspection = await startInspection(plan, [station]);
  });

  afterEach(() => tell('DELETE'));

  afterAll(async () => {
    await inspection.close();
    await station.close();
    fs.rmSync(plan.home, { recursive: true });
  });

  const address = () => `${inspection.address}/${service}/faults`;
  const show = async () => (await (await fetch(address())).json()) as Shown;
  const tell = async (method: string, body?: unknown) => {
    const content = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(address(), { method, ...content });
    return { status: answer.status, body: answer.status === 204 ? null : ((await answer.json()) as { message: string; possible: unknown }) };
  };

  it('are listed with what each takes, and all are off at first', async () => {
    const { faults, possible } = await show();
    expect(faults).toEqual({});
    for (const [place, known] of Object.entries(switches)) {
      const here = (place === '' ? possible : possible[place]) as Record<string, unknown>;
      expect(Object.keys(here).filter((name) => typeof here[name] === 'string').sort()).toEqual([...ON_LINES, ...Object.keys(known)].sort());
    }
    expect(Object.keys(possible).filter((name) => typeof possible[name] === 'object')).toEqual(Object.keys(switches).filter((name) => name !== ''));
  });

  it('can each be set, are shown to programs and people, and end when they are cleared', async () => {
    const { possible } = await show();
    const flat = Object.entries(possible).flatMap(([name, words]): [string, string, (value: unknown) => object][] =>
      typeof words === 'string'
        ? [[name, words, (value) => ({ [name]: value })]]
        : Object.entries(words).map(([below, how]) => [below, how, (value) => ({ [name]: { [below]: value } })]),
    );
    for (const [, words, wrap] of flat) {
      for (const value of valuesFor(words)) {
        expect(await tell('PUT', wrap(value))).toEqual({ status: 204, body: null });
        expect((await show()).faults).toEqual(wrap(value));
      }
    }
    expect(await (await fetch(inspection.address)).text()).toContain('<code>{&#34;');
    await tell('PUT', { refuse: false });
    expect((await show()).faults).toEqual({});
    await tell('PUT', { names: true, latencyMs: 0 });
    expect((await tell('DELETE')).status).toBe(204);
    expect((await show()).faults).toEqual({});
    expect(await (await fetch(inspection.address)).text()).toMatch(/<td>none<td><a href="[^"]*">records/);
  });

  it('end with a reset', async () => {
    await tell('PUT', { names: true, cutAfterBytes: 5 });
    expect((await fetch(`${inspection.address}/${service}/reset`, { method: 'POST' })).status).toBe(204);
    expect((await show()).faults).toEqual({});
  });

  it.each<[string, unknown, RegExp]>([
    ['another name', { names: true, explode: true }, /^there is no fault "explode"$/],
    ['an inherited name', { constructor: true }, /^there is no fault "constructor"$/],
    ['a text for a number', { latencyMs: '5' }, /^latencyMs takes a whole number from 0 to 60000$/],
    ['too small a number', { latencyMs: -1 }, /^latencyMs takes/],
    ['too large a number', { cutAfterBytes: 1e12 }, /^cutAfterBytes takes/],
    ['half a number', { latencyMs: 0.5 }, /^latencyMs takes/],
    ['a text for a switch', { refuse: 'true' }, /^refuse takes true or false$/],
    ['null', { garbage: null }, /^garbage takes true or false$/],
    ['another choice', { wrongAnswers: 'polite' }, /^wrongAnswers takes one of \w+, /],
    ['a list', [], /^faults are an object$/],
    ['a text', '"x"', /^faults are an object$/],
    ['no JSON', '{', /JSON/],
    ['an interface that is none', { sip3: {} }, /^there is no fault "sip3"$/],
  ])('are refused when they are %s, with what is possible, and nothing changes', async (_what, body, message) => {
    await tell('PUT', { latencyMs: 1 });
    const { possible } = await show();
    expect(await tell('PUT', body)).toEqual({ status: 400, body: { message: expect.stringMatching(message) as string, possible } });
    expect((await show()).faults).toEqual({ latencyMs: 1 });
  });
});

describe('the faults of a second interface', () => {
  it('are its own, and are refused with it', async () => {
    const plan = { ...samplePlan(), library: { ...samplePlan().library, sip2Port: 0 } };
    const station = await Station.open('library', plan);
    expect(() => station.fail({ latencyMs: 5, sip2: { latencyMs: 'x' } })).toThrow('latencyMs takes');
    expect(() => station.fail({ latencyMs: 5, sip2: 7 })).toThrow('faults are an object');
    expect(station.faults()).toEqual({});
    station.fail({ sip2: { refuse: true } });
    expect((await fetch(`${station.address}/api/v1/patrons`)).status).toBe(401);
    await expect(fetch(station.others[0]!.replace('sip2:', 'http:'))).rejects.toThrow('fetch failed');
    await station.close();
    fs.rmSync(plan.home, { recursive: true });
  });
});
