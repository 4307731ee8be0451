export { StaffModule } from './staff.module.js';
export {
  type AccountListing,
  type CreatedAccount,
  type NewAccount,
  StaffAccounts,
} from './staff-accounts.service.js';
