export { type EmbeddedDatabase, type EmbeddedOptions, startEmbedded } from './embedded-database.js';
export { EmbeddedDatabaseError } from './error.js';
export { APP, type LoginRole, OWNER, SERVICE_GROUP } from './passwords.js';
export { holdsDatabase } from './place.js';
export { PORT_SETTING } from './port.js';
