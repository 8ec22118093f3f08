import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const action = (fields: string) => `action export_lead {
  owner head  ${fields}  within 2 minutes  retry at most 2 times  else ask the owner, on daily
}`;
const TAKES = action("in { who: email  company: text  size?: number  times: number = 1 }  out { link: url }");
const source = (steps: string, actions = TAKES) => `${actions} ${stage(`${steps} stay`)}`;

describe("call-inputs", () => {
  it("takes what is known, and whatever may be left out", () =>
    expectChecks(source('call export_lead with { who: email  company: "Nordpay" }'), []));

  it("refuses a call that leaves out what the action cannot do without", () =>
    expectChecks(source("call «export_lead» with { who: email }"), [
      {
        code: "call-without-input",
        message: "The call of `export_lead` does not say `company`.",
        help: "Add `company` behind `with`",
      },
    ]));

  it("tells of a misspelt input once, with what was meant", () =>
    expectChecks(source('call export_lead with { who: email  «compny»: "x" }'), [
      { code: "unknown-field", help: "Did you mean `company`?" },
    ]));

  it("refuses an input of another type", () =>
    expectChecks(source("call export_lead with { who: email  company: «discount» }"), [
      { code: "wrong-type" },
    ]));

  it("refuses a field that may be blank where the action needs one", () =>
    expectChecks(source("call export_lead with { who: email  company: «company» }"), [
      {
        code: "blank-input",
        message: "`company` may be blank, and `export_lead` cannot do without `company`.",
        help: "if company is known",
      },
    ]));

  it("takes it once it has been asked for", () => {
    const call = "call export_lead with { who: email  company: company }";
    expectChecks(source(`if company is known { ${call} }`), []);
    expectChecks(source(`choose { when company is blank go on  otherwise { ${call} } }`), []);
    expectChecks(source(`task ask "Ask" by head, on daily { told needs company { ${call} } }`), []);
    expectChecks(
      source(`if company is known { ${call} } else { ${call.replace(": company", ": «company»")} }`),
      [{ code: "blank-input" }],
    );
  });

  it("reads what came back, which may be blank", () => {
    const call = 'call export_lead with { who: email  company: "x" }';
    expectChecks(source(`${call} if link is known { tell head "{link}" }`), []);
    expectChecks(source(`${call} if «link» is "https://x" { tell head "y" }`), [{ code: "blank-unhandled" }]);
    expectChecks(stage('tell head "{«link»}" stay').replace("{«link»}", "«{link}»"), [
      { code: "unknown-placeholder" },
    ]);
  });

  it("refuses to give a field of the subject another type", () =>
    expectChecks(source("call export_lead", action("out { «amount: number» }")), [{ code: "wrong-type" }]));

  it("knows the two results of a call, of which each may be left out", () => {
    const call = 'call export_lead with { who: email  company: "x" }';
    expectChecks(source(`${call} { failed exit done }`), []);
    expectChecks(source(`${call} { «faild» exit done }`), [
      { code: "unknown-result", help: "Did you mean `failed`?" },
    ]);
  });

  it("refuses an action without a limit, or with one that is not exact", () => {
    const CALL = stage("call plain stay");
    expectChecks(`action «plain» { owner head } ${CALL}`, [{ code: "missing-part" }]);
    expectChecks(`action plain { owner head  within «1 business day» } ${CALL}`, [{ code: "odd-duration" }]);
    expectChecks(`action plain { owner head  within 1 minute  else ask the owner, on «dayly» } ${CALL}`, [
      { code: "unknown-ladder" },
    ]);
  });
});
