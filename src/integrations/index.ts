import { type AdapterFactory } from '../modules/links/index.js';
import { kohaRestFactory, polarisPapiFactory } from './library/index.js';
import { prescriptionX12Factory } from './prescription/index.js';
import { statusListFactory, tompCustomerFactory } from './ventra/index.js';

/** Every partner profile there is, one line each. */
export const ADAPTERS: readonly AdapterFactory[] = [tompCustomerFactory, statusListFactory, kohaRestFactory, polarisPapiFactory, prescriptionX12Factory];
