import { type FaultSet, numberBetween, type Switches, YES_OR_NO } from '../faults.js';

/** What can go wrong at an SFTP server, whatever the files are about. */
export const SFTP_SWITCHES = {
  refuseLogin: YES_OR_NO,
  /** As on a full disk. */
  refuseUploads: YES_OR_NO,
  /** The next connection to have moved so many bytes of files, either way, is cut in the middle of them. Once. */
  cutFilesAfterBytes: numberBetween(0, 1_000_000_000),
  /** A person's name in every place that takes text: messages, banners, listings, names of files, and what is in them. */
  names: YES_OR_NO,
} as const satisfies Switches;

export type SftpFaults = FaultSet<typeof SFTP_SWITCHES>;
