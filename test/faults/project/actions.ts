/** The action of the journey: one request to the CRM that the harness plays, by the key of the call. */
import { ActionFailed, defineAction } from "baton/actions";
import { z } from "zod";

export const create_account = defineAction({
  in: z.object({ name: z.string() }),
  out: z.object({ account: z.string() }),
  async run({ name }, { key, signal }) {
    const response = await fetch(`${process.env.CRM_URL}/accounts`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify({ name }),
      signal,
    });
    if (!response.ok) throw new ActionFailed(`http-${response.status}`);
    const { account } = (await response.json()) as { account: string };
    return { account };
  },
});
