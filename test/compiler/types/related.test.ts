/** Records of one account (docs/language.md, rule 8): what is asked of them, and what is written to them. */
import { describe, it } from "vitest";
import { expectDiagnostics } from "../../support/expect-diagnostics.ts";
import { checkSource, expectChecks, message, stage } from "../check-source.ts";

const question = (text: string) => stage(`if ${text} { send welcome } stay`);
const CONTACT = `subject contact { owner head  account firm  mail: email key  firm?: text  part?: one of (champion, user) }
event named of contact  event silent of contact`;

describe("a question about related records", () => {
  it("is over fields of the other record, with values that they can have", () => {
    expectChecks(question("no contact of account has stage large"), []);
    expectChecks(question("no contact of account has opted_out yes"), []);
    expectChecks(question("no contact of account has «stge» large"), [
      { code: "unknown-field", help: "Did you mean `stage`?" },
    ]);
    expectChecks(question("no contact of account has stage «huge»"), [{ code: "not-in-list" }]);
  });

  it("is about a kind of subject that has an account, as the asker has", () => {
    expectChecks(`${CONTACT} ${question("no contact of account has part champion")}`, []);
    expectChecks(`${CONTACT} ${question("no lead of account has stage large")}`, []);
    expectChecks(`${CONTACT} ${question("no contact of account has «stage» large")}`, [
      { code: "unknown-field" },
    ]);
    expectChecks(question("no «lad» of account has stage large"), [
      { code: "unknown-subject", help: "Did you mean `lead`?" },
    ]);
    expectChecks(question('no customer of «account» has name "x"'), [{ code: "missing-part" }]);
    expectChecks(question("no contact of «company» has stage large"), [{ code: "unknown-field" }]);
  });
});

describe("a message to contacts", () => {
  const send = (to: string) => stage(`send welcome to ${to} stay`);

  it("may be to all of the account, or to those of whom a condition holds", () => {
    expectChecks(send("contacts of account"), []);
    expectChecks(
      send("contacts of account where stage is large counting blank as no and interest is hot"),
      [],
    );
    expectChecks(send("contacts of «firm»"), [{ code: "unknown-field" }]);
    expectChecks(send("contacts of account where «stage» is large"), [{ code: "blank-unhandled" }]);
    expectChecks(send("contacts of account where «sise» > 4"), [{ code: "unknown-field" }]);
    expectChecks(send("«sales»"), [{ code: "send-to-colleague" }]);
    expectChecks(send("«the owner»"), [{ code: "send-to-colleague" }]);
  });

  it("reads the fields and events of the contacts", () => {
    const letters = { files: [message("word", "Hi {{ mail }}")] };
    const contacts = (where: string) =>
      `${CONTACT} ${stage(`send word to contacts of account ${where} stay`)}`;
    expectChecks(contacts("where part is champion counting blank as no"), [], letters);
    expectChecks(contacts("where no silent for 9 days"), [], letters);
    expectChecks(contacts("where no «asked» for 9 days"), [{ code: "belongs-to-another-subject" }], letters);
    expectChecks(contacts("where «stage» is known"), [{ code: "unknown-field" }], letters);
    // What the letter names is looked up in the contact, and is told in the letter itself.
    expectChecks(`${CONTACT} ${stage("send word stay")}`, [], letters);
  });

  it("has no words about the journey's subject, what it keeps or what led to it, and says so", () => {
    const check = (words: string, help: string) => {
      const { path, text } = message("word", words);
      const to = stage("on asked { send word to contacts of account } stay");
      expectDiagnostics(text, [{ code: "unknown-placeholder", help }], (letter) =>
        checkSource(`${CONTACT} ${to}`, { files: [{ path, text: letter }], of: [path] }),
      );
    };
    check(
      "Hi {{ «name» }}",
      "`name` is known of the journey's lead or of what led here. A letter to contacts names fields of each contact whom it reaches.",
    );
    // What nobody has is a slip as everywhere.
    check("Hi {{ «maill» }}", "Did you mean `mail`?");
  });
});
