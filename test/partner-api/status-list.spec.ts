import { randomBytes } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { declaredPurposes, Keyring } from '../../src/kernel/keyring/index.js';
import { STATUS_LIST_SIGNING } from '../../src/modules/partner-api/index.js';
import { type Answer } from '../e2e/api.js';
import { type Enrolled, type Instance, PartnerWorld, WINDOW_SECONDS } from './partner-world.js';

describe('the status list', () => {
  let world: PartnerWorld;

  beforeAll(async () => {
    world = await PartnerWorld.begin();
    await world.enrolled('library', 3);
  });

  afterAll(() => world.end());

  const fetched = async (headers: Readonly<Record<string, string>> = {}, api = world.api): Promise<Answer> =>
    api.get('/partner/v1/status-list', { token: await world.token('library'), headers });
  const keysOf = async (api = world.api) => (await api.get('/partner/v1/status-list/keys')).body as unknown as JSONWebKeySet;
  /** When it was signed: clocks of instances in a test differ. */
  const verified = ({ text }: Answer, keys: JSONWebKeySet) =>
    jwtVerify(text, createLocalJWKSet(keys), { currentDate: new Date((decodeJwt(text).iat ?? 0) * 1_000) });

  /** Whatever window it is, the next one. */
  const nextWindow = () => world.on.clock.forward(WINDOW_SECONDS);

  it('names its bytes, and is not sent again to whoever has them', async () => {
    world.on.clock.stop();
    const first = await fetched();
    const { etag } = first.headers as { etag: string };
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    expect(first.headers['cache-control']).toBe(`private, max-age=${WINDOW_SECONDS}`);
    for (const held of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const { status, text, headers } = await fetched({ 'if-none-match': held });
      expect({ status, text, etag: headers['etag'], cached: headers['cache-control'] }).toEqual({
        status: 304,
        text: '',
        etag,
        cached: `private, max-age=${WINDOW_SECONDS}`,
      });
    }
    for (const held of ['"other"', etag.slice(1, -1), '']) expect((await fetched({ 'if-none-match': held })).text).toBe(first.text);
    nextWindow();
    const next = await fetched({ 'if-none-match': etag });
    expect(next.status).toBe(200);
    expect(next.headers['etag']).not.toBe(etag);
  });

  it('asked for before its window is published, is made again once it is', async () => {
    world.on.clock.stop();
    const [link] = (await world.enrolled('library')) as [Enrolled];
    nextWindow();
    const early = await fetched();
    await world.want(link.id, 'suspended');
    await world.main.publisher.publishDue('library');
    const { statusList } = (await world.post('library', 'tokens/introspect', { token: link.token })).body as { statusList: { idx: number } };
    expect(statusIn(early, statusList.idx)).toBe(ACTIVE);
    const late = await fetched({ 'if-none-match': String(early.headers['etag']) });
    expect([late.status, statusIn(late, statusList.idx)]).toEqual([200, SUSPENDED]);
    expect((await fetched()).text).toBe(late.text);
  });

  describe('when its signing key is changed', () => {
    const kidOf = ({ text }: Answer) => decodeProtectedHeader(text).kid;
    const kidsOf = (keys: JSONWebKeySet) => keys.keys.map(({ kid }) => kid);
    let old: Answer;
    let [first, second, third]: JSONWebKeySet[] = [];
    let lists: Answer[];

    /** An instance that was started with so many versions of the key. */
    async function startedWith(versions: number, keyring: Keyring): Promise<Instance> {
      const instance = await world.another(withVersions(versions, keyring));
      instance.on.clock.stop();
      return instance;
    }

    beforeAll(async () => {
      nextWindow();
      [old, first] = [await fetched(), await keysOf()];
      const announced = await startedWith(2, world.on.keyring);
      const changed = await startedWith(3, announced.on.keyring);
      [second, third] = [await keysOf(announced.api), await keysOf(changed.api)];
      lists = [await fetched({}, announced.api), await fetched({}, changed.api)];
    });

    it('is still signed by the old one while the new one is announced', () => {
      expect([first, second, third].map((keys) => kidsOf(keys as JSONWebKeySet))).toEqual([['status-v1'], ['status-v2', 'status-v1'], ['status-v3', 'status-v2', 'status-v1']]);
      expect([old, ...lists].map(kidOf)).toEqual(['status-v1', 'status-v1', 'status-v2']);
    });

    it('holds for whoever fetched the keys when the new one was announced, and so does a list of before', async () => {
      for (const keys of [second, third]) {
        for (const list of [old, ...lists]) await expect(verified(list, keys as JSONWebKeySet)).resolves.toBeDefined();
      }
    });

    it('does not hold for whoever has only the keys of before, who has to fetch them again', async () => {
      await expect(verified(lists[1] as Answer, first as JSONWebKeySet)).rejects.toThrow('no applicable key');
    });

    it('shows no key of which no list is out any more', async () => {
      const later = await startedWith(4, world.on.keyring);
      expect(kidsOf(await keysOf(later.api))).toEqual(['status-v4', 'status-v3', 'status-v2']);
    });
  });
});

const [ACTIVE, SUSPENDED] = [0, 2];

function statusIn({ text }: Answer, position: number): number {
  const { status_list: list } = decodeJwt<{ status_list: { lst: string } }>(text);
  const byte = inflateSync(Buffer.from(list.lst, 'base64url'))[position >> 2] ?? 0;
  return (byte >> ((position & 3) * 2)) & 3;
}

/** The same keyring, with so many versions of the key that signs lists. */
function withVersions(count: number, keyring: Keyring): Keyring {
  const material = declaredPurposes().map((purpose) => {
    const versions = new Map(keyring.versions(purpose).map((version) => [version, keyring.secret(purpose, version)]));
    for (let version = 1; purpose === STATUS_LIST_SIGNING && version <= count; version += 1) {
      if (!versions.has(version)) versions.set(version, randomBytes(32));
    }
    return [purpose.name, versions] as const;
  });
  return new Keyring(new Map(material));
}
