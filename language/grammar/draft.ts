/** A node while its lines are being read: what may be said once is set when it is said. */
export type Draft<T> = { -readonly [K in keyof T]?: T[K] };
