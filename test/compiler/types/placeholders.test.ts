import { describe, expect, it } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { expectDiagnostics } from "../../support/expect-diagnostics.ts";
import { checkSource, expectChecks, journey, message, stage } from "../check-source.ts";

describe("placeholders in what people read", () => {
  it("names fields of the subject, blank or not", () => {
    expectChecks(stage('tell head "{name} at {company}, {email}"  stay'), []);
    expectChecks(stage('tell head "{name}, «{lead.email}»"  stay'), [
      { code: "unknown-placeholder", help: "Did you mean `email`?" },
    ]);
    expectChecks(stage('tell head "«{nme}»"  stay'), [
      { code: "unknown-placeholder", help: "Did you mean `name`?" },
    ]);
    expectChecks(stage('task call "Call «{path}»" by sales, on daily  stay'), [
      { code: "unknown-placeholder" },
    ]);
  });

  it("names fields of the event that led here", () => {
    expectChecks(stage('on visited { tell head "{name} saw {path}" }  stay'), []);
    expectChecks(stage('wait up to 3 days for bought { got { tell head "{amount}" } none go on }  stay'), []);
    expectChecks(
      journey(`
        exit sold as success on bought { tell head "{amount}" }
        stage first { owner sales  lasts at most 3 days, then exit done  stay }
      `),
      [],
    );
  });
});

const SOURCE = `
calendar office { zone "Europe/Copenhagen"  open mon to fri 09:00 to 17:00 }
role head { hours office }
subject lead {
  owner head  email: email key  name: text  company?: text  industry?: one of (saas, retail)  amount?: money
  seats: number = 1  signed_on?: date  opted_out: yes_no = no
}
event asked of lead
journey trial v1 of lead {
  owner head  goal asked within 9 days  review every 3 months
  enter on asked -> first  exit done as success
  stage first { owner head  lasts at most 3 days, then exit done  send hello  stay }
}`;

/** The body of a message that a journey sends to leads. */
function expectMessage(body: string, expected: Parameters<typeof expectDiagnostics>[1]): void {
  expectDiagnostics(message("hello", body).text, expected, (text) => {
    const files = [
      { path: "journeys/a.journey", text: SOURCE },
      { path: "journeys/messages/hello.md", text },
    ];
    return checkWorkspace({ files }).diagnostics;
  });
}

describe("placeholders in messages", () => {
  it("names fields of the subject that it is sent to", () => {
    expectMessage("Hi {{ name }}, {{ email }}", []);
    expectMessage("Hi {{ «lead.email» }}", [{ code: "unknown-placeholder", help: "Did you mean `email`?" }]);
    expectMessage("Hi {{ «nmae» }}", [{ code: "unknown-placeholder", help: "Did you mean `name`?" }]);
  });

  it("says what is read when it may be blank", () => {
    expectMessage("At {{ «company» }}", [
      { code: "blank-placeholder", help: 'Write `{{ company | default: "…" }}`' },
    ]);
    expectMessage('At {{ company | default: "your company" }}', []);
    expectMessage("{% if company %}At {{ company }}{% endif %}", []);
    expectMessage("{% if company %}{% else %}At {{ «company» }}{% endif %}", [{ code: "blank-placeholder" }]);
    expectMessage("{% if company or name %}At {{ «company» }}{% endif %}", [{ code: "blank-placeholder" }]);
    expectMessage("{{ name | append: «company» }}", [{ code: "blank-placeholder" }]);
  });

  it("compares a field with what it may hold", () => {
    const right = [
      'industry == "saas"',
      "seats > 2",
      'name contains "x"',
      'signed_on >= "2026-01-01"',
      "amount != blank",
    ];
    for (const test of [...right, "opted_out == false", 'company == "x" or seats == 1 and opted_out'])
      expectMessage(`{% if ${test} %}x{% else %}y{% endif %}`, []);
    expectMessage('{% if industry == «"sass"» %}x{% endif %}', [
      { code: "not-in-list", help: "Did you mean `saas`?" },
    ]);
    expectMessage('{% unless seats == «"2"» %}{% if name == «3» %}x{% endif %}{% endunless %}', [
      { code: "wrong-type", message: "`2` is a text, where a number is needed." },
      { code: "wrong-type" },
    ]);
    expectMessage("{% if amount > «25000» or name > «3» or seats contains «1» %}x{% endif %}", [
      {
        code: "wrong-type",
        message: "`amount` is an amount of money, where a number, a date or a time is needed.",
      },
      { code: "wrong-type" },
      { code: "wrong-type", message: "`seats` is a number, where a text is needed." },
    ]);
    expectMessage("{% if name %}{% elsif opted_out == «1» %}x{% endif %}", [{ code: "wrong-type" }]);
  });

  it("points at the subject line too", () => {
    const text = message("hello").text.replace("Hello", '"For {{ company }}"');
    const files = [
      { path: "journeys/a.journey", text: SOURCE },
      { path: "journeys/messages/hello.md", text },
    ];
    const [found] = checkWorkspace({ files }).diagnostics;
    expect(found?.code).toBe("blank-placeholder");
    expect(text.slice(found?.span.start, found?.span.end)).toBe('"For {{ company }}"');
  });
});

describe("comparisons in a message of what may be blank", () => {
  const said = (body: string) =>
    checkSource(stage("send letter  stay"), {
      files: [message("letter", body)],
      of: ["journeys/messages/letter.md"],
    }).map(({ code }) => code);

  it.each([
    "{% if size > 5 %}a{% endif %}",
    '{% if company == "x" %}a{% endif %}',
    '{% if company != "x" %}a{% endif %}',
    "{% unless size > 5 %}a{% endunless %}",
    "{% if size or size > 5 %}a{% endif %}",
    "{% if name and size > 5 %}a{% endif %}",
    "{% if size %}a{% else %}{% if size > 5 %}b{% endif %}{% endif %}",
    "{% if name %}{% if size > 5 %}a{% endif %}{% endif %}",
  ])("are refused where a blank is silent: %s", (body) => expect(said(body)).toEqual(["blank-placeholder"]));

  it.each([
    "{% if size and size > 5 %}a{% endif %}",
    "{% if size %}{% if size > 5 %}a{% endif %}{% endif %}",
    "{% if size > 5 %}a{% else %}b{% endif %}",
    "{% unless size and size > 5 %}a{% endunless %}",
    "{% if size == blank %}a{% endif %}",
    '{% if name == "x" %}a{% endif %}',
    "{% if discount > 5 %}a{% endif %}",
  ])("are taken where the text says it: %s", (body) => expect(said(body)).toEqual([]));
});

describe("fields of the event that led to the letter", () => {
  const EVENTS = `
event seen   of lead { page: text  minutes?: number }
event asked_price of lead { page: text  seats: number }
event named  of lead { company: text }
`;
  const inStage = (steps: string, more = "") =>
    SOURCE.replace("journey trial", `${EVENTS}journey trial`)
      .replace("send hello  stay", steps)
      .replace("-> first ", `-> first ${more} `);
  const expectSent = (
    steps: string,
    body: string,
    expected: Parameters<typeof expectDiagnostics>[1] = [],
    more = "",
  ) =>
    expectDiagnostics(message("hello", body).text, expected, (text) => {
      const files = [
        { path: "journeys/a.journey", text: inStage(steps, more) },
        { path: "journeys/messages/hello.md", text },
      ];
      return checkWorkspace({ files }).diagnostics.filter(({ span }) => span.file.endsWith(".md"));
    });
  const UNKNOWN = [{ code: "unknown-placeholder" }];

  it("may be named in its handler, and behind the wait that it has answered", () => {
    expectSent("on seen { send hello }  stay", "You saw {{ page }}");
    expectSent("wait up to 2 days for seen { got { send hello } none go on }  stay", "You saw {{ page }}");
    expectSent("on seen { if seats > 1 { wait 1 day  send hello } }  stay", "You saw {{ page }}");
  });

  it("may not be named where another event, or none, may have led there", () => {
    expectSent("wait up to 2 days for seen { none { send hello } }  stay", "You saw {{ «page» }}", UNKNOWN);
    expectSent(
      "wait up to 2 days for seen { none go on }  send hello  stay",
      "You saw {{ «page» }}",
      UNKNOWN,
    );
    expectSent(
      "on seen { wait up to 2 days for asked { none go on }  send hello }  stay",
      "You saw {{ «page» }}",
      UNKNOWN,
    );
    expectSent("on seen { send hello }  send hello  stay", "You saw {{ «page» }}", UNKNOWN);
  });

  it("of several events may be named where all of them have it", () => {
    expectSent("on seen or asked_price { send hello }  stay", "You saw {{ page }}");
    expectSent("on seen or asked_price { send hello }  stay", "In {{ «minutes» }}", UNKNOWN);
  });

  it("says what is read when the event leaves it out, and so does the subject", () => {
    expectSent("on seen { send hello }  stay", "In {{ «minutes» }}", [{ code: "blank-placeholder" }]);
    expectSent("on seen { send hello }  stay", "In {{ minutes | default: 1 }}");
    expectSent("on named { send hello }  stay", "At {{ company }}");
  });

  it("is compared with what it may hold", () =>
    expectSent("on asked_price { send hello }  stay", '{% if seats == «"2"» %}x{% endif %}', [
      { code: "wrong-type" },
    ]));
});
