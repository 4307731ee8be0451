import fs from 'node:fs';
import { SftpProblem, SftpSession } from '../../../src/integrations/transport/sftp.js';
import { file, HEADER, member, send } from './change-files.js';
import { makeHostKey, TestPartner } from './partner.js';

describe('the simulated benefit manager', () => {
  let site: TestPartner;

  beforeEach(async () => {
    site = new TestPartner();
    await site.start();
  });

  afterEach(() => site.discard());

  describe('survives its own death', () => {
    const journal = () => fs.readFileSync(site.file('processed.jsonl'), 'utf8');

    it('keeps members over a restart and a torn last line', async () => {
      await send(site, 1, member('RX1'));
      await site.stop();
      fs.appendFileSync(site.file('processed.jsonl'), '{"key":"2","value":{"name":"G.x12","interch');
      await site.start();
      expect(site.record('RX1')).toMatchObject({ state: 'active' });
      expect(await send(site, 2, member('RX2'))).toContain('IK5*A');
      await site.restart();
      expect(site.partner.records()).toHaveLength(2);
    });

    it('takes up at its start what was uploaded before', async () => {
      await site.stop();
      fs.writeFileSync(site.file('inbound', 'F.x12'), file(1, [[...HEADER, ...member('RX1')]]));
      fs.writeFileSync(site.file('inbound', '.G.x12.part'), file(2, [[...HEADER, ...member('RX2')]]));
      await site.start();
      expect(site.partner.records().map(({ token }) => token)).toEqual(['RX1']);
      expect(site.names('inbound')).toEqual(['.G.x12.part']);
      expect(site.names('outbound')).toHaveLength(2);
    });

    it('answers, after dying between journal and answer, what it would have answered', async () => {
      const text = file(1, [[...HEADER, ...member('RX1')]]);
      await site.stop();
      fs.writeFileSync(site.file('inbound', 'F.x12'), text);
      await site.start();
      const answers = site.answers();
      const [processed = ''] = journal().split('\n');
      await site.stop();
      // As it was when the journal had the file and nothing else had happened yet.
      for (const name of site.names('outbound')) fs.rmSync(site.file('outbound', name));
      fs.writeFileSync(site.file('inbound', 'F.x12'), text);
      fs.writeFileSync(site.file('processed.jsonl'), `${processed}\n`);
      await site.start();
      expect(site.answers()).toEqual(answers);
      expect(site.names('inbound')).toEqual([]);
      expect(site.partner.records()).toHaveLength(1);
      expect(site.partner.violations()).toEqual([]);
    });
  });

  describe('at the SFTP door', () => {
    const codeOf = (act: Promise<unknown>) => act.then(() => 'none', (error: unknown) => (error instanceof SftpProblem ? error.code : String(error)));

    it('lets in only who knows name and password, on the pinned key', async () => {
      const open = (changes: object) => codeOf(SftpSession.open(site.target(changes)).then((session) => session.close()));
      expect(await open({})).toBe('none');
      expect(await open({ hostKey: site.key.publicKey })).toBe('none');
      expect(await open({ password: 'correct hors' })).toBe('login_refused');
      expect(await open({ password: '' })).toBe('login_refused');
      expect(await open({ username: 'town' })).toBe('login_refused');
      expect(await open({ password: undefined, privateKey: makeHostKey().hostKey })).toBe('login_refused');
      expect(await open({ hostKey: makeHostKey().fingerprint })).toBe('host_key_mismatch');
      expect(await open({ hostKey: makeHostKey().publicKey })).toBe('host_key_mismatch');
    });

    it('refuses to rename onto an existing name, and says so', async () => {
      fs.writeFileSync(site.file('inbound', 'F.x12'), 'there before');
      const session = await site.session();
      expect(await codeOf(session.upload('inbound', 'F.x12', Buffer.from('new')))).toBe('name_taken');
      expect(fs.readFileSync(site.file('inbound', 'F.x12'), 'utf8')).toBe('there before');
      expect(site.names('inbound')).toEqual(['F.x12']);
    });

    it('shows two folders and nothing around them', async () => {
      fs.writeFileSync(site.file('outbound', 'A.x12'), 'answer');
      const session = await site.session();
      for (const path of ['../processed.jsonl', 'outbound/../../prescription/processed.jsonl', '/etc/passwd', 'outbound/../processed.jsonl', 'unreadable/x']) {
        expect([path, await codeOf(session.read(path, 1_000))]).toEqual([path, 'not_found']);
        expect([path, await codeOf(session.delete(path))]).toEqual([path, 'none']);
      }
      expect(await codeOf(session.list('..'))).toBe('none');
      expect(await session.list('..')).toEqual([]);
      expect(await codeOf(session.list('unreadable'))).toBe('not_found');
      expect(Buffer.from(await session.read('../outbound/A.x12', 10)).toString()).toBe('answer');
      expect(fs.existsSync(site.file('processed.jsonl'))).toBe(true);
    });

    it('takes uploads only into inbound and only as parts', async () => {
      fs.writeFileSync(site.file('inbound', 'whole.x12'), 'x');
      const session = await site.session();
      expect(await codeOf(session.upload('outbound', 'A.x12', Buffer.from('x')))).toBe('operation_failed');
      expect(await codeOf(session.upload('inbound', 'a/b.x12', Buffer.from('x')))).toBe('not_found');
      expect(await codeOf(session.delete('inbound/whole.x12'))).toBe('operation_failed');
      expect(site.names('inbound')).toEqual(['whole.x12']);
    });

    it('reads no more than was asked for', async () => {
      fs.writeFileSync(site.file('outbound', 'A.x12'), 'x'.repeat(100_000));
      fs.writeFileSync(site.file('outbound', 'B.x12'), '');
      const session = await site.session();
      expect(await session.read('outbound/A.x12', 100_000)).toHaveLength(100_000);
      expect(await codeOf(session.read('outbound/A.x12', 99_999))).toBe('too_large');
      expect(await session.read('outbound/B.x12', 10)).toHaveLength(0);
      expect(await session.list('outbound')).toEqual([
        { name: 'A.x12', size: 100_000, modifiedAt: expect.any(Number) as number },
        { name: 'B.x12', size: 0, modifiedAt: expect.any(Number) as number },
      ]);
    });
  });
});
