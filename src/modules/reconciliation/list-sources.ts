import { Injectable } from '@nestjs/common';
import { PartnerLists } from '../links/index.js';
import { PartnerRegistry } from '../partners/index.js';

/** Who runs a service, and what can be asked there. */
@Injectable()
export class ListSources {
  constructor(
    readonly partners: PartnerRegistry,
    readonly lists: PartnerLists,
  ) {}
}
