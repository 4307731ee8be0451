import { Inject, Injectable } from '@nestjs/common';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { type LinkState, type PublishedLink, PublishedLinks, type Service } from '../links/index.js';

/** Where a partner checks a token offline. */
export interface StatusReference {
  readonly uri: string;
  /** Position in the list. */
  readonly idx: number;
}

/** What a partner may know of a token. For a token that is not this partner's: `{active: false}` and nothing more. */
export type Introspection =
  | { readonly active: false }
  | {
      readonly active: boolean;
      readonly state: LinkState;
      readonly validThrough: string;
      readonly statusList: StatusReference;
    };

const NOTHING: Introspection = { active: false };

/** Where partners fetch their status lists. */
export function statusListUri({ publicUrl }: Config): string {
  return `${publicUrl}/partner/v1/status-list`;
}

/** Answers what a token is worth today. Leaves no record. */
@Injectable()
export class IntrospectionService {
  private readonly statusListUri: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly published: PublishedLinks,
  ) {
    this.statusListUri = statusListUri(config);
  }

  async introspect(service: Service, token: string): Promise<Introspection> {
    return this.shown(await this.published.find(service, token));
  }

  /** An answer for each token, in their order. */
  async introspectAll(service: Service, tokens: readonly string[]): Promise<Introspection[]> {
    return (await this.published.findAll(service, tokens)).map((link) => this.shown(link));
  }

  private shown(link: PublishedLink | null): Introspection {
    if (!link) return NOTHING;
    return {
      active: link.active,
      state: link.state,
      validThrough: link.validThrough,
      statusList: { uri: this.statusListUri, idx: link.statusIndex },
    };
  }
}
