import { randomBytes } from 'node:crypto';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { declaredPurposes, Keyring } from '../../src/kernel/keyring/index.js';
import { type Answer } from '../e2e/api.js';
import { type Instance, PartnerWorld, WINDOW_SECONDS } from './partner-world.js';

const PURPOSE = 'partner-api.status-list-signing';

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
  const verified = ({ text }: Answer, keys: JSONWebKeySet) =>
    jwtVerify(text, createLocalJWKSet(keys), { currentDate: world.on.clock.now() });

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

  describe('when its signing key is changed', () => {
    let old: Answer;
    let oldKeys: JSONWebKeySet;
    let later: Instance;

    beforeAll(async () => {
      nextWindow();
      [old, oldKeys] = [await fetched(), await keysOf()];
      later = await world.another(withAnotherKey(world.on.keyring));
      later.on.clock.stop();
    });

    it('is signed by the new one, and the keys of both are there: a list that was fetched before still holds', async () => {
      const [fresh, keys] = [await fetched({}, later.api), await keysOf(later.api)];
      expect(keys.keys.map(({ kid }) => kid)).toEqual(['status-v2', 'status-v1']);
      expect([old, fresh].map(({ text }) => decodeProtectedHeader(text).kid)).toEqual(['status-v1', 'status-v2']);
      await expect(verified(old, keys)).resolves.toBeDefined();
      await expect(verified(fresh, keys)).resolves.toBeDefined();
      const { keys: [first] } = keys;
      expect(first).not.toMatchObject({ x: keys.keys[1]?.x });
    });

    it('does not hold for whoever has only the keys of before, and so has to fetch them again', async () => {
      await expect(verified(await fetched({}, later.api), oldKeys)).rejects.toThrow('no applicable key');
      const onlyNew = { keys: (await keysOf(later.api)).keys.slice(0, 1) };
      await expect(verified(old, onlyNew)).rejects.toThrow('no applicable key');
    });
  });
});

/** The same keyring, and a second version of the key that signs lists. */
function withAnotherKey(keyring: Keyring): Keyring {
  const material = declaredPurposes().map((purpose) => {
    const versions = keyring.versions(purpose).map((version) => [version, keyring.secret(purpose, version)] as const);
    return [purpose.name, new Map([...versions, ...(purpose.name === PURPOSE ? [[2, randomBytes(32)] as const] : [])])] as const;
  });
  return new Keyring(new Map(material));
}
