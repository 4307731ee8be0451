import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { readConfig, SETTINGS } from '../../src/kernel/config/config.js';

interface Container {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly pull_policy?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Container>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const DOCKERFILE = fs.readFileSync('docker/Dockerfile', 'utf8');
const compose = parse(fs.readFileSync('docker/compose.yaml', 'utf8'), { merge: true }) as Compose;
const INSTANCES = ['prepare', 'one', 'two'];

/** What a Dockerfile takes from the folder it is built in. */
function copied(dockerfile: string): string[] {
  const lines = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].map(([, rest]) => rest ?? '');
  return lines.flatMap((rest) => rest.split(/\s+/).slice(0, -1));
}

/** `KEY=value` of the ENV instructions. */
function environmentOf(dockerfile: string): Record<string, string> {
  const text = [...dockerfile.replaceAll('\\\n', ' ').matchAll(/^ENV (.+)$/gm)].map(([, rest]) => rest).join(' ');
  return Object.fromEntries(text.split(/\s+/).map((pair) => pair.split('=') as [string, string]));
}

describe('docker/Dockerfile', () => {
  const environment = environmentOf(DOCKERFILE);

  it('copies what is there, and the ignore file lets it', () => {
    const kept = fs.readFileSync('docker/Dockerfile.dockerignore', 'utf8').split('\n').filter((line) => line.startsWith('!'));
    expect(copied(DOCKERFILE).filter((file) => !fs.existsSync(file))).toEqual([]);
    expect(new Set(copied(DOCKERFILE))).toEqual(new Set(kept.map((line) => line.slice(1))));
    expect(copied('COPY a b ./\nCOPY --from=build /app/dist ./dist')).toEqual(['a', 'b']);
  });

  it('runs as an ordinary user, on the port it exposes, by settings that there are', () => {
    const names = SETTINGS.map(({ name }) => name);
    expect(Object.keys(environment).filter((name) => name !== 'NODE_ENV' && !names.includes(name))).toEqual([]);
    const config = readConfig({ ...environment, DATABASE_URL: 'postgres://a@b/c' });
    expect(config).toMatchObject({ host: '0.0.0.0', port: 7400, sandbox: false });
    expect(DOCKERFILE).toMatch(/^USER node$/m);
    expect(DOCKERFILE).toMatch(/^EXPOSE 7400$/m);
    const { scripts } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
    const command = JSON.parse(/^CMD (.+)$/m.exec(DOCKERFILE)?.[1] ?? '[]') as string[];
    expect(['exec', ...command].join(' ')).toBe(scripts.start);
    expect(DOCKERFILE).toContain(`VOLUME ${path.posix.dirname(config.keyringPath)}\n`);
  });
});

/** Images that more than one container builds: such builds run side by side, and all but the first may fail. */
function builtTwice({ services }: Compose): string[] {
  const built = Object.values(services).filter(({ build }) => build).map(({ image }) => image);
  return built.filter((image, place) => built.indexOf(image) !== place);
}

describe('docker/compose.yaml', () => {
  it('builds its image once, and the instances wait for it and take it from nowhere else', () => {
    expect(builtTwice(compose)).toEqual([]);
    const { image, build, pull_policy } = compose.services.prepare ?? {};
    expect(fs.existsSync(path.join('docker', build?.context ?? '', build?.dockerfile ?? ''))).toBe(true);
    expect(pull_policy).toBe('build');
    for (const name of ['one', 'two']) {
      expect(compose.services[name]).toMatchObject({ image, pull_policy: 'never', depends_on: { prepare: { condition: 'service_completed_successfully' } } });
    }
    const twice = { ...compose.services, one: { ...compose.services.one, build } } as Compose['services'];
    expect(builtTwice({ ...compose, services: twice })).toEqual(['citykey-card-services']);
  });

  it('sets settings that there are', () => {
    const names = SETTINGS.map(({ name }) => name);
    const set = INSTANCES.flatMap((name) => Object.keys(compose.services[name]?.environment ?? {}));
    expect(set.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('gives all instances the same database, address and keyring, and only the preparation may write that', () => {
    const settings = INSTANCES.map((name) => JSON.stringify(compose.services[name]?.environment));
    expect(new Set(settings).size).toBe(1);
    const place = path.posix.dirname(environmentOf(DOCKERFILE).CITYKEY_KEYRING ?? '');
    expect(INSTANCES.map((name) => compose.services[name]?.volumes)).toEqual([
      [`keyring:${place}`],
      [`keyring:${place}:ro`],
      [`keyring:${place}:ro`],
    ]);
  });

  it('names volumes and files that there are', () => {
    const sources = Object.values(compose.services).flatMap(({ volumes }) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    const files = sources.filter((source) => source.startsWith('.'));
    expect(files.filter((file) => !fs.existsSync(path.join('docker', file)))).toEqual([]);
    expect(sources.filter((source) => !source.startsWith('.') && !(source in compose.volumes))).toEqual([]);
    // What is not executable would be read into the image's own script, and `set -u` with it.
    expect(fs.statSync('docker/roles.sh').mode & 0o111).not.toBe(0);
  });

  it('opens the instances to the loopback address only, and the database to nobody', () => {
    expect(compose.services.one?.ports).toEqual(['127.0.0.1:7400:7400']);
    expect(compose.services.two?.ports).toEqual(['127.0.0.1:7401:7400']);
    expect(compose.services.database?.ports).toBeUndefined();
  });
});
