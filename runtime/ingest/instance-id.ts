/**
 * Ids of instances, which are also their workflow ids in Temporal and stand there in clear: the journey, the subject by
 * its pseudonym, and the how-manieth time it is. What the instance is about (`per KEY`) stays in the store.
 */
const FORM = /^[^/]+\/([^/]+)\/\d+$/;

export const instanceId = (journey: string, subject: string, number: number): string =>
  `${journey}/${subject}/${number}`;

/** `null`: it is no id of ours. */
export const subjectOfInstance = (id: string): string | null => FORM.exec(id)?.[1] ?? null;
