import { Module } from '@nestjs/common';
import { AuthModuleOptions } from '@nestjs/passport';
import { AccountChanges } from './account-changes.service.js';
import { Approvals } from './approvals.service.js';
import { ApprovalsController } from './http/approvals.controller.js';
import { AuthController } from './http/auth.controller.js';
import { OwnAccountController } from './http/own-account.controller.js';
import { RefreshCookie } from './http/refresh-cookie.js';
import { PasswordStrategy, SignInGuard, strategyName } from './http/sign-in.guard.js';
import { StaffController } from './http/staff.controller.js';
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
  controllers: [AuthController, OwnAccountController, StaffController, ApprovalsController],
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
    StaffJobs,
  ],
  exports: [StaffAccounts, Approvals, StaffNames, Sessions],
})
export class StaffModule {}
