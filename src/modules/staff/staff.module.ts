import { Module } from '@nestjs/common';
import { AuthModuleOptions } from '@nestjs/passport';
import { AuthController } from './http/auth.controller.js';
import { RefreshCookie } from './http/refresh-cookie.js';
import { PasswordStrategy, SignInGuard, strategyName } from './http/sign-in.guard.js';
import { Passwords } from './passwords.service.js';
import { Sessions } from './sessions.service.js';
import { SignIn } from './sign-in.service.js';
import { StaffAccounts } from './staff-accounts.service.js';
import { StaffNames } from './staff-names.js';
import { StaffJobs } from './staff.jobs.js';

/** The people who work with the service: accounts, roles, sign-in. */
@Module({
  controllers: [AuthController],
  providers: [
    { provide: AuthModuleOptions, useFactory: strategyName },
    Passwords,
    StaffAccounts,
    StaffNames,
    SignIn,
    Sessions,
    PasswordStrategy,
    SignInGuard,
    RefreshCookie,
    StaffJobs,
  ],
  exports: [StaffAccounts, StaffNames, Sessions],
})
export class StaffModule {}
