/** What a browser shows in the end. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Empty where the text is not JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

interface Cookie {
  readonly value: string;
  readonly path: string;
  readonly secure: boolean;
}

const MOST_REDIRECTS = 10;

/** A browser without a person: it follows redirects and keeps cookies by host and path (RFC 6265). */
export class ScriptedBrowser {
  private readonly jars = new Map<string, Map<string, Cookie>>();

  /** @param known where origins are really reached, as behind a proxy that ends TLS. */
  constructor(private readonly known: Readonly<Record<string, string>>) {}

  /**
   * Goes to an address and on to wherever it is sent.
   * @param until an address at which to stop before asking for it; the page is then the redirect to it.
   */
  async visit(address: string, until = 'nowhere'): Promise<Page> {
    let url = new URL(address);
    for (let redirects = 0; redirects < MOST_REDIRECTS; redirects += 1) {
      const page = await this.ask(url);
      const location = page.headers.get('location');
      if (location === null) return page;
      url = new URL(location, url);
      if (url.href.startsWith(until)) return { ...page, url };
    }
    throw new Error('sent around in circles');
  }

  /** The value of a cookie that is sent to an address. */
  cookie(address: string, name: string): string | undefined {
    return this.cookiesFor(new URL(address)).get(name)?.value;
  }

  /** Puts a cookie in the place of one that a site has set. */
  plant(address: string, name: string, value: string): void {
    const held = this.cookiesFor(new URL(address)).get(name);
    if (!held) throw new Error(`no cookie ${name}`);
    this.jar(new URL(address)).set(name, { ...held, value });
  }

  private async ask(url: URL): Promise<Page> {
    const cookie = [...this.cookiesFor(url)].map(([name, { value }]) => `${name}=${value}`).join('; ');
    const answer = await fetch((this.known[url.origin] ?? url.origin) + url.pathname + url.search, {
      redirect: 'manual',
      headers: cookie === '' ? {} : { cookie },
    });
    for (const line of answer.headers.getSetCookie()) this.keep(url, line);
    const text = await answer.text();
    return { url, status: answer.status, headers: answer.headers, text, body: jsonOf(text) };
  }

  private keep(url: URL, line: string): void {
    const [pair = '', ...attributes] = line.split(/; */);
    const told = new Map(attributes.map((one) => [one.split('=')[0]?.toLowerCase(), one.slice(one.indexOf('=') + 1)]));
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const gone = told.has('expires') && Date.parse(told.get('expires') ?? '') <= Date.now();
    if (gone) this.jar(url).delete(name);
    else this.jar(url).set(name, { value, path: told.get('path') ?? '/', secure: told.has('secure') });
  }

  private cookiesFor(url: URL): Map<string, Cookie> {
    const fits = ({ path, secure }: Cookie) =>
      (url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`)) && (!secure || url.protocol === 'https:');
    return new Map([...this.jar(url)].filter(([, cookie]) => fits(cookie)));
  }

  private jar({ host }: URL): Map<string, Cookie> {
    const jar = this.jars.get(host) ?? new Map<string, Cookie>();
    this.jars.set(host, jar);
    return jar;
  }
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
