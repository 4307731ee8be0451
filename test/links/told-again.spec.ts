import { ComparableLinks, PublisherService, type Receipt, type Submission, WorkQueue } from '../../src/modules/links/index.js';
import { ReceiptsService } from '../../src/modules/links/receipts.service.js';
import { createCore, POLICIES, type TestCore } from '../setup/core.js';
import { query } from '../setup/query.js';
import { CHANGE_SECONDS, enrol, linkRow, published, republished } from './link-rows.js';
import { accepted, rejected } from './scripted-adapter.js';

describe('a link that is told again for what a list showed', () => {
  let core: TestCore;

  beforeAll(async () => {
    core = await createCore({ policies: { library: { ...POLICIES.library, changeEpochSeconds: CHANGE_SECONDS } } });
  });

  beforeEach(() => core.reset());

  afterAll(() => core.close());

  const claim = async () => (await core.get(WorkQueue).claim('library', 1))[0]?.submission as Submission;
  const settle = (receipt: Receipt) => core.get(ReceiptsService).settle([receipt]);
  const remembering = (submission: Submission, reference: string) => ({ ...accepted(submission), reference }) as Receipt;
  const saidOf = ({ reference, listed }: Submission) => ({ reference, listed });

  async function toldAgain(id: string, listed?: boolean): Promise<Submission> {
    const version = Number((await linkRow(core, id)).desired.split(' ')[1]);
    const tell = () => core.database.transaction((tx) => core.get(ComparableLinks).tellAgain(tx, 'library', [{ id, version, listed }]));
    expect(await tell()).toEqual([id]);
    // Whatever was wanted meanwhile is on its way.
    expect(await tell()).toEqual([]);
    core.clock.advance(CHANGE_SECONDS);
    await core.get(PublisherService).publishDue('library');
    return claim();
  }

  it('carries what the list said, and keeps its reference, until the partner asks for another', async () => {
    const id = await published(core, 'library');
    await settle(remembering(await claim(), 'patron 17'));
    for (const [listed, said] of [[true, undefined], [false, false], [undefined, false], [true, true]] as const) {
      const submission = await toldAgain(id, listed);
      expect(saidOf(submission)).toEqual({ reference: 'patron 17', listed: said });
      await settle(accepted(submission));
    }
    await settle(remembering(await toldAgain(id, false), 'patron 18'));
    expect(saidOf(await toldAgain(id))).toEqual({ reference: 'patron 18', listed: undefined });
  });

  it('that was never accepted carries that a list had it, and nothing where none had', async () => {
    const id = await published(core, 'library');
    await settle(rejected(await claim()));
    for (const [listed, said] of [[false, undefined], [true, true], [false, false]] as const) {
      const submission = await toldAgain(id, listed);
      expect(saidOf(submission)).toEqual({ reference: null, listed: said });
      await settle(rejected(submission));
    }
  });

  it('is named by its successor with the same', async () => {
    const id = await published(core, 'library');
    await settle(remembering(await claim(), 'patron 17'));
    await settle(accepted(await toldAgain(id, false)));
    const [next = ''] = await enrol(core, ['library']);
    await query(core.place.ownerUrl, 'UPDATE links.link SET replaces = $1 WHERE id = $2', [id, next]);
    await republished(core, 'library', id, 'ended');
    expect(await claim()).toMatchObject({ linkId: next, replaces: { reference: 'patron 17', listed: false } });
  });
});
