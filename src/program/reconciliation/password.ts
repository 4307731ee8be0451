import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Where a password comes from. */
export interface PasswordSource {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/** The first line of the input. At a terminal it is asked for, and not shown. */
export async function readPassword({ input, output }: PasswordSource, username: string): Promise<string> {
  const terminal = input.isTTY === true;
  if (terminal) output.write(`Password of ${username}: `);
  const silent = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    if (terminal) output.write('\n');
  }
}
