/**
 * The person whom a partner system names wherever it can, when it is told to. Nobody: the words occur nowhere else,
 * so that one of them anywhere in the service's database or logs is a leak.
 *
 * In the X12 basic character set as far as the standard lets names be, and without what ends a field in any protocol.
 */
export const STRAY = {
  given: 'ZELPHIA',
  family: 'QUATTLEBAUM',
  name: 'ZELPHIA Q QUATTLEBAUM',
  street: '4471 WIMPLESTRAW AVENUE',
  town: 'OSKAPOLIS',
  email: 'zelphia.quattlebaum@stray.example',
  phone: '+13125550147',
  /** As `YYYY-MM-DD`. */
  born: '1931-02-27',
  note: 'ZELPHIA QUATTLEBAUM BORN 1931-02-27 OF 4471 WIMPLESTRAW AVENUE',
  /** Where a file name can hold no more. */
  fileName: 'ZELPHIA_QUATTLEBAUM',
} as const;
