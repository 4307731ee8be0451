export * from './acknowledgements.js';
export * from './audit.js';
export * from './dates.js';
export * from './enrolment.js';
export * from './interchange.js';
export * from './members.js';
export * from './problem.js';
export * from './reader.js';
export { isBasic, type Element, type ReadSegment, type Segment } from './segments.js';
