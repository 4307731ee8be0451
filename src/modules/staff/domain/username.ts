const USERNAME = /^[a-z][a-z0-9._-]{0,63}$/;

/** 1 to 64 of small letters, digits, `.`, `_` and `-`, beginning with a letter. */
export function isUsername(text: string): boolean {
  return USERNAME.test(text);
}

/** How a name is compared: people type capitals and spaces around it. */
export function canonicalUsername(typed: string): string {
  return typed.trim().normalize('NFKC').toLowerCase();
}
