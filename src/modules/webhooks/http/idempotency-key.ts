export const PERHAPS_ONCE = {
  name: 'Idempotency-Key',
  required: false,
  description: 'A UUIDv4 or at least 22 random characters. With it, a retry is answered as the first request was, and does nothing.',
};
