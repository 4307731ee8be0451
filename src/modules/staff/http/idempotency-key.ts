/** How the header of an act is documented. */
export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: true,
  description: 'A UUIDv4 or at least 22 random characters, new for each act; the same again gives the same answer.',
};
