import { type LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { Injectable } from '@nestjs/common';

/** Finds the addresses of a host, as this machine does. */
@Injectable()
export class NameLookup {
  /** @throws Error of Node when the name has none, or nobody answers. */
  addressesOf(host: string): Promise<LookupAddress[]> {
    return lookup(host, { all: true, verbatim: true });
  }
}
