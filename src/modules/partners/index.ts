export * from './domain/service.js';
