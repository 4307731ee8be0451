import { type AdapterFactory } from '../../modules/links/index.js';
import { PGP_PROBLEMS } from '../transport/pgp.js';
import { SFTP_PROBLEMS } from '../transport/sftp.js';
import { PrescriptionAdapter, PROFILE } from './adapter.js';
import { PRESCRIPTION_NOTICES } from './notices.js';
import { readPrescriptionSettings } from './settings.js';

export { type PrescriptionNotice } from './notices.js';
export { type PrescriptionRejection } from './outbound.js';

/** The `x12-834-sftp` profile: see `PrescriptionSettings` for its settings and credentials. */
export const prescriptionX12Factory: AdapterFactory = {
  service: 'prescription',
  profile: PROFILE,
  failureCodes: [...SFTP_PROBLEMS, ...PGP_PROBLEMS],
  noticeCodes: PRESCRIPTION_NOTICES,
  create: (connection, storage, now) => new PrescriptionAdapter(readPrescriptionSettings(connection), storage, now),
};
