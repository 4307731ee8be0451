import fs from 'node:fs';
import path from 'node:path';

/** Licences under which a package may be used in a program that is under the Apache License 2.0. */
const COMPATIBLE = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Python-2.0', 'Unlicense', 'PostgreSQL'];

/** Packages whose manifest says nothing; where they say it instead. */
const SAID_ELSEWHERE: Readonly<Record<string, string>> = { pause: 'MIT' };

/**
 * Packages under the Lesser GPL, used as they are published, as packages of their own that anybody can replace:
 * section 4 asks for no more than the notice in NOTICE.
 */
const LESSER_GPL: Readonly<Record<string, string>> = { openpgp: 'LGPL-3.0+' };

type Licence = string | { readonly type?: string } | undefined;

interface Manifest {
  readonly name?: string;
  readonly license?: Licence;
  readonly licenses?: readonly Licence[];
}

const nameOf = (licence: Licence) => (typeof licence === 'object' ? licence.type : licence);

function licenceOf({ name = '', license, licenses }: Manifest): string {
  return nameOf(license) ?? nameOf(licenses?.[0]) ?? SAID_ELSEWHERE[name] ?? 'unknown';
}

/** `(A OR B)` leaves the choice. */
const isCompatible = (licence: string) => licence.replace(/[()]/g, '').split(' OR ').some((one) => COMPATIBLE.includes(one));

describe('licences', () => {
  it('of all packages in production go together with ours', () => {
    const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, { dev?: boolean }> };
    const used = Object.keys(packages).filter((folder) => folder !== '' && !packages[folder]?.dev);
    // Packages for other platforms are named by the lock and not installed.
    const installed = used.map((folder) => path.join(folder, 'package.json')).filter((file) => fs.existsSync(file));
    expect(installed.length).toBeGreaterThan(100);
    const manifests = installed.map((file) => JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest);
    const allowed = (one: Manifest) => isCompatible(licenceOf(one)) || LESSER_GPL[one.name ?? ''] === licenceOf(one);
    expect(manifests.filter((one) => !allowed(one)).map((one) => `${one.name}: ${licenceOf(one)}`)).toEqual([]);
  });

  it.each(['GPL-3.0-only', 'AGPL-3.0-or-later', 'SSPL-1.0', 'unknown', 'UNLICENSED'])('would refuse %s', (licence) => {
    expect(isCompatible(licence)).toBe(false);
  });

  it('of the Lesser GPL are announced', () => {
    for (const name of Object.keys(LESSER_GPL)) expect(fs.readFileSync('NOTICE', 'utf8')).toContain(`${name}: GNU Lesser General Public License`);
  });

  it('of documents that are not ours lie beside them', () => {
    for (const folder of ['src/sandbox/transit/openapi', 'test/data/x12']) {
      expect(fs.readdirSync(folder).filter((name) => /^LICENSE(\.txt)?$/.test(name))).toHaveLength(1);
    }
    expect(fs.readFileSync('LICENSE', 'utf8')).toContain('Apache License');
    expect(JSON.parse(fs.readFileSync('package.json', 'utf8'))).toMatchObject({ license: 'Apache-2.0' });
  });
});
