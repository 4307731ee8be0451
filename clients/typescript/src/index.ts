export { AccessTokens, type PartnerCredentials } from './access-tokens.js';
export { type CityKeyClient, type ClientOptions, createClient } from './client.js';
export { type KeyChange, keyStatement } from './key-statement.js';
export { CityKeyProblem, dataOf } from './problem.js';
export { type ListedState, StatusList, type StatusListOptions } from './status-list.js';
export { type components, type operations, type paths } from './schema.js';
