/**
 * Everything the three simulated partner systems need to run: where they listen, whom they let in,
 * and how strictly they were agreed with. Made once, kept in the sandbox's home, mode 0600.
 */
export interface SandboxPlan {
  /** The folder in which the partner systems keep their data across restarts. */
  readonly home: string;
  readonly host: string;
  /** HTTP port of the inspection API: what each partner system knows. */
  readonly inspection: { readonly port: number };
  /** A library system speaking the Koha REST API, or that of Polaris. */
  readonly library: {
    readonly port: number;
    /** Which interface it speaks: the Koha REST API unless left out. */
    readonly profile?: 'koha' | 'polaris';
    /** Its SIP2 interface, with the client's id and secret as login; none where left out, and none beside Polaris. */
    readonly sip2Port?: number;
    /** What the city is to verify by; the interface it writes to, where left out. */
    readonly verification?: 'sip2';
    readonly clientId: string;
    /** Also the password of HTTP Basic, with the id as name. */
    readonly clientSecret: string;
    readonly libraryId: string;
    readonly categoryId: string;
  };
  /** A fare system speaking the TOMP-API 2.0 customer module, or status lists. */
  readonly transit: {
    readonly port: number;
    /** Status lists over SFTP, with the SFTP login and host key of the prescription system, or else the TOMP-API. */
    readonly profile?: 'tomp' | 'status-list';
    readonly bearerToken: string;
  };
  /** A benefit manager exchanging X12 files over SFTP. */
  readonly prescription: {
    readonly port: number;
    readonly username: string;
    readonly password: string;
    /** OpenSSH or PEM private key of the SFTP server. */
    readonly hostKey: string;
    /** The ISA06/ISA08 identifiers agreed on: the city's, and the partner's own. */
    readonly senderId: string;
    readonly receiverId: string;
    readonly group: string;
    readonly planCode: string;
    /** How files travel; `openpgp` where left out, with the keys kept beside the plan. */
    readonly encryption?: 'openpgp' | 'none';
    /** How often it lays out a roster of its members; only when asked where left out. */
    readonly rosterEverySeconds?: number;
  };
}

/** One record of a partner system, as the inspection API shows it. */
export interface InspectedRecord {
  readonly token: string;
  readonly state: 'active' | 'suspended' | 'ended';
  /** Every field the partner system holds for the token, by the partner's own field names. */
  readonly held: Readonly<Record<string, unknown>>;
}

/** One simulated partner system, running. */
export interface SandboxPartner {
  readonly service: 'library' | 'transit' | 'prescription';
  /** Where it listens, as a person would write it. */
  readonly address: string;
  /** Where its further interfaces listen (SIP2, for instance). */
  readonly others?: readonly string[];
  records(): readonly InspectedRecord[];
  /** Every byte received since the start, newest last, the last 10 MiB of it: for proving what did not come. */
  received(): string;
  close(): Promise<void>;
}
