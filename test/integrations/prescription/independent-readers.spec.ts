import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { X12parser } from 'x12-parser';
import { type X12Interchange, X12Parser } from 'node-x12';
import {
  type MemberChange,
  memberLoop,
  type Segment,
  writeAuditFile,
  writeChangeFile,
} from '../../../src/integrations/prescription/x12/index.js';

const PLAN = { group: 'CITY01', planCode: 'DISCOUNT' };
const PARTIES = { sponsor: { name: 'CITY OF EXAMPLE', id: '123456789' }, insurer: { name: 'RX PARTNER', id: '987654321' } };
const ENVELOPE = { senderId: 'CITYKEY', receiverId: 'RXPARTNER', at: { date: '20260401', time: '1230' }, controlNumber: 17, acknowledge: true, usage: 'T' } as const;

const ADD: MemberChange = { memberId: 'RX000000001', maintenance: '021', on: '20260401', validThrough: '20310228' };
const CHANGES: MemberChange[] = [ADD, { ...ADD, memberId: 'RX2', maintenance: '025' }, { ...ADD, memberId: 'RX3', maintenance: '024' }];
const REPLACEMENTS: MemberChange[] = [
  { ...ADD, maintenance: '001', priorId: 'RX9' },
  { ...ADD, memberId: 'RX2', maintenance: '001', priorId: 'RX8', withoutCover: true },
];

const change = (members: readonly MemberChange[]) =>
  Buffer.from(writeChangeFile({ envelope: ENVELOPE, ...PARTIES, members: members.map((one) => memberLoop(one, PLAN)), original: null }));

async function audit(count: number): Promise<Buffer> {
  async function* loops(): AsyncGenerator<Segment[]> {
    for (let n = 0; n < count; n++) yield await Promise.resolve(memberLoop({ ...ADD, memberId: `RX${n}`, maintenance: '030' }, PLAN));
  }
  let number = 17;
  const pieces: Uint8Array[] = [];
  for await (const piece of writeAuditFile({ envelope: ENVELOPE, ...PARTIES, nextNumber: () => Promise.resolve(++number) }, loops())) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Every segment between ISA and IEA, as its elements, in the order of the file. */
const elementsOf = (bytes: Buffer) => bytes.toString('latin1').split('~').slice(1, -2).map((segment) => segment.split('*'));

/** node-x12 drops leading zeros of numbers. */
const unpadded = (elements: readonly (string | undefined)[]) => elements.map((one) => (/^\d+$/.test(one ?? '') ? String(Number(one)) : one));

describe.each<[string, () => Buffer | Promise<Buffer>, number, number]>([
  ['changes', () => change(CHANGES), 1, 3],
  ['a replacement', () => change(REPLACEMENTS), 1, 2],
  ['a full audit', () => audit(600), 2, 600],
])('a file of ours with %s is read by others:', (_, make, sets, members) => {
  it('node-x12, strictly', async () => {
    const bytes = await make();
    const { header, functionalGroups } = new X12Parser(true).parse(bytes.toString('latin1')) as X12Interchange;
    const groups = functionalGroups.map((group) => [
      group.header,
      ...group.transactions.flatMap((set) => [set.header, ...set.segments, set.trailer]),
      group.trailer,
    ]);
    expect(Number(header.elements[12]?.value)).toBe(17);
    expect(functionalGroups[0]?.transactions).toHaveLength(sets);
    const read = groups.flat().map((segment) => [segment?.tag, ...(segment?.elements ?? []).map(({ value }) => value)]);
    expect(read.map(unpadded)).toEqual(elementsOf(bytes).map(unpadded));
    expect(read.filter(([tag]) => tag === 'INS')).toHaveLength(members);
  });

  it('x12-parser', async () => {
    const bytes = await make();
    const read: string[][] = [];
    const parser = new X12parser();
    for await (const { name, ...elements } of Readable.from([bytes]).pipe(parser) as AsyncIterable<Record<string, string>>) {
      read.push([name ?? '', ...Object.values(elements)]);
    }
    expect(read.slice(1, -1)).toEqual(elementsOf(bytes));
  });

  it("Debian's X12::Parser", async () => {
    if (spawnSync('perl', ['-MX12::Parser', '-e', '1']).status !== 0) {
      process.stdout.write('skipped: libx12-parser-perl is not installed\n');
      return;
    }
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'citykey-x12-'));
    const bytes = await make();
    fs.writeFileSync(path.join(folder, 'sent.x12'), bytes);
    // Its loops are those of the guide before ours, whose member loops begin alike.
    const script = `use X12::Parser; my $p = X12::Parser->new;
      (my $conf = $INC{"X12/Parser.pm"}) =~ s{[.]pm$}{/cf/834_004010X095.cf};
      $p->parsefile(file => "$ARGV[0]/sent.x12", conf => $conf);
      while (my $loop = $p->get_next_loop) { print "$loop $_\\n" for $p->get_loop_segments }`;
    const { stdout, stderr, status } = spawnSync('perl', ['-e', script, folder], { encoding: 'utf8' });
    fs.rmSync(folder, { recursive: true });
    expect([status, stderr]).toEqual([0, '']);
    const found = stdout.trim().split('\n').map((line) => line.split(' '));
    expect(found.map(([, ...segment]) => segment.join(' ').split('*')).slice(1, -1)).toEqual(elementsOf(bytes));
    expect(found.filter(([loop, segment]) => loop === '2000' && segment?.startsWith('INS'))).toHaveLength(members);
    expect(found.filter(([loop, segment]) => loop === 'ST' && segment?.startsWith('ST'))).toHaveLength(sets);
  });
});
