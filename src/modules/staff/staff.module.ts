import { Module } from '@nestjs/common';
import { AuthModuleOptions } from '@nestjs/passport';
import { AccountChanges } from './account-changes.service.js';
import { Approvals } from './approvals.service.js';
import { ApprovalsController } from './http/approvals.controller.js';
import { AttemptCookie } from './http/attempt-cookie.js';
import { AuthController } from './http/auth.controller.js';
import { OidcBindingsController } from './http/oidc-bindings.controller.js';
import { OidcController } from './http/oidc.controller.js';
import { OwnAccountController } from './http/own-account.controller.js';
import { RefreshCookie } from './http/refresh-cookie.js';
import { PasswordStrategy, SignInGuard, strategyName } from './http/sign-in.guard.js';
import { StaffController } from './http/staff.controller.js';
import { BoundAccounts } from './oidc/bound-accounts.js';
import { IdentityProvider } from './oidc/identity-provider.js';
import { OidcBindings } from './oidc/oidc-bindings.service.js';
import { OidcSignIn } from './oidc/oidc-sign-in.service.js';
import { SignInAttempts } from './oidc/sign-in-attempts.js';
import { SubjectIndex } from './oidc/subject-index.js';
import { OwnAccounts } from './own-account.service.js';
import { Passwords } from './passwords.service.js';
import { SecondFactor } from './second-factor.service.js';
import { Sessions } from './sessions.service.js';
import { SignIn } from './sign-in.service.js';
import { StaffAccounts } from './staff-accounts.service.js';
import { StaffNames } from './staff-names.js';
import { AccountStanding } from './standing.js';
import { StaffJobs } from './staff.jobs.js';

/** The people who work with the service: accounts, roles, sign-in. */
@Module({
  controllers: [AuthController, OwnAccountController, StaffController, ApprovalsController, OidcController, OidcBindingsController],
  providers: [
    { provide: AuthModuleOptions, useFactory: strategyName },
    Passwords,
    AccountStanding,
    StaffAccounts,
    StaffNames,
    SignIn,
    SecondFactor,
    Approvals,
    AccountChanges,
    OwnAccounts,
    Sessions,
    PasswordStrategy,
    SignInGuard,
    RefreshCookie,
    SubjectIndex,
    OidcBindings,
    IdentityProvider,
    SignInAttempts,
    BoundAccounts,
    OidcSignIn,
    AttemptCookie,
    StaffJobs,
  ],
  exports: [StaffAccounts, Approvals, StaffNames, Sessions],
})
export class StaffModule {}
