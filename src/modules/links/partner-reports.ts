import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { type Report } from './domain/report.js';
import { type Service } from './domain/service.js';
import { LinkSeals } from './link-seals.js';
import { PublisherService } from './publisher.service.js';
import { applyReport, type ReportedRow, selectKnown } from './report.store.js';

/** All that a partner is answered, whatever became of its report. */
export interface Accepted {
  readonly accepted: true;
}

/** What a partner says of its own tokens. Of the card and its other links nothing is known here. */
@Injectable()
export class PartnerReports {
  private readonly seals: LinkSeals;

  constructor(
    private readonly publisher: PublisherService,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new LinkSeals(keyring);
  }

  /**
   * `lost` and `stolen` set the partner's hold, `found` clears it, `closed` ends the link; the partner's own link is
   * published with it. A token nobody has is noted as a refusal, and makes the same statements run over no row, so that
   * neither answer nor time tells it from another. Saying it again changes nothing.
   */
  report(caller: Caller, service: Service, token: string, report: Report): Promise<Accepted> {
    const indexes = this.seals.tokenIndexes(service, token);
    return this.publisher.withAct(caller, service, async (tx) => {
      const known = await tx.query(selectKnown(indexes));
      const reported = await tx.query<ReportedRow>(applyReport(report, indexes, this.clock.today()));
      const outcome = known.length > 0 ? ('done' as const) : ('refused' as const);
      return {
        // A link the partner has not been told of yet waits for the others of its window.
        linkIds: reported.filter(({ told }) => told).map(({ id }) => id),
        audit: { act: 'link.report', reason: report, subject: null, outcome },
        answer: () => ({ accepted: true }) as const,
      };
    });
  }
}
