import { type MessageType } from './delivery.js';

/**
 * The body of a message (Standard Webhooks, "Payload structure"). It says that the feed has something new and where to
 * read it, and not what: tokens go to whoever proves who they are, and to no address that a partner once named.
 * @param at the attempt, to the second.
 */
export function messageBody(type: MessageType, at: Date, publicUrl: string): string {
  const timestamp = `${at.toISOString().slice(0, 19)}Z`;
  const data = type === 'changes.published' ? { changes: `${publicUrl}/partner/v1/changes` } : {};
  return JSON.stringify({ type, timestamp, data });
}
