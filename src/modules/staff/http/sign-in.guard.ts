import { randomUUID } from 'node:crypto';
import { type ExecutionContext, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { AuthGuard, AuthModuleOptions } from '@nestjs/passport';
import { type FastifyRequest } from 'fastify';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { credentialsInvalid } from '../../../kernel/errors/index.js';
import { refuseQuery, RequestPipe } from '../../../kernel/http/index.js';
import { Passwords } from '../passwords.service.js';
import { SignIn, type VerifiedAccount } from '../sign-in.service.js';
import { SignInBody } from './sign-in.body.js';

/** Passport keeps strategies for the whole process, so that each application has a name of its own for its strategy. */
export function strategyName(): AuthModuleOptions {
  return { defaultStrategy: `staff-${randomUUID()}` };
}

/** Name and password, as passport's strategy for this application. */
@Injectable()
export class PasswordStrategy implements OnModuleInit, OnModuleDestroy {
  private readonly name: string;

  constructor(
    options: AuthModuleOptions,
    private readonly signIn: SignIn,
    private readonly passwords: Passwords,
  ) {
    this.name = String(options.defaultStrategy);
  }

  async onModuleInit(): Promise<void> {
    await this.passwords.prepare();
    const strategy = new Strategy({ passReqToCallback: true, session: false }, (request, username, password, done) => {
      this.signIn.verify(username, password, request.ip ?? '', (request.body as SignInBody).totp).then(
        (account) => done(null, account),
        (error: unknown) => done(error),
      );
    });
    passport.use(this.name, strategy);
  }

  onModuleDestroy(): void {
    passport.unuse(this.name);
  }
}

/** Lets in whoever knows the password; the account is then the request's `user`. */
@Injectable()
export class SignInGuard extends AuthGuard() {
  private readonly pipe = new RequestPipe();

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    // This guard does what other operations do after theirs, and passport would take credentials from the address too.
    refuseQuery(request);
    await this.pipe.transform(request.body, { type: 'body', metatype: SignInBody });
    return (await super.canActivate(context)) as boolean;
  }

  override handleRequest<T>(error: Error | null, account: T | false): T {
    if (error) throw error;
    if (account === false) throw credentialsInvalid();
    return account;
  }
}

export function verifiedAccount(request: FastifyRequest): VerifiedAccount {
  return (request as FastifyRequest & { user: VerifiedAccount }).user;
}
