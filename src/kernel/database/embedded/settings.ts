/**
 * The server's settings, given on its command line so that neither an edited file nor ALTER SYSTEM can undo them.
 *
 * Its log must never hold a value from a statement. An ERROR's text can quote one (`invalid input syntax for type
 * uuid: "..."`), its DETAIL can (`Key (...)=(...) already exists`), and so can the LOG line about a crashed session:
 * all are below FATAL, so only FATAL and PANIC are written, and those without detail or statement.
 *
 * @param port TCP port on the loopback address; the server has no other door
 * @param durable false gives up safety against a crash for speed: for throw-away data only
 */
export function serverSettings(port: number, durable: boolean): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    max_connections: '100',
    shared_buffers: '192MB',
    max_wal_size: '2GB',
    ...LOG_NOTHING_OF_VALUE,
    ...(durable ? { fsync: 'on', wal_compression: 'on' } : THROWN_AWAY),
  };
}

const THROWN_AWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
};

const LOG_NOTHING_OF_VALUE = {
  logging_collector: 'off',
  log_destination: 'stderr',
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_transaction_sample_rate: '0',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_temp_files: '-1',
};
