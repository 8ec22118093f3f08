/**
 * How much may be handed on, to the next run or to the store. The server takes 2 MiB as one argument, and ends the
 * instance for good when it is given more; half of that leaves room for what an encryption adds.
 */

/** In bytes, as JSON. */
export const MOST_HANDED_ON = 1_000_000;

const ENCODER = new TextEncoder();

/** In bytes, as JSON. */
export const sizeOf = (value: unknown): number => ENCODER.encode(JSON.stringify(value)).length;
