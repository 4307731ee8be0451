export * from './domain/service.js';
export * from './domain/partner-port.js';
