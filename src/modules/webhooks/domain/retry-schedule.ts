import { type MessageType } from './delivery.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds between one failed attempt and the next (Standard Webhooks, "Deliverability and reliability"): three days in all. */
export const PAUSES_SECONDS = [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR] as const;

/** A pause is longer by up to this share of itself, so that messages that failed together do not come back together. */
const JITTER = 0.1;

/** What a receiver may ask for at most, so that no mistake of its own keeps a message from it for weeks. */
export const MOST_ASKED_SECONDS = 24 * HOUR;

/**
 * Seconds until the next attempt; null when there is none. A ping has one attempt: who asked for it is looking.
 * @param attempts how many have failed, at least 1.
 * @param random from 0 inclusive to 1 exclusive.
 * @param asked seconds for which the receiver wants to be left alone: it makes a pause longer and never shorter.
 */
export function pauseAfter(type: MessageType, attempts: number, random: number, asked = 0): number | null {
  const pause = type === 'webhook.ping' ? undefined : PAUSES_SECONDS[attempts - 1];
  return pause === undefined ? null : Math.max(pause, Math.min(asked, MOST_ASKED_SECONDS)) * (1 + JITTER * random);
}
