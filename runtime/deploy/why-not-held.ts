/** Whether runs that go on by a release would be taken up: those that are told of it leave the version they are in. */
import { readWorkers } from "./announce-worker.ts";
import { holdingOf, type Installed } from "./running.ts";

/**
 * One sentence; `null`: every worker to which such a run may come holds it. With no worker at all it waits for one, as
 * whatever else does.
 */
export async function whyNotHeld({ db, built }: Installed, release: string): Promise<string | null> {
  const hash = holdingOf(built)[release];
  const workers = await readWorkers(db);
  const lacking = workers.find((one) => one.deployment === null && one.releases[release] !== hash);
  if (lacking !== undefined)
    return `Worker ${lacking.id} does not hold ${release} with this plan: restart it with the build that has it.`;
  if (workers.every(({ deployment }) => deployment === null)) return null;
  const last = await db
    .selectFrom("deployment")
    .select("releases")
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return last?.releases[release] === hash
    ? null
    : `${release} is not deployed, and the server hands nothing to workers that hold it: \`baton deploy\` makes their build the current one.`;
}
