import { afterEach, expect, test } from "vitest";
import { baton } from "./run-baton.ts";
import { type StubGateway, startStubGateway } from "./stub-gateway.ts";

const LETTER = {
  at: "2026-11-23T08:00:00.000Z",
  to: "maria@example.com",
  subject: "Here is the guide",
  text: "Hi Maria,\r\n\r\nthis is\u001b[2J it.\n",
  message: "welcome_guide",
};

let gateway: StubGateway;
afterEach(() => gateway.close());

test("letters are shown line by line, and without what would move the cursor", async () => {
  gateway = await startStubGateway({
    mail: () => ({ mail: [LETTER, { ...LETTER, to: "kim@example.com" }] }),
  });
  const env = { BATON_SERVER: gateway.url, BATON_TOKEN: "t0ken" };
  const { code, stdout, stderr } = await baton(["mail", "--to", "maria@example.com", "--full"], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "1 letter.\n" });
  expect(stdout).toMatchInlineSnapshot(`
    "2026-11-23 09:00 +01:00  maria@example.com  Here is the guide
        Hi Maria,

        this is�[2J it.

    "
  `);
});
