/** What people do unprompted: docs/language.md, section 8.4. */
import { describe, expect, test } from "vitest";
import { BATON, cast, type Desk, openDesk, plays, SECOND, told } from "./play.ts";

const stageWith = (content: string): string =>
  `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  ${content}  stay } ${SECOND} ${BATON}`;
const deskOf = (content: string): Desk => openDesk(cast(stageWith(content)).plan);
const CARLA = ["sales_manager"];
const requests = (desk: Desk, name: string, evidence = {}, person = "carla", roles = CARLA) =>
  desk.request(person, roles, name, evidence);

describe("a request (section 8.4)", () => {
  test("is done by whoever fills one of its roles, and leads where it says", () =>
    plays(
      stageWith(`on request by sales_manager or sdr to stop needs reason exit done`),
      `at 0 minutes  content_downloaded
       at 1 hour     carla requests stop with { reason: "Their budget is gone" }
       then          exit is done`,
    ));

  test("writes what it needs where that is a field, and keeps the rest as evidence", async () => {
    const desk = deskOf(
      `on request by sales_manager to size_up needs employees, reason { tell sdr "{company} has {employees}" }`,
    );
    expect(requests(desk, "size_up", { employees: 300, reason: "Annual report" })).toBeNull();
    expect(desk.state.fields.employees).toBe(300);
    expect(desk.commands).toContainEqual({ do: "set", fields: { employees: 300 }, by: "carla" });
    expect(desk.commands).toContainEqual(
      expect.objectContaining({
        do: "close work",
        by: "carla",
        result: "requested",
        evidence: { employees: 300, reason: "Annual report" },
      }),
    );
    expect(told(desk.journal, "requested", "told")).toEqual([
      "requested size_up",
      "told first/request/size_up/tell_sdr to sdr",
    ]);
  });

  test("needs everything said anew, also what the subject has already", () => {
    const desk = deskOf(`on request by sales_manager to rename needs company { tell sdr "{company}" }`);
    expect(desk.state.fields.company).toBe("Nordpay");
    expect(requests(desk, "rename")).toMatchObject({
      code: "missing-evidence",
      message: "rename needs company.",
    });
  });

  test("is refused to others, in another stage, and by another name (rule 10)", () => {
    const desk = deskOf(`on replied -> second through baton  on request by sales_manager to stop exit done`);
    expect(requests(desk, "stop", {}, "anna", ["sdr"])).toMatchObject({
      code: "not-yours",
      message: "stop can be requested by sales_manager only.",
    });
    expect(requests(desk, "go")).toMatchObject({ code: "unknown-request" });
    desk.event("replied");
    desk.act("anna", ["sdr"], { do: "accept", name: "baton" });
    expect(desk.state.stage).toBe("second");
    expect(requests(desk, "stop")).toMatchObject({ code: "unknown-request" });
    expect(desk.state.exit).toBeNull();
  });

  test("that is still under way is not begun again, and later may be", () => {
    const desk = deskOf(
      `on request by sales_manager to look { task look "Look at {company}" by sdr, on daily }`,
    );
    expect(requests(desk, "look")).toBeNull();
    expect(requests(desk, "look")).toMatchObject({ code: "under-way" });
    desk.act("anna", ["sdr"], { do: "complete", name: "look", result: "done", evidence: {} });
    expect(requests(desk, "look")).toBeNull();
    expect(desk.state.work).toHaveLength(1);
  });

  test("for a handover while another is offered is refused, and not taken and ignored", () => {
    const desk = deskOf(
      `on replied -> second through baton  on request by sales_manager to pass_on -> second through baton`,
    );
    desk.event("replied");
    expect(requests(desk, "pass_on")).toMatchObject({ code: "under-way" });
  });

  test("makes whoever requests the asker of what follows", () => {
    const desk = deskOf(
      `on request by sales_manager to cheaper needs discount {
         decide discount { approved, approved_with_changes, sent_back, declined { tell sdr "x" } }
       }`,
    );
    requests(desk, "cheaper", { discount: 30, reason: "x" });
    expect(desk.state.tracks.find(({ id }) => id === "first/request/cheaper")?.waits).toMatchObject({
      on: "decision",
      decision: { asker: { person: "carla" } },
    });
  });
});
