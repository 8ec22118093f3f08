/** Who had opted out, was forgotten, and is known again: nothing is sent, though nothing of them says so (rule 7, P4). */
import { beforeEach, expect, it } from "vitest";
import type { Library } from "../../../compiler/library.ts";
import { OPTED_OUT_BEFORE, openSuppression, type Suppression } from "../../../runtime/privacy/suppression.ts";
import { onEachStore } from "../../support/each-store.ts";
import {
  addLead,
  assign,
  deliver,
  journalOf,
  LIBRARY,
  letter,
  place,
  record,
  send,
  type TestWorld,
  unique,
  workOf,
  worldOn,
} from "./fixture.ts";

const sales = LIBRARY.roles.sales;
if (sales === undefined) throw new Error("the fixture has changed");
const library: Library = {
  ...LIBRARY,
  roles: {
    ...LIBRARY.roles,
    customer: { ...sales, title: "The customer", reportsTo: "sales", outside: { at: "email" } },
  },
};

onEachStore((lane) => {
  let world: TestWorld;
  let suppression: Suppression;
  beforeEach(async () => {
    const { db } = lane.store();
    suppression = await openSuppression(db, null);
    world = { ...worldOn(db, { library }), suppression };
  });

  /** At an address that opted out before whoever had it was forgotten; they themselves have said nothing. */
  async function comesAgain(): Promise<string> {
    const email = `${unique(`again-${lane.kind}-`)}@example.com`;
    await suppression.keep(world.db, [email.toUpperCase()], world.at);
    return addLead(world, { email });
  }

  it.each(["welcome_guide", "receipt"])("%s is held back, and the journal says why", async (message) => {
    const subject = await comesAgain();
    const command = send({ message });
    const { results, letters } = await record(world, subject, [place(), command]);
    expect(results).toMatchObject([{ sent: { is: "suppressed", why: OPTED_OUT_BEFORE } }]);
    await deliver(world, [...letters, command.key]);
    expect(world.sent).toEqual([]);
    expect(await letter(world, command.key)).toMatchObject({ status: "suppressed" });
    const said = (await journalOf(world, subject)).filter(({ what }) => what === "message");
    expect(said).toMatchObject([{ name: message, result: "suppressed", why: OPTED_OUT_BEFORE }]);
  });

  it("another at another address is written to", async () => {
    await comesAgain();
    const { letters } = await record(world, await addLead(world), [place(), send()]);
    await deliver(world, letters);
    expect(world.sent).toHaveLength(1);
  });

  it("a letter that was granted before does not go out any more, to whoever shares the address either", async () => {
    const email = `${unique(`shared-${lane.kind}-`)}@example.com`;
    const subject = await addLead(world, { email });
    const { letters } = await record(world, subject, [place(), send()]);
    expect(letters).toHaveLength(1);
    await suppression.keep(world.db, [email], world.at);
    await deliver(world, letters);
    expect(world.sent).toEqual([]);
    expect(await letter(world, letters[0] ?? "")).toMatchObject({
      status: "suppressed",
      why: OPTED_OUT_BEFORE,
    });
  });

  it("they are not asked by a letter either: the role outside counts as empty (3.7)", async () => {
    const ask = async (subject: string) => {
      const work = workOf({ role: "customer", answers: { told: ["amount"] } });
      const { results } = await record(world, subject, [place(), assign({ role: "customer", work })]);
      return results[0];
    };
    expect(await ask(await addLead(world))).toMatchObject({ person: "customer" });
    expect(await ask(await comesAgain())).toMatchObject({ person: null, role: "customer" });
  });
});
