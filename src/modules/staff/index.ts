export { Approvals, type ConfirmedChange, type PendingChange, type TwoPersonChange } from './approvals.service.js';
export { PendingAnswer } from './http/approvals.dto.js';
export { StaffModule } from './staff.module.js';
export { REFRESH_SCHEME } from './http/refresh-cookie.js';
export { type PlacedSession, Sessions } from './sessions.service.js';
export { StaffNames } from './staff-names.js';
export {
  type AccountListing,
  type CreatedAccount,
  type NewAccount,
  StaffAccounts,
} from './staff-accounts.service.js';
