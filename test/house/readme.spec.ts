import fs from 'node:fs';
import path from 'node:path';
import { readConfig, SETTINGS } from '../../src/kernel/config/config.js';
import { projectFiles } from './tree.js';

const README = fs.readFileSync('README.md', 'utf8');
const DOCUMENTS = projectFiles().filter((file) => file.endsWith('.md'));
const PARTNER_SYSTEMS = ['shows what the partners know', 'is the library', 'transit', 'prescription', 'the library by SIP2'];

/** What npm does by itself. */
const OF_NPM = ['ci', 'install', 'pack'];

/** `name | default | meaning` of each line of the table under a heading. */
function tableUnder(heading: string, markdown: string): string[] {
  const section = markdown.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) => line.replace(/^\| | \|$/g, '').replaceAll('`', ''));
}

/** The anchors GitHub gives to headings. */
function anchorsOf(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#{1,6} (.+)$/gm)].map(([, text]) => text ?? '');
  return headings.map((text) => text.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
}

const withoutFences = (markdown: string) => markdown.replace(/^```[\s\S]*?^```$/gm, '');

/** Links of a document that lead nowhere. */
function brokenLinks(file: string, markdown: string): string[] {
  const targets = [...withoutFences(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
  return targets.filter((target) => {
    if (/^(https?|mailto):/.test(target)) return false;
    const [place = '', anchor] = target.split('#');
    const found = place === '' ? file : path.join(path.dirname(file), place);
    if (!fs.existsSync(found)) return true;
    return anchor !== undefined && !anchorsOf(fs.readFileSync(found, 'utf8')).includes(anchor);
  });
}

/** Files and folders that a document names and that are not there. */
function missingPaths(markdown: string): string[] {
  const named = [...withoutFences(markdown).matchAll(/`((?:src|test|docs|bench|docker|bin|clients|examples|demo)\/[\w./-]*[\w-])`/g)].map(([, name]) => name ?? '');
  return named.filter((name) => !fs.existsSync(name) && !fs.existsSync(`${name}.ts`));
}

function unknownScripts(markdown: string): string[] {
  const { scripts } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const named = [...markdown.matchAll(/\bnpm (?:run )?(\w+)/g)].map(([, name]) => name ?? '');
  return named.filter((name) => !OF_NPM.includes(name) && !(name in scripts));
}

function unknownCommands(markdown: string): string[] {
  const cli = fs.readFileSync('src/cli.ts', 'utf8');
  const named = [...markdown.matchAll(/`(?:npm run citykey -- |citykey )([a-z][a-z-]*)(?: ([a-z][a-z-]*))?/g)];
  return named.flatMap(([, ...words]) => words.filter((word) => word !== undefined && !cli.includes(`command('${word}'`)));
}

describe('README.md', () => {
  it('lists the settings there are, with their defaults and meanings', () => {
    const expected = SETTINGS.map(({ name, fallback, meaning }) => `${name} | ${fallback || 'none'} | ${meaning}`);
    expect(tableUnder('Settings', README)).toEqual(expected);
  });

  it('names the ports that things have by default', () => {
    const { port, sandboxPort } = readConfig({});
    expect(README).toContain(`api=http://localhost:${port}\n`);
    expect(README).toContain(`<http://localhost:${sandboxPort}>`);
    const sandbox = /^The sandbox takes .*$/m.exec(README)?.[0] ?? '';
    PARTNER_SYSTEMS.forEach((what, place) => expect(sandbox).toMatch(new RegExp(`${sandboxPort + place},? ?${what}`)));
    const known = [port, ...PARTNER_SYSTEMS.map((_, place) => sandboxPort + place)].map(String);
    expect([...README.matchAll(/\b7[45]\d\d\b/g)].map(([number]) => number).filter((number) => !known.includes(number))).toEqual([]);
  });
});

describe.each(DOCUMENTS)('%s', (file) => {
  const markdown = fs.readFileSync(file, 'utf8');

  it('links to what is there', () => expect(brokenLinks(file, markdown)).toEqual([]));

  it('names files that are there', () => expect(missingPaths(markdown)).toEqual([]));

  it('names commands that are there', () => {
    expect(unknownScripts(markdown)).toEqual([]);
    expect(unknownCommands(markdown)).toEqual([]);
  });
});

describe('these checks', () => {
  it('see what is wrong', () => {
    expect(brokenLinks('README.md', '[a](docs/nowhere.md) [b](README.md#nothing) [c](LICENSE)')).toEqual(['docs/nowhere.md', 'README.md#nothing']);
    expect(missingPaths('`src/kernel` and `src/kernel/nothing.ts`')).toEqual(['src/kernel/nothing.ts']);
    expect(unknownScripts('npm ci && npm start, then npm run everything')).toEqual(['everything']);
    expect(unknownCommands('`citykey keyring init`, `npm run citykey -- keyring destroy`')).toEqual(['destroy']);
    expect(tableUnder('Settings', '## Settings\n\n| `PORT` | 1 | a port |\n## More\n| `X` | 2 | y |')).toEqual(['PORT | 1 | a port']);
  });
});
