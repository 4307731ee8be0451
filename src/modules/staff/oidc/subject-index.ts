import { Inject, Injectable } from '@nestjs/common';
import { type Config } from '../../../kernel/config/config.js';
import { CONFIG } from '../../../kernel/kernel.module.js';
import { type BlindIndex, definePurpose, Keyring } from '../../../kernel/keyring/index.js';
import { oidcNotSetUp } from '../staff.errors.js';

const SUBJECT = definePurpose('staff.oidc-subject');

/** Somebody at an identity provider: a subject means nothing without its issuer (OpenID Connect Core section 5.7). */
export interface ProviderSubject {
  readonly issuer: string;
  /** The `sub` claim: at most 255 ASCII characters, compared letter by letter. */
  readonly subject: string;
}

/** By what a subject is found again: nothing else of it is kept. */
@Injectable()
export class SubjectIndex {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly keyring: Keyring,
  ) {}

  /** A subject of the provider that is set up. @throws DomainError `auth.oidc_not_set_up`. */
  here(subject: string): ProviderSubject {
    if (!this.config.oidc) throw oidcNotSetUp();
    return { issuer: this.config.oidc.issuer, subject };
  }

  /** To be written. */
  newest(subject: ProviderSubject): BlindIndex {
    return this.keyring.index(SUBJECT, joined(subject));
  }

  /** To be looked for. */
  all(subject: ProviderSubject): Buffer[] {
    return this.keyring.indexes(SUBJECT, joined(subject));
  }
}

/** Whatever the two contain, no other pair gives the same text. The provider may be set with or without a slash after its host. */
function joined({ issuer, subject }: ProviderSubject): string {
  return JSON.stringify([new URL(issuer).href, subject]);
}
