export * from './purposes.js';
export * from './keyring.js';
export * from './keyring-file.js';
