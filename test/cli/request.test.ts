import { afterEach, expect, test } from "vitest";
import type { InstanceView, StatusAnswer } from "../../runtime/gateway/api.ts";
import { baton } from "./run-baton.ts";
import { type Answers, type StubGateway, startStubGateway } from "./stub-gateway.ts";

const INSTANCE: InstanceView = {
  id: "renewal/0190-maria/1",
  journey: "renewal",
  version: 1,
  subject: { kind: "customer", key: "maria@example.com", name: "Maria" },
  key: null,
  state: "open",
  stage: "offer",
  holder: { role: "customer_success", person: "kaja" },
  awaits: null,
  until: null,
  enteredAt: "2026-11-23T08:00:00.000Z",
  endedAt: null,
  exit: null,
  outcome: null,
  requests: [
    {
      name: "resize",
      by: ["customer_success", "sales_manager"],
      needs: [
        { field: "seats", type: "number" },
        { field: "reason", type: "text" },
      ],
    },
  ],
};
const STATUS: StatusAnswer = {
  now: "2026-11-23T09:00:00.000Z",
  counts: [
    { journey: "renewal", version: 1, stage: "offer", holder: INSTANCE.holder, state: "open", count: 1 },
  ],
  instances: [INSTANCE],
  next: null,
};

let gateway: StubGateway | undefined;
afterEach(() => gateway?.close());

async function run(answers: Answers, ...args: readonly string[]) {
  gateway = await startStubGateway({ status: () => STATUS, ...answers });
  return await baton([...args, "--server", gateway.url], { env: { BATON_TOKEN: "t" } });
}

test("status of one subject shows what may be requested, by whom, as a line to copy", async () => {
  const { stdout } = await run({}, "status", "--subject", "maria@example.com");
  expect(stdout).toContain("What may be requested in renewal:");
  expect(stdout).toContain("by customer_success or sales_manager");
  expect(stdout).toContain(
    "baton request resize --subject maria@example.com --with seats=NUMBER --with reason=TEXT",
  );
});

test("a request carries typed evidence to the subject's journey", async () => {
  const { code, stdout } = await run(
    {
      request: () => ({
        taken: true,
        request: "resize",
        instance: INSTANCE.id,
        by: "kaja",
        message: "kaja requested resize.",
      }),
    },
    ...["request", "resize", "--subject", "maria@example.com", "--as-person", "kaja"],
    ...["--with", "seats=12", "--with", "reason=12 more"],
  );
  expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: "kaja requested resize." });
  expect(gateway?.asked.at(-1)).toMatchObject({
    path: "/v1/subjects/maria%40example.com/requests/resize",
    person: "kaja",
    body: { evidence: { seats: 12, reason: "12 more" } },
  });
});

test("what the journey refuses is a finding, in its words", async () => {
  const error = { code: "under-way", message: "resize was requested before, and is still under way." };
  const { code, stderr } = await run(
    { request: () => ({ status: 409, error }) },
    ...["request", "resize", "--subject", "maria@example.com"],
  );
  expect(code).toBe(1);
  expect(stderr).toContain(error.message);
});
