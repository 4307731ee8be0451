export * from './address-limit.js';
export * from './caller.js';
export * from './principal.js';
export * from './remembered-tokens.js';
export * from './staff-tokens.js';
export * from './staff.guard.js';
