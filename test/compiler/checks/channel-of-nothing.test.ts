import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const cap = (channel: string) => `contact policy of lead { owner head  at most 2 ${channel} per 24 hours }`;

describe("channel-of-nothing", () => {
  it("finds a cap on what no message goes out by", () => {
    expectChecks(cap("«pigeons»"), [{ code: "channel-of-nothing" }]);
    expectChecks(cap("«emial»"), [{ code: "channel-of-nothing", help: "Did you mean `email`?" }]);
  });

  it.each(["email", "emails", "message", "messages"])("takes %s", (channel) =>
    expectChecks(cap(channel), []),
  );
});
