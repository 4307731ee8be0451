export * from './statement.js';
export * from './database.js';
export * from './database-errors.js';
export * from './unit-of-work.js';
