import { expect, test } from "vitest";
import { baton } from "./run-baton.ts";

test("baton map lists what customers meet, with the ratio of machines to people", async () => {
  const { code, stdout, stderr } = await baton(["map"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^lead_to_customer: 14 automated, 12 left to people \(1\.2 to 1\)$/m);
  expect(stdout).toMatch(/^nurture +human +handover sales_ready +revops_lead/m);
  expect(stderr).toBe("In all: 17 automated, 14 left to people (1.2 to 1), 0 retired.\n");
  const { stdout: json } = await baton(["map", "re_engagement", "--json"]);
  expect(JSON.parse(json)).toMatchObject({
    journeys: { re_engagement: { automated: 3, human: 2 } },
    retired: [],
  });
  const { stdout: markdown } = await baton(["map", "re_engagement", "--markdown"]);
  expect(markdown).toContain("| conversation | human | task call\\_back | sdr |  |");
  expect((await baton(["map", "re_engagment"])).stderr).toContain("Did you mean re_engagement?");
});
