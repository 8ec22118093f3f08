/** `host:port` of a Temporal server. */

/** Without the port. */
export const hostOf = (address: string): string => address.replace(/:\d+$/, "");

export const isOnThisMachine = (address: string): boolean => LOOPBACK.test(address);

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)(:\d+)?$/i;
