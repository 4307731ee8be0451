const URI = 'https://cards.city.example/partner/v1/status-list';
const TOKEN = '29840000000014';
const SUCCESSOR = '29840000000022';
const CURSOR = 'AfR3n0Yx2Qm8cJ5tT1wz0hVbK6dLq9pE4sUoXgC7iNyAeZkHjMvBrFtDuWl2SaOP3xQ5';

const ACTIVE = { state: 'active', validThrough: '2031-11', statusList: { uri: URI, idx: 714_233 } };
const SUSPENDED = { state: 'suspended', validThrough: '2028-11', statusList: { uri: URI, idx: 52_810 } };
const ENDED = { state: 'ended', validThrough: '2031-11', statusList: { uri: URI, idx: 199_004 } };

/** What a partner's operations show in the documentation. */
export const EXAMPLES = {
  introspect: {
    request: { token: TOKEN },
    answers: { active: { active: true, ...ACTIVE }, suspended: { active: false, ...SUSPENDED }, unknown: { active: false } },
  },
  introspectBatch: {
    request: { tokens: [TOKEN, '29840000000030', TOKEN] },
    answer: { results: [{ active: true, ...ACTIVE }, { active: false }, { active: true, ...ACTIVE }] },
  },
  report: {
    requests: { lost: { token: TOKEN, report: 'lost' }, found: { token: TOKEN, report: 'found' } },
    answer: { accepted: true },
  },
  list: {
    answers: {
      page: { tokens: [{ token: TOKEN, ...ACTIVE }], next: CURSOR },
      lastPage: { tokens: [{ token: SUCCESSOR, ...SUSPENDED }], next: null, changesFrom: CURSOR },
    },
  },
  changes: {
    answers: {
      issued: { changes: [{ token: TOKEN, ...ACTIVE }], next: CURSOR },
      replaced: { changes: [{ token: SUCCESSOR, ...ACTIVE, replaces: TOKEN }, { token: TOKEN, ...ENDED }], next: CURSOR },
      nothingNew: { changes: [], next: CURSOR },
    },
  },
  makeSandboxToken: {
    requests: { make: { validThrough: '2031-11' }, move: { token: TOKEN, state: 'suspended' } },
    answer: { token: TOKEN, ...ACTIVE },
  },
  proposeTokenMigration: {
    requests: { trial: { pairs: [{ old: TOKEN, new: SUCCESSOR }], dryRun: true }, proposal: { pairs: [{ old: TOKEN, new: SUCCESSOR }] } },
    answer: {
      id: null,
      state: 'checked',
      pairs: 2,
      toMigrate: 1,
      alreadyMigrated: 0,
      refused: 1,
      refusals: [{ at: '/pairs/1', code: 'unknown' }],
    },
  },
  statusListKeys: {
    answer: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: 'v1', alg: 'EdDSA', use: 'sig' }] },
  },
} as const;
