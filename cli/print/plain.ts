/**
 * Text that others have written (names, titles, reasons), safe to show in a terminal: what would move the cursor,
 * change colours or turn the direction of reading stands there as U+FFFD.
 */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export const plain = (text: string): string => text.replaceAll(UNSEEN, "\ufffd");
