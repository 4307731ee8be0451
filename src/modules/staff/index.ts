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
