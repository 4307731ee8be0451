import { type FileQuestion, type FileResult, type FileWork } from './file-work.js';
import { type BenchSize } from './options.js';
import { makeHome, removeHome } from './temporary-home.js';
import { type Undo } from './undo.js';
import { Worker } from './worker.js';

/** One kind of file, written or read. */
export interface FileFinding extends FileResult {
  readonly work: FileWork;
}

const WORKS: readonly FileWork[] = ['members-written', 'members-sealed', 'acknowledgements-read', 'list-written', 'list-read'];

/** Each in a process of its own, so that the memory it took is its own. */
export async function measureFiles(size: BenchSize, undo: Undo): Promise<FileFinding[]> {
  const folder = makeHome();
  undo.later(() => removeHome(folder));
  const findings: FileFinding[] = [];
  for (const work of WORKS) {
    const worker = Worker.start('file-work.ts');
    undo.later(() => worker.stop());
    const question: FileQuestion = { work, records: size.records, folder };
    findings.push({ work, ...(await worker.ask<FileResult>(question)) });
    await worker.stop();
  }
  return findings;
}
