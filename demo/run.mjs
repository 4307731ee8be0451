#!/usr/bin/env node
// `npm run demo`: the guided tour against the running service.
import { fileURLToPath } from 'node:url';
import { run } from '../clients/typescript/from-source.mjs';

await run(fileURLToPath(new URL('main.ts', import.meta.url)));
