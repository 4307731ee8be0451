import fs from 'node:fs';
import path from 'node:path';

/** As the partner sees them: it reads `inbound` and writes `outbound`. */
export type Folder = 'inbound' | 'outbound';
export const FOLDERS: readonly Folder[] = ['inbound', 'outbound'];

/** One file of a folder, by a name that cannot lead anywhere else. */
export interface Place {
  readonly folder: Folder;
  readonly name: string;
  readonly file: string;
}

const PART = '.part';
const FILE_PATH = /^\/(inbound|outbound)\/([A-Za-z0-9._-]{1,200})$/;

/** The two folders that are exchanged over SFTP, and one beside them for what cannot be read. */
export class Mailbox {
  constructor(private readonly home: string) {
    for (const folder of [...FOLDERS, 'unreadable']) fs.mkdirSync(path.join(home, folder), { recursive: true, mode: 0o700 });
  }

  /** The file a client's path means, or null: a folder, a deeper path or one that climbs out is nobody's file. */
  place(clientPath: string): Place | null {
    const [, folder, name] = FILE_PATH.exec(absolute(clientPath)) ?? [];
    if ((folder !== 'inbound' && folder !== 'outbound') || !name) return null;
    return { folder, name, file: path.join(this.home, folder, name) };
  }

  /** The folder a client's path means; '' for the root above both. */
  folder(clientPath: string): Folder | '' | null {
    const wanted = absolute(clientPath);
    return wanted === '/' ? '' : (FOLDERS.find((folder) => wanted === `/${folder}`) ?? null);
  }

  names(folder: Folder): string[] {
    return fs.readdirSync(path.join(this.home, folder)).sort();
  }

  pathOf(folder: Folder, name: string): string {
    return path.join(this.home, folder, name);
  }

  /** Files that were uploaded whole: renamed from their `.part`. */
  complete(): string[] {
    return this.names('inbound').filter((name) => !name.endsWith(PART));
  }

  read(name: string): Buffer {
    return fs.readFileSync(this.pathOf('inbound', name));
  }

  /** Takes an inbound file away; that it is gone already is as good. */
  drop(name: string): void {
    fs.rmSync(this.pathOf('inbound', name), { force: true });
  }

  /** Takes back what was laid out. */
  takeBack(name: string): void {
    fs.rmSync(this.pathOf('outbound', name), { force: true });
  }

  setAside(name: string): void {
    fs.renameSync(this.pathOf('inbound', name), path.join(this.home, 'unreadable', name));
  }

  /** Lets an answer appear at once and complete. */
  deliver(name: string, content: Uint8Array): void {
    const hidden = this.pathOf('outbound', `.${name}${PART}`);
    fs.writeFileSync(hidden, content, { mode: 0o600 });
    fs.renameSync(hidden, this.pathOf('outbound', name));
  }
}

export function isPart(name: string): boolean {
  return name.endsWith(PART);
}

/** A client's path from the root, with every `..` resolved and none above the root. */
export function absolute(clientPath: string): string {
  return path.posix.normalize(`/${clientPath}`).replace(/(.)\/$/, '$1');
}
