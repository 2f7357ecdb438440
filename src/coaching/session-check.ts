import { ZONES, type Session, type SessionBlock } from './sessions.js';

/** Beyond any session, so that a reply's nonsense is refused and not laid out. */
export const MOST_BLOCKS = 40;
export const MOST_REPEATS = 40;
export const MOST_MILES = 30;

/** What makes a session from an untrusted author unreadable, or null when it can be laid. */
export function checkSession({ blocks }: Session): { code: string; detail: string } | null {
  if (blocks.length > MOST_BLOCKS) {
    return {
      code: 'blocks.too_many',
      detail: `${blocks.length} blocks; at most ${MOST_BLOCKS} make a session.`,
    };
  }
  const index = blocks.findIndex((block) => !isReadable(block));
  if (index === -1) return null;
  return {
    code: 'block.invalid',
    detail:
      `Block ${index + 1}: repeat is a whole number from 1 to ${MOST_REPEATS}, distanceMiles above 0, ` +
      `recoveryMiles 0 or more, both at most ${MOST_MILES}, and zone one of ${ZONES.join(', ')}.`,
  };
}

function isReadable({ repeat, distanceMiles, recoveryMiles, zone }: SessionBlock): boolean {
  return (
    Number.isInteger(repeat) &&
    repeat >= 1 &&
    repeat <= MOST_REPEATS &&
    distanceMiles >= 0.01 &&
    distanceMiles <= MOST_MILES &&
    recoveryMiles >= 0 &&
    recoveryMiles <= MOST_MILES &&
    ZONES.includes(zone)
  );
}
