import { type CanActivate, Inject, Injectable } from '@nestjs/common';
import { type Config } from '../../../kernel/config/config.js';
import { routeUnknown } from '../../../kernel/errors/index.js';
import { CONFIG } from '../../../kernel/kernel.module.js';

/** Outside the sandbox there is nothing at this address, whoever asks. */
@Injectable()
export class SandboxGuard implements CanActivate {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  canActivate(): boolean {
    if (!this.config.sandbox) throw routeUnknown();
    return true;
  }
}
