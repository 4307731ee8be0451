import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What a process has used so far. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly residentMegabytes: number;
}

const TICKS_PER_SECOND = 100;

/** Looked up from outside: asking the process itself would cost it what is to be measured. */
export async function usageOf(pid: number): Promise<Usage> {
  if (process.platform !== 'linux') return usageByPs(pid);
  const [stat, status] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile(`/proc/${pid}/status`, 'utf8')]);
  // Behind the name in brackets; user and system time are fields 14 and 15 (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? NaN);
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    residentMegabytes: kilobytes / 1024,
  };
}

async function usageByPs(pid: number): Promise<Usage> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=,time=', '-p', String(pid)]);
  const [kilobytes = '', time = ''] = stdout.trim().split(/\s+/);
  const cpuSeconds = time.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
  return { cpuSeconds, residentMegabytes: Number(kilobytes) / 1024 };
}
