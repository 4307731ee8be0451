export * from './application.js';
export * from './caller.decorator.js';
export * from './optional.decorator.js';
export * from './problem.js';
export * from './problem.filter.js';
export * from './refused-with.js';
export * from './request.pipe.js';
