/** JSON columns are written as text: drivers would take an array for a Postgres array. */
export const toJson = (value: unknown): string => JSON.stringify(value);
