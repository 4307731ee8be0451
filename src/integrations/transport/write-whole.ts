import { Readable, type Writable } from 'node:stream';

/** The file at the other end is shorter than what was to be written. */
export class WrittenInPart extends Error {
  constructor() {
    super('written in part');
    this.name = 'WrittenInPart';
  }
}

/**
 * Writes all of a content to a remote file and closes it.
 *
 * In place of the library's own `put`, which says that all is well when the server refused to write, on a full disk
 * for instance.
 * @param file opened with `autoClose: false`, so that an error is told before the file is closed.
 * @throws WrittenInPart; or what the server, or `content`, threw.
 */
export function writeWhole(file: Writable, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  return new Promise((resolve, reject) => {
    const source = Readable.from(content, { objectMode: false });
    let whole = false;
    const fail = (error: Error): void => {
      // First: closing the file tells its own end at once.
      reject(error);
      source.destroy();
      file.destroy();
    };
    source.on('error', fail);
    file.on('error', fail);
    file.once('finish', () => {
      whole = true;
      file.destroy();
    });
    // A write that fails beside others closes the file without a word.
    file.once('close', () => (whole ? resolve() : fail(new WrittenInPart())));
    source.pipe(file);
  });
}
