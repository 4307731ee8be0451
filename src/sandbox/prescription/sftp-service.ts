import fs from 'node:fs';
import ssh2, { type Attributes, type FileEntry, type SFTPWrapper } from 'ssh2';
import { type ReceivedBytes } from '../received-bytes.js';
import { STRAY } from '../stray-person.js';
import { absolute, FOLDERS, type Folder, isPart, type Mailbox, type Place } from './mailbox.js';
import { type SftpFaults } from './sftp-faults.js';

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;
type Status = (typeof STATUS_CODE)[keyof typeof STATUS_CODE];

const MAX_FILE_BYTES = 32 * 1024 * 1024;
const MAX_READ_BYTES = 64 * 1024;
const MAX_HANDLES = 32;

/** An open file, or a folder being listed. */
type Open =
  | { readonly kind: 'file'; readonly descriptor: number; readonly keep: (bytes: Uint8Array) => void }
  | { readonly kind: 'folder'; entries: FileEntry[] };

/** A request is refused with an SFTP status. */
class Refused extends Error {
  constructor(readonly status: Status) {
    super(`sftp status ${status}`);
  }
}

export interface Surroundings {
  readonly mailbox: Mailbox;
  readonly received: ReceivedBytes;
  /** Whether what is written is shown as received; of encrypted files only the names are. */
  readonly contentsShown: boolean;
  /** Called when an upload was renamed to its final name; the rename is answered afterwards. Must not throw. */
  readonly arrived: () => Promise<void>;
  /** Breaks every connection. */
  readonly cut: () => void;
  readonly faults: SftpFaults;
}

/**
 * One client's SFTP session over the two folders. Uploads go to `inbound` under a name that ends with
 * `.part` and are renamed, never onto an existing name; answers in `outbound` may be read and removed.
 * Whatever has no handler here is answered by the library with "operation unsupported".
 */
export class SftpService {
  private readonly open = new Map<number, Open>();
  private handles = 0;
  /** Bytes of files that went either way. */
  private moved = 0;

  constructor(
    private readonly sftp: SFTPWrapper,
    private readonly surroundings: Surroundings,
  ) {
    this.serveFiles();
    this.serveFolders();
    sftp.on('error', () => sftp.end());
    sftp.on('close', () => this.release());
  }

  private serveFiles(): void {
    const { sftp } = this;
    sftp.on('OPEN', (id, path, flags) => this.answer(id, () => sftp.handle(id, this.openFile(path, flags))));
    sftp.on('READ', (id, handle, offset, length) => this.answer(id, () => sftp.data(id, this.read(handle, offset, length))));
    sftp.on('WRITE', (id, handle, offset, data) => this.done(id, () => this.write(handle, offset, data)));
    sftp.on('FSTAT', (id, handle) => this.answer(id, () => sftp.attrs(id, attributes(fs.fstatSync(this.file(handle).descriptor)))));
    // Modes and times of a client's choosing mean nothing here, but clients insist on setting them.
    sftp.on('FSETSTAT', (id) => this.done(id, () => undefined));
    sftp.on('SETSTAT', (id) => this.done(id, () => undefined));
    sftp.on('CLOSE', (id, handle) => this.done(id, () => this.closeHandle(handle)));
    sftp.on('REMOVE', (id, path) => this.done(id, () => this.remove(this.place(path))));
    sftp.on('RENAME', (id, from, to) => {
      this.answer(id, () => {
        this.rename(this.place(from), this.place(to));
        void this.surroundings.arrived().then(() => sftp.status(id, STATUS_CODE.OK, this.message));
      });
    });
  }

  private serveFolders(): void {
    const { sftp } = this;
    const stat = (id: number, path: string): void => this.answer(id, () => sftp.attrs(id, this.stat(path)));
    sftp.on('STAT', stat);
    sftp.on('LSTAT', stat);
    sftp.on('OPENDIR', (id, path) => this.answer(id, () => sftp.handle(id, this.openFolder(path))));
    sftp.on('READDIR', (id, handle) => this.answer(id, () => sftp.name(id, this.list(handle))));
    sftp.on('REALPATH', (id, path) => this.answer(id, () => sftp.name(id, [entry(absolute(path), directory())])));
  }

  private done(id: number, act: () => void): void {
    this.answer(id, () => {
      act();
      this.sftp.status(id, STATUS_CODE.OK, this.message);
    });
  }

  private answer(id: number, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.sftp.status(id, statusOf(error), this.message);
    }
  }

  /** What goes with a status, beside its code. */
  private get message(): string | undefined {
    return this.surroundings.faults.get('names') ? STRAY.note : undefined;
  }

  private openFile(path: string, flags: number): Buffer {
    const place = this.place(path);
    const writes = (flags & (OPEN_MODE.WRITE | OPEN_MODE.APPEND)) !== 0;
    if (writes && (place.folder !== 'inbound' || !isPart(place.name))) throw new Refused(STATUS_CODE.PERMISSION_DENIED);
    const mode = writes ? (flags & OPEN_MODE.EXCL ? 'wx' : 'w') : 'r';
    this.checkRoom();
    const keep = this.surroundings.received.open();
    if (writes) keep(Buffer.from(`${place.name}\n`));
    const shown = this.surroundings.contentsShown ? keep : () => undefined;
    return this.handle({ kind: 'file', descriptor: fs.openSync(place.file, mode, 0o600), keep: shown });
  }

  private read(handle: Buffer, offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(Math.min(length, MAX_READ_BYTES));
    const count = fs.readSync(this.file(handle).descriptor, bytes, 0, bytes.length, offset);
    if (count === 0) throw new Refused(STATUS_CODE.EOF);
    if (this.allowed(count) < count) this.surroundings.cut();
    return bytes.subarray(0, count);
  }

  private write(handle: Buffer, offset: number, data: Buffer): void {
    if (offset + data.length > MAX_FILE_BYTES || this.surroundings.faults.get('refuseUploads')) throw new Refused(STATUS_CODE.FAILURE);
    const { descriptor, keep } = this.file(handle);
    const allowed = this.allowed(data.length);
    keep(data);
    for (let at = 0; at < allowed; ) at += fs.writeSync(descriptor, data, at, allowed - at, offset + at);
    if (allowed < data.length) this.surroundings.cut();
  }

  /** How many of so many more bytes may pass before the connection is to be cut. */
  private allowed(more: number): number {
    const { faults } = this.surroundings;
    const most = faults.get('cutFilesAfterBytes') ?? Infinity;
    if (this.moved + more > most) return Math.max(0, (faults.take('cutFilesAfterBytes') ?? 0) - this.moved);
    this.moved += more;
    return more;
  }

  private remove({ folder, name, file }: Place): void {
    if (folder === 'inbound' && !isPart(name)) throw new Refused(STATUS_CODE.PERMISSION_DENIED);
    fs.unlinkSync(file);
  }

  private rename(from: Place, to: Place): void {
    const agreed = from.folder === 'inbound' && isPart(from.name) && to.folder === 'inbound' && !isPart(to.name);
    if (!agreed) throw new Refused(STATUS_CODE.PERMISSION_DENIED);
    // A link fails on an existing name where a rename would replace it.
    fs.linkSync(from.file, to.file);
    fs.unlinkSync(from.file);
  }

  private openFolder(path: string): Buffer {
    const folder = this.surroundings.mailbox.folder(path);
    if (folder === null) throw new Refused(STATUS_CODE.NO_SUCH_FILE);
    this.checkRoom();
    const entries = folder === '' ? FOLDERS.map((name) => entry(name, directory())) : this.files(folder);
    return this.handle({ kind: 'folder', entries });
  }

  private files(folder: Folder): FileEntry[] {
    const { mailbox } = this.surroundings;
    const owner = this.surroundings.faults.get('names') ? STRAY.fileName : 'partner';
    return mailbox.names(folder).map((name) => entry(name, attributes(fs.statSync(mailbox.pathOf(folder, name))), owner));
  }

  private list(handle: Buffer): FileEntry[] {
    const folder = this.find(handle);
    if (folder.kind !== 'folder') throw new Refused(STATUS_CODE.FAILURE);
    const entries = folder.entries.splice(0, 100);
    if (entries.length === 0) throw new Refused(STATUS_CODE.EOF);
    return entries;
  }

  private stat(path: string): Attributes {
    if (this.surroundings.mailbox.folder(path) !== null) return directory();
    return attributes(fs.statSync(this.place(path).file));
  }

  private place(path: string): Place {
    const place = this.surroundings.mailbox.place(path);
    if (!place) throw new Refused(STATUS_CODE.NO_SUCH_FILE);
    return place;
  }

  private checkRoom(): void {
    if (this.open.size >= MAX_HANDLES) throw new Refused(STATUS_CODE.FAILURE);
  }

  private handle(open: Open): Buffer {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(++this.handles);
    this.open.set(this.handles, open);
    return handle;
  }

  private find(handle: Buffer): Open {
    const open = handle.length === 4 ? this.open.get(handle.readUInt32BE()) : undefined;
    if (!open) throw new Refused(STATUS_CODE.FAILURE);
    return open;
  }

  private file(handle: Buffer): Extract<Open, { kind: 'file' }> {
    const open = this.find(handle);
    if (open.kind !== 'file') throw new Refused(STATUS_CODE.FAILURE);
    return open;
  }

  private closeHandle(handle: Buffer): void {
    const open = this.find(handle);
    this.open.delete(handle.readUInt32BE());
    if (open.kind === 'file') fs.closeSync(open.descriptor);
  }

  private release(): void {
    for (const open of this.open.values()) if (open.kind === 'file') fs.closeSync(open.descriptor);
    this.open.clear();
  }
}

function statusOf(error: unknown): Status {
  if (error instanceof Refused) return error.status;
  return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE;
}

function attributes({ mode, size, atimeMs, mtimeMs }: fs.Stats): Attributes {
  return { mode, uid: 0, gid: 0, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
}

function directory(): Attributes {
  return { mode: fs.constants.S_IFDIR | 0o700, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };
}

/** Clients tell files from folders by the first letter of the long name. */
function entry(filename: string, attrs: Attributes, owner = 'partner'): FileEntry {
  const letter = (attrs.mode & fs.constants.S_IFMT) === fs.constants.S_IFDIR ? 'd' : '-';
  return { filename, longname: `${letter}rw------- 1 ${owner} ${owner} ${attrs.size} Jan 1 1970 ${filename}`, attrs };
}
