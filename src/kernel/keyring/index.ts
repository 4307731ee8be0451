export * from './purposes.js';
export * from './keyring.js';
export * from './keyring-file.js';
export * from './keyring-registration.js';
export * from './ed25519.js';
