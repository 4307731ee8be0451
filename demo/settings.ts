import path from 'node:path';

/** Where the service and its sandbox are: the settings of `npm start` that the tour needs, with the same defaults. */
export interface Settings {
  /** Address of the service, without a slash at its end. */
  readonly url: string;
  /** Folder of the installation, as a person knows it. */
  readonly home: string;
  /** Folder in which the sandbox keeps its plan and the credentials of its partners. */
  readonly sandbox: string;
  /** The city's day, `YYYY-MM-DD`. */
  readonly today: string;
}

export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const text = (name: string, fallback: string) => env[name]?.trim() || fallback;
  const home = path.resolve(text('CITYKEY_HOME', '.citykey'));
  return {
    url: text('CITYKEY_PUBLIC_URL', `http://localhost:${text('PORT', '7400')}`).replace(/\/+$/, ''),
    home,
    sandbox: path.join(home, 'sandbox'),
    today: new Intl.DateTimeFormat('sv-SE', { timeZone: text('CITYKEY_TIME_ZONE', 'America/Chicago') }).format(new Date()),
  };
}
