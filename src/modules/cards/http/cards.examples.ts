const CARD = {
  cardNumber: '9840123456789017',
  cardCode: 'C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7',
  slipCode: 'S-7D1K-M4WX-2V9C-HT60-QNZ8-3G5B-RE4',
  category: 'standard',
  validThrough: '2031-11',
};
const LIBRARY = { service: 'library', token: '29840000000014', symbology: 'codabar' };
const TRANSIT = { service: 'transit', token: '1612345678901234' };
const PRESCRIPTION = {
  service: 'prescription',
  token: 'CK7Q2M9XWB4TRH',
  printed: { rxBin: '004682', rxPcn: 'CITYKEY', rxGroup: 'CITYKEY', rxId: 'CK7Q2M9XWB4TRH' },
};

const BY_CARD = { cardCode: CARD.cardCode };
const BY_SLIP = { slipCode: CARD.slipCode };
const ISSUED = { ...CARD, services: [LIBRARY, PRESCRIPTION, TRANSIT], fee: { amountCents: 0, waived: false } };
const followed = (one: { readonly service: string; readonly token: string }) => ({ service: one.service, desired: 'active', reported: 'active', token: one.token });

/** What the operations on cards show in the documentation. */
export const EXAMPLES = {
  issue: {
    requests: {
      minted: { category: 'standard', services: ['transit', 'library', 'prescription'] },
      adopted: { category: 'senior', services: ['transit', 'library'], adopt: { library: '23024000517861', transit: '1612345678901234' } },
    },
    answer: ISSUED,
  },
  lookUp: {
    requests: { byCard: { presented: BY_CARD }, bySlip: { presented: BY_SLIP } },
    answers: {
      inUse: { state: 'issued', category: 'standard', validThrough: '2031-11', services: [LIBRARY, PRESCRIPTION, TRANSIT].map(followed) },
      waiting: {
        state: 'suspended',
        category: 'kids',
        validThrough: '2028-11',
        services: [{ service: 'library', desired: 'suspended', reported: 'active', errorCode: 'timeout', token: LIBRARY.token }],
      },
    },
  },
  suspend: { request: { presented: BY_SLIP, reason: 'lost' }, answer: { state: 'suspended' } },
  reinstate: {
    requests: { found: { presented: BY_CARD }, heldByPartner: { presented: BY_CARD, services: ['library'] } },
    answer: { state: 'issued' },
  },
  revoke: { request: { presented: BY_CARD, reason: 'issued_in_error' }, answer: { state: 'revoked' } },
  surrender: { request: { presented: BY_CARD }, answer: { state: 'surrendered' } },
  replace: {
    requests: {
      lost: { presented: BY_SLIP, reason: 'lost' },
      keepingTheLibraryNumber: { presented: BY_CARD, reason: 'damaged', adopt: { library: '23024000517861' }, feeWaived: true },
    },
    answer: ISSUED,
  },
  renew: { requests: { asItIs: { presented: BY_CARD }, ofAge: { presented: BY_CARD, category: 'standard' } }, answer: ISSUED },
  changeServices: {
    requests: { drop: { presented: BY_CARD, drop: ['library'] }, add: { presented: BY_CARD, add: ['library'] } },
    answers: { dropped: { services: [{ service: 'library' }] }, added: { services: [LIBRARY] } },
  },
  newSlip: { request: { presented: BY_CARD }, answer: { slipCode: CARD.slipCode } },
} as const;
