/**
 * Every code that Baton can report, each with the facts it needs and the words it is told in.
 *
 * To add one, add an entry: `"the-code": error<{ facts }>({ message, note, help })`. The code and its facts are
 * then checked wherever it is reported. A code is a promise to users and is never renamed once released.
 */

import { error, listOf, sumOf, warning, withSuggestion } from "./entry.ts";

export const CATALOGUE = {
  // ── The text itself ─────────────────────────────────────────────────────────────────────────────────────

  "file-too-large": error<{ limit: string }>({
    message: ({ limit }) => `The file is larger than ${limit}, so it is not read.`,
    note: "Journeys are read by people; a file of this size was not written by one.",
    help: () => "Split it: declarations may stand in any number of files.",
  }),
  "nested-too-deep": error<{ limit: number }>({
    message: ({ limit }) =>
      `Here the text is nested more than ${limit} levels deep, so the file is not read further.`,
    note: "What is nested this deep cannot be reviewed.",
    help: () => "Move the inner part to a stage of its own.",
  }),
  "hidden-character": error<{ character: string; what: string }>({
    message: ({ character, what }) => `Here stands ${what} (${character}), which cannot be seen.`,
    note: "Hidden characters can make a reviewer read something else than what is run.",
    help: () => "Delete it.",
  }),
  "unknown-sign": error<{ sign: string }>({
    message: ({ sign }) => `\`${sign}\` means nothing here.`,
    help: ({ sign }) => HELP_WITH_SIGN[sign],
  }),
  "unclosed-text": error<Record<never, never>>({
    message: () => "The text that begins here is not closed on its line.",
    help: () => 'Close it with `"`.',
  }),
  "broken-number": error<{ found: string }>({
    message: ({ found }) => `\`${found}\` is neither a number nor a name.`,
    help: ({ found }) =>
      withSuggestion("Names begin with a letter, and a number stands apart from its unit.", spaced(found)),
  }),
  "odd-name": error<{ name: string; letters: readonly string[]; suggestion?: string }>({
    message: ({ name, letters }) =>
      letters.length > 0
        ? `The name \`${name}\` contains ${listOf(letters)}.`
        : `The name \`${name}\` is not written in small letters.`,
    note: "Names are small letters from a to z, digits and `_`, so that no two names look alike.",
    help: ({ suggestion }) => withSuggestion("", suggestion) || undefined,
  }),

  // ── Syntax ──────────────────────────────────────────────────────────────────────────────────────────────

  "unexpected-word": error<{
    found: string;
    expected: readonly string[];
    suggestion?: string;
    /** What is written in its place, where it is a usual slip. */
    instead?: string;
  }>({
    message: ({ found, expected }) =>
      expected.length > 0
        ? `Here stands ${found}, where ${listOf(expected)} is expected.`
        : `${upper(found)} is not expected here.`,
    help: ({ suggestion, instead }) => instead ?? (withSuggestion("", suggestion) || undefined),
  }),
  "unknown-word": error<{
    word: string;
    member: string;
    examples: readonly string[];
    /** The examples are all that there is. */
    isAll?: boolean;
    suggestion?: string;
    elsewhere?: string;
  }>({
    message: ({ word, member }) => `\`${word}\` is not ${member}.`,
    help: ({ member, examples, isAll, suggestion, elsewhere }) => {
      if (elsewhere !== undefined) return elsewhere;
      if (suggestion !== undefined || examples.length === 0)
        return withSuggestion("", suggestion) || undefined;
      const words = listOf(examples.map((word) => `\`${word}\``));
      return `${upper(member)} begins with ${isAll === true ? "" : "a word such as "}${words}.`;
    },
  }),
  "handler-in-steps": error<{ word: string }>({
    message: ({ word }) => `\`${word}\` cannot stand among steps.`,
    note: "A handler listens for as long as the stage lasts; a step is done once.",
    help: ({ word }) =>
      word === "when" ? "Use `if` or `choose` here, or move it to the stage." : "Move it to the stage.",
  }),
  "reserved-word": error<{ word: string; instead?: string }>({
    message: ({ word }) => `\`${word}\` is a reserved word and cannot be a name.`,
    help: ({ instead }) =>
      instead ?? "Choose another name. Reserved are only `not`, `no`, `of`, `the` and `through`.",
  }),
  "missing-arrow": error<{
    /** Absent: the line ends before it. */
    stage?: string;
    /** What may stand here besides the arrow. */
    or: readonly ("exit" | "steps")[];
    instead?: string;
  }>({
    message: ({ stage }) =>
      stage === undefined
        ? "`-> STAGE` is missing at the end of this line."
        : `\`->\` is missing before \`${stage}\`.`,
    help: ({ stage, or, instead }) => {
      const others = or.map((other) =>
        other === "exit" ? `\`exit ${stage ?? "NAME"}\`` : "steps in braces",
      );
      return instead ?? `Write ${listOf([`\`-> ${stage ?? "STAGE"}\``, ...others])}.`;
    },
  }),
  "result-leads-nowhere": error<{ label: string }>({
    message: ({ label }) => `The result \`${label}\` does not say where it leads.`,
    help: () => "Write `-> STAGE`, `exit NAME`, `stay`, `go on`, `reassign` or steps in braces behind it.",
  }),
  "missing-comma": error<{ ladder: string }>({
    message: ({ ladder }) => `A comma goes before \`on ${ladder}\`.`,
    note: "Without it, `on` begins a handler for an event.",
  }),
  "bound-behind": error<Record<never, never>>({
    message: () => "The bound of a wait stands before what is waited for.",
    help: () => "Write `wait up to 7 days for EVENT`.",
  }),
  "brace-not-opened": error<{ before: string }>({
    message: ({ before }) => `A \`{\` is missing before ${before}.`,
  }),
  "brace-not-closed": error<{ before: string }>({
    message: ({ before }) => `A \`}\` is missing before ${before}.`,
  }),
  "outside-declaration": error<{ word: string }>({
    message: ({ word }) => `\`${word}\` stands outside a declaration.`,
    help: () => "Look for one `}` too many above.",
  }),
  "said-twice": error<{ what: string }>({
    message: ({ what }) => `\`${what}\` is said twice in one declaration.`,
    help: () => "Keep one of the two.",
  }),

  // ── Names and parts ─────────────────────────────────────────────────────────────────────────────────────

  "unknown-name": error<{ what: string; name: string; suggestion?: string }>({
    message: ({ what, name }) => `There is no ${what} named \`${name}\`.`,
    help: ({ what, name, suggestion }) =>
      withSuggestion(`Declare ${what} \`${name}\`, or name one that exists.`, suggestion),
  }),
  "duplicate-name": error<{ what: string; name: string }>({
    message: ({ what, name }) => `The ${what} \`${name}\` is declared twice.`,
    note: "A name stands for one thing, so that nobody has to guess which.",
    help: () => "Rename one of the two, or delete it.",
  }),
  "without-effect": error<{ what: string; why: string }>({
    message: ({ what, why }) => `${upper(what)} has no effect: ${why}.`,
    note: "It is refused and not ignored, so that nobody relies on what never happens.",
    help: () => "Delete it, or write what is meant.",
  }),
  "missing-part": error<{ what: string; owner: string }>({
    message: ({ what, owner }) => `${upper(owner)} names no ${what}.`,
    note: "Whatever a reviewer must know stands in the file.",
    help: ({ what }) => `Add a line that names the ${what}.`,
  }),
  "wrong-type": error<{ expected: string; found: string; what: string; instead?: string }>({
    message: ({ expected, found, what }) => `${upper(what)} is ${found}, where ${expected} is needed.`,
    note: "Unlike things cannot be compared or put in each other's place.",
    help: ({ instead }) => instead,
  }),

  // ── Names ───────────────────────────────────────────────────────────────────────────────────────────────

  "unknown-role": unknown("role"),
  "unknown-calendar": unknown("calendar"),
  "unknown-ladder": unknown("ladder"),
  "unknown-right": unknown("right"),
  "unknown-subject": unknown("subject"),
  "unknown-event": error<{ name: string; suggestion: string | undefined; exit?: readonly string[] }>({
    message: ({ name }) => `There is no event named \`${name}\`.`,
    help: ({ name, suggestion, exit }) => {
      if (exit === undefined) return namingHelp(suggestion);
      const instead = exit.length === 0 ? "" : `, such as ${quoted(exit)}`;
      return `\`${name}\` is an exit of the journey. Name an event${instead}.`;
    },
  }),
  "unknown-field": unknown("field"),
  "unknown-type": unknown("type"),
  "unknown-band": unknown("band"),
  "unknown-route": unknown("route"),
  "unknown-action": unknown("action"),
  "unknown-journey": unknown("journey"),
  "unknown-stage": unknown("stage"),
  "unknown-exit": unknown("exit"),
  "unknown-handover": unknown("handover"),
  "unknown-task": unknown("task"),
  "unknown-request": unknown("request"),
  "unknown-message": error<{
    name: string;
    suggestion: string | undefined;
    /** In a scenario: the journey that it is of, which does not send a message that there is. */
    journey?: string;
  }>({
    message: ({ name, journey }) =>
      journey === undefined
        ? `There is no message named \`${name}\`.`
        : `Journey \`${journey}\` never sends \`${name}\`.`,
    help: ({ suggestion, journey }) =>
      journey === undefined
        ? namingHelp(suggestion)
        : withSuggestion(
            "A scenario sees the messages of its own journey. Name one of them, or write the scenario of the journey that sends it.",
            suggestion,
          ),
  }),
  "unknown-person": unknown("person"),
  "unknown-result": error<{
    name: string;
    of: string;
    known: readonly string[];
    suggestion: string | undefined;
  }>({
    message: ({ name, of }) => `\`${name}\` is no result of ${of}.`,
    help: ({ known, suggestion }) =>
      withSuggestion(suggestion === undefined ? `It has ${listOf(known)}.` : "", suggestion),
  }),
  "unknown-zone": error<{ zone: string }>({
    message: ({ zone }) => `There is no time zone named "${zone}".`,
    help: () => 'Write one of the IANA time zones, such as "Europe/Copenhagen".',
  }),
  "unknown-holidays": error<{ code: string }>({
    message: ({ code }) => `There is no table of holidays for \`${code}\`.`,
    note: "Days that nobody works would count as open, and deadlines would fall on them.",
    help: () =>
      "Write the code of a country or of a part of one, such as `DK` or `DE-BY`, or list the days as `closed`.",
  }),
  "belongs-to-another-subject": error<{ what: string; name: string; of: string; wanted: string }>({
    message: ({ what, name, of, wanted }) =>
      `The ${what} \`${name}\` is about a ${of}, and this is about a ${wanted}.`,
    note: "Who is meant would be a guess: nothing here says which of the one belongs to which of the other.",
  }),
  "names-in-circle": error<{ what: string; names: readonly string[] }>({
    message: ({ what, names }) => `The ${what} go round in a circle: ${names.join(", ")}.`,
    help: () => "Take one of them out.",
  }),

  // ── Types and blanks ────────────────────────────────────────────────────────────────────────────────────

  "two-currencies": error<{ field: string; first: string; second: string }>({
    message: ({ field, first, second }) =>
      `\`${field}\` is given in ${second} here, and in ${first} elsewhere.`,
    note: "Two currencies cannot be compared: no rate stands in the file.",
    help: ({ first }) => `Write the amount in ${first}.`,
  }),
  "cannot-combine": error<{ left: string; operator: "+" | "-" | "*" | "/"; right: string }>({
    message: ({ left, operator, right }) => `${upper(OPERATIONS[operator](left, right))} means nothing.`,
    note: "Unlike things cannot be reckoned with each other.",
  }),
  "computed-field-given": error<{ field: string; of: string }>({
    message: ({ field, of }) =>
      `\`${field}\` of a ${of} is worked out from its other fields, so nothing gives or sets it.`,
    help: () => "Give the fields that it is worked out from.",
  }),
  "follower-cannot-open": error<{ subject: string; followed: string; fields: readonly string[] }>({
    message: ({ subject, followed, fields }) =>
      `A ${subject} that is opened from a ${followed} would have no ${quoted(fields)}.`,
    note: "What one cannot be without, and its key, come along under the same name.",
    help: ({ followed }) =>
      `Give the ${followed} such a field, let it be blank with \`?\`, or give it a default.`,
  }),
  "blank-set": error<{ field: string }>({
    message: ({ field }) => `\`${field}\` may not be blank, and this may come to nothing.`,
    note: "What is worked out is blank where a part is blank, a divisor is zero, or two currencies meet.",
    help: ({ field }) =>
      `Let \`${field}\` be blank with \`?\`, give it a default, or give its parts defaults.`,
  }),
  "not-in-list": error<{
    value: string;
    field: string;
    values: readonly string[];
    suggestion: string | undefined;
  }>({
    message: ({ value, field }) => `\`${value}\` is none of the values of \`${field}\`.`,
    help: ({ values, suggestion }) =>
      withSuggestion(suggestion === undefined ? `It takes ${listOf(values)}.` : "", suggestion),
  }),
  "bad-pattern": error<{ found: string }>({
    message: ({ found }) => `${found} cannot stand in what is matched.`,
    note: "`matches` compares whole words without case; there are no regular expressions.",
    help: () => 'Write words or phrases with `|` between them, such as "chief|head of sales".',
  }),
  "blank-unhandled": error<{
    field: string;
    in?: "choose";
    /** `counting blank as` speaks of the left side. */
    side: "left" | "right";
  }>({
    message: ({ field }) => `\`${field}\` may be blank, and this does not say what a blank does.`,
    note: "A blank would silently decide who goes where.",
    help: ({ field, in: where, side }) =>
      side === "right"
        ? `\`counting blank as\` speaks of the left side only: ask \`${field} is known\` beside it, or give the field a default.`
        : where === "choose"
          ? `Put an arm \`when ${field} is blank { … }\` before this one, add \`counting blank as no\` (or \`yes\`), or give the field a default.`
          : `Add \`counting blank as no\` (or \`yes\`), ask \`${field} is known\` beside it, or give the field a default.`,
  }),
  "unknown-placeholder": error<{
    name: string;
    subject: string;
    suggestion: string | undefined;
    /** Of a letter to contacts: whose journey sends it, where the field is known there. */
    knownOf?: string | undefined;
  }>({
    message: ({ name, subject }) => `A ${subject} has no field named \`${name}\`.`,
    note: "What is not known is not filled in, and whoever reads it sees the hole.",
    help: ({ name, subject, suggestion, knownOf }) =>
      knownOf === undefined
        ? withSuggestion("", suggestion) || undefined
        : `\`${name}\` is known of the journey's ${knownOf} or of what led here. A letter to contacts names fields of each ${subject} whom it reaches.`,
  }),
  "blank-placeholder": error<{ name: string }>({
    message: ({ name }) => `\`${name}\` may be blank, and the message does not say what is read then.`,
    help: ({ name }) => `Write \`{{ ${name} | default: "…" }}\`, or put it within \`{% if ${name} %}\`.`,
  }),
  "no-such-date": error<{ text: string }>({
    message: ({ text }) => `\`${text}\` is no day of the calendar.`,
  }),
  "no-such-time": error<{ text: string }>({
    message: ({ text }) => `\`${text}\` is no time of the day.`,
    help: () => "Write hours from 00 to 23 and minutes from 00 to 59.",
  }),
  "odd-hours": error<{ from: string; to: string }>({
    message: ({ from, to }) => `Hours from ${from} to ${to} end before they begin.`,
    help: () => "Write the night as two lines, or end at `00:00` for midnight.",
  }),
  "odd-duration": error<{ duration: string; why: string }>({
    message: ({ duration, why }) => `\`${duration}\` cannot stand here: ${why}.`,
  }),

  "odd-moment": error<{ why: string }>({
    message: ({ why }) => `This moment cannot stand here: ${why}.`,
  }),
  "never-several": error<{ journey: string }>({
    message: ({ journey }) => `Of \`${journey}\` nobody ever has several instances open.`,
    note: "Nothing would ever be merged, and the file would say otherwise.",
    help: () => "Say `per` which key there is one instance each, or `if one is open  start another`.",
  }),
  "no-own-zone": error<{ subject: string }>({
    message: ({ subject }) => `A ${subject} has no field that says in which time zone they are.`,
    note: "It would be counted on somebody else's clock, each time and for everybody.",
    help: ({ subject }) =>
      `Give \`${subject}\` a field such as \`zone?: time_zone\`, or leave out \`in their own zone\`.`,
  }),
  "own-zone-otherwise": error<Record<never, never>>({
    message: () => "Whose clock counts while their own time zone is not known is not said.",
    note: "A blank zone would silently move it by hours.",
    help: () => 'Add the zone that stands for theirs: `in their own zone, otherwise "Europe/Copenhagen"`.',
  }),
  "odd-condition": error<{ why: string }>({
    message: ({ why }) => `This condition cannot stand here: ${why}.`,
  }),
  "computed-input": error<{ field: string; action: string }>({
    message: ({ field, action }) =>
      `\`${field}\` of action \`${action}\` is worked out, but nothing stands beside it.`,
    note: "An action is given its inputs, and gives back what it has done: neither follows from other fields.",
    help: () => "Work it out in a field of the subject, and give that.",
  }),
  "nobody-meant": error<{ who: string; why: string }>({
    message: ({ who, why }) => `Nobody is meant by \`${who}\`: ${why}.`,
    note: "What is asked of nobody is done by nobody.",
    help: () => "Name a role.",
  }),
  "rests-and-lasts": error<{ stage: string }>({
    message: ({ stage }) => `Stage \`${stage}\` both rests and lasts.`,
    note: "A parked stage is looked at again and again, and does not end by time; any other ends by its bound.",
    help: () => "Keep one of the two lines.",
  }),
  "channel-of-nothing": error<{ channel: string; suggestion: string | undefined }>({
    message: ({ channel }) => `No message goes out by \`${channel}\`.`,
    note: "A cap on it would count nothing, and promise what nobody keeps.",
    help: ({ suggestion }) => withSuggestion("Messages go out by email.", suggestion),
  }),
  "send-to-colleague": error({
    message: () => "`send` writes to customers, and to nobody else.",
    note: "What a message costs and who agreed to get it is counted for customers; colleagues are told.",
    help: () => 'Write `tell WHO "…"` for a colleague, or `to contacts of account`.',
  }),
  "bound-may-be-unknown": error<{ stage: string; field: string }>({
    message: ({ stage, field }) => `How long \`${stage}\` lasts depends on \`${field}\`, which may be blank.`,
    note: "A stage without an end keeps people in it for ever.",
    help: ({ field }) =>
      `Give \`${field}\` a default, enter the journey at a moment counted from it, let the journey keep what its entry event says (\`keeps NAME from the first EVENT.FIELD\`), or say \`lasts at most\` a length of time.`,
  }),

  // ── Files beside the journeys ───────────────────────────────────────────────────────────────────────────

  "bad-yaml": error<{ problem: string }>({
    message: ({ problem }) => `This is no YAML that is read here: ${problem}.`,
  }),
  "bad-people": error<{ problem: string }>({
    message: ({ problem }) => `people.yaml does not hold together: ${problem}.`,
  }),
  "bad-message": error<{ problem: string }>({
    message: ({ problem }) => `The message cannot be sent as it stands: ${problem}.`,
  }),

  // ── Ownership and people ────────────────────────────────────────────────────────────────────────────────

  "ladder-ends-in-nobody": error<{ ladder: string }>({
    message: ({ ladder }) => `After the last rung of ladder \`${ladder}\` nobody holds the work.`,
    note: "Silence is how leads are lost: a ladder ends at a role.",
    help: () => "Add `at last  give to the manager`.",
    label: () => "the last rung",
  }),
  "unmarked-hours": error<{ duration: string; business: string; calendar: string }>({
    message: ({ duration }) => `\`${duration}\` on a person's clock does not say whether closed hours count.`,
    note: "Over a weekend the two differ by days.",
    help: ({ business, calendar }) => `Write \`${business}\` or \`${calendar}\`.`,
  }),
  "raised-twice": error<{ what: string; trigger: string }>({
    message: ({ what, trigger }) => `${upper(what)} is raised twice for ${trigger}.`,
    note: "Whoever gets it a second time takes it for another matter.",
    help: () => "Leave it with one of the two, or narrow them with `where`.",
  }),
  "take-back-leads-nowhere": error<{ ladder: string; why: string }>({
    message: ({ ladder, why }) => `Ladder \`${ladder}\` cannot take this back: ${why}.`,
    note: "Whoever stays silent would keep what should have gone back.",
    help: () =>
      "Name a stage of the journey, `through` a handover where the owner changes, or another ladder.",
  }),
  "line-never-asks": error<{ role: string; right: string }>({
    message: ({ role, right }) =>
      `\`${role}\` is never asked by right \`${right}\`: where the line holds, a higher role is asked.`,
    note: "Of the lines that hold only the highest role of the order is asked.",
    help: () => "Narrow the line of the higher role, or delete this one.",
  }),
  "delegation-without-effect": error<{ right: string; of: string; to: string; why: string }>({
    message: ({ right, of, to, why }) =>
      `people.yaml lends \`${right}\` of ${of} to ${to} without effect: ${why}.`,
    note: "It would show when it is needed, and whoever stands in would be refused.",
    help: () => "Change who lends it to whom in people.yaml, or what the right allows.",
  }),
  "two-for-one-value": error<{ role: string; field: string; value: string; people: readonly string[] }>({
    message: ({ role, field, value, people }) =>
      `${people.join(" and ")} are both \`${role}\` for the ${field} ${value}.`,
    note: "A role `per` a field has one holder for each of its values.",
    help: () => "Leave the value with one of them in people.yaml, or drop `per` and let a route pick.",
  }),
  "outside-role": error<{ role: string; problem: string }>({
    message: ({ role, problem }) => `Role \`${role}\` ${problem}.`,
    note: "Whoever is outside the company answers what they are asked, by a link; what must not be dropped is somebody's inside.",
    help: () =>
      "Name a role inside the company here, and ask the one outside by a `task` or a handover that they accept.",
  }),
  "role-nobody-fills": error<{ role: string }>({
    message: ({ role }) => `Nobody fills the role \`${role}\`.`,
    note: "Work for it would stop at once, with nobody to see it.",
    help: () => "Name it at a person in people.yaml.",
  }),
  "handover-without-accountable": error<{ handover: string }>({
    message: ({ handover }) => `Nobody is accountable for handover \`${handover}\`.`,
    note: "Between two teams each thinks that the other has it; one role answers for the passage itself.",
    help: () => "Add `accountable ROLE`.",
  }),
  "move-between-owners-without-handover": error<{ from: string; to: string; giver: string; taker: string }>({
    message: ({ from, to, giver, taker }) =>
      `The owner changes from ${giver} to ${taker} between \`${from}\` and \`${to}\`, and no handover is named.`,
    note: "What changes hands without a handover arrives without its data, and nobody has accepted it.",
    help: ({ to }) => `Write \`-> ${to} through HANDOVER\`.`,
  }),
  "handover-does-not-serve-move": error<{ handover: string; from: string; to: string }>({
    message: ({ handover, from, to }) =>
      `Handover \`${handover}\` does not lead from \`${from}\` to \`${to}\`.`,
    help: () => "Name the stages in its `from … to …`, or take another handover.",
  }),

  // ── Rights ──────────────────────────────────────────────────────────────────────────────────────────────

  "right-with-gap": error<{ right: string; gap: string }>({
    message: ({ right, gap }) => `Right \`${right}\` asks nobody when ${gap}.`,
    note: "There, nobody may decide, and the decision would never be taken.",
    help: () => "Let one of its `ask` lines hold there too.",
  }),
  "asked-role-not-in-order": error<{ role: string; right: string }>({
    message: ({ role, right }) =>
      `\`${role}\` is asked, and does not stand in the order of right \`${right}\`.`,
    note: "Of those whose lines hold, only the highest in `order` is asked.",
    help: () => "Add the role to `order`, or write `also ask`.",
  }),
  "also-asked-role-in-order": error<{ role: string; right: string }>({
    message: ({ role, right }) =>
      `\`${role}\` is asked besides the order of right \`${right}\`, and stands in it.`,
    note: "It could be asked twice for one decision.",
    help: () => "Take it out of `order`, or ask it without `also`.",
  }),

  "rights-overlap": warning<{ rights: readonly string[]; fields: readonly string[] }>({
    message: ({ rights, fields }) =>
      `Rights ${quotedAnd(rights)} both decide about ${quotedAnd(fields)}, at the same limit.`,
    note: "Whoever is refused by the one may ask by the other, and nobody can say which of them counts.",
    help: () => "Leave one of them, let the limits differ, or say with `allow` why these are two things.",
  }),
  "approves-own-request": warning<{ role: string; right: string }>({
    message: ({ role, right }) =>
      `\`${role}\` asks for \`${right}\` here, and may decide it without a limit.`,
    note: "A right within one's own limit is exercised at once; nobody is asked who has not asked for it.",
    help: () =>
      "Add `never the asker` to the right, let a higher role be asked above a limit, or say with `allow` why they may.",
  }),

  // ── Where it leads ──────────────────────────────────────────────────────────────────────────────────────

  "unreachable-stage": error<{ stage: string }>({
    message: ({ stage }) => `No entry and no move leads to stage \`${stage}\`.`,
    help: () => "Lead to it with `->`, or delete it.",
  }),
  "no-path-to-exit": error<{ stage: string }>({
    message: ({ stage }) => `From stage \`${stage}\` no path leads to an exit.`,
    note: "Whoever comes here stays for ever, unless the customer does something.",
    help: () => "Let a bound or a result lead to `exit NAME`.",
  }),
  "step-after-jump": error<Record<never, never>>({
    message: () => "This step is never reached: what stands before it always leads elsewhere.",
    help: () => "Move it before the jump, or delete it.",
  }),
  "main-track-ends-in-nothing": error<{ stage: string }>({
    message: ({ stage }) => `The main track of stage \`${stage}\` ends without saying what then.`,
    note: "A reader cannot tell whether waiting there is meant or forgotten.",
    help: () => "End it with `-> STAGE`, `exit NAME` or `stay`.",
  }),
  "decline-leads-nowhere": error<{ reason: string; handover: string }>({
    message: ({ reason, handover }) =>
      `When handover \`${handover}\` is declined with \`${reason}\`, it is not said where that leads.`,
    note: "A declined offer without a next holder is a dropped baton.",
    help: () => "End it with `stay`, `reassign`, `-> STAGE` or `exit NAME`.",
  }),
  "result-not-handled": error<{ of: string; missing: readonly string[] }>({
    message: ({ of, missing }) => `${upper(of)} leaves ${quoted(missing)} without a consequence.`,
    help: ({ missing }) => `Add ${quoted(missing)} and where it leads; \`go on\` if nothing happens.`,
  }),
  "call-without-input": error<{ action: string; missing: readonly string[] }>({
    message: ({ action, missing }) => `The call of \`${action}\` does not say ${quoted(missing)}.`,
    note: "What an action takes and has no default for, each call gives.",
    help: ({ missing }) => `Add ${quoted(missing)} behind \`with\`, or give the input a default.`,
  }),
  "blank-input": error<{ field: string; input: string; action: string }>({
    message: ({ field, input, action }) =>
      `\`${field}\` may be blank, and \`${action}\` cannot do without \`${input}\`.`,
    note: "The connector would refuse it at the time, when somebody waits for it.",
    help: ({ field, input }) =>
      `Call it within \`if ${field} is known { … }\`, or mark the input \`${input}?\` as one that may be blank.`,
  }),
  "loop-without-wait": error<{ stages: readonly string[] }>({
    message: ({ stages }) => `The moves ${stages.join(" -> ")} go round without ever waiting.`,
    note: "It would run as fast as the machine can, for ever.",
    help: () => "Let one of the stages wait for somebody or something before it moves.",
  }),
  "move-back-still-holds": error<{ stage: string; to: string }>({
    message: ({ stage, to }) =>
      `Who comes back to \`${stage}\` here may be sent on to \`${to}\` at once: its condition may still hold.`,
    note: "`when X is Y` fires on arrival, before anything else in the stage.",
    help: () => "Write `turns` in place of `is`: then it must have been otherwise in that stage.",
  }),
  "answered-by-nobody": error<{ part: "needs" | "reassign"; of: string }>({
    message: ({ part, of }) =>
      part === "needs"
        ? `Nobody answers ${of}, so nobody can be asked what it \`needs\`.`
        : `Nobody answers ${of}, so it cannot be passed on to another person.`,
    help: ({ part }) =>
      part === "needs"
        ? "Ask somebody with a `task`, whose results may need evidence."
        : "Ask somebody with a `task`: `reassign` passes on what a person was asked.",
  }),
  "retry-outside-task": error<Record<never, never>>({
    message: () => "There is no task here to go back to.",
    help: () => "`retry` stands in a result of the task that it repeats.",
  }),
  "exit-block-waits": error<{ step: string }>({
    message: ({ step }) => `${upper(step)} waits or leads elsewhere, and on the way out nothing may.`,
    note: "Nothing happens to a subject after an exit, and what a stage has begun ends with the stage.",
    help: () =>
      "Keep only `tell`, `set`, `begin` and `send …, or drop`, alone or behind a condition; what takes its time stands in `after exit`.",
  }),
  "after-exit-leads-elsewhere": error<{ exit: string }>({
    message: ({ exit }) => `After exit \`${exit}\` the journey has ended, and leads nowhere any more.`,
    note: "What follows an exit is over with its last step, or with its bound.",
    help: () => "End the steps here, or let another journey `begin`.",
  }),
  "split-not-100": error<{ split: string; sum: number }>({
    message: ({ split, sum }) => `The arms of split \`${split}\` add up to ${sum}%.`,
    help: () => "Make them 100% together.",
  }),

  "holdout-does-something": error<{ split: string }>({
    message: ({ split }) => `The holdout of split \`${split}\` has steps.`,
    note: "A holdout is who is left alone, to see what comes of the others; with steps it is an arm like them.",
    help: () => "Take its steps out, or give it another name.",
  }),
  "field-written-twice": error<{ field: string; writers: readonly string[] }>({
    message: ({ field, writers }) =>
      `\`${field}\` is set by ${quotedAnd(writers)}, which can run at the same time.`,
    note: "What the field says would be what happened to be set last.",
    help: () => "Let one of them set it, or put two journeys into one exclusive group.",
  }),
  "equal-priority-in-group": error<{
    group: string;
    event: string;
    journeys: readonly string[];
    priority: number;
  }>({
    message: ({ group, event, journeys, priority }) =>
      `\`${event}\` can start ${journeys.map((name) => `\`${name}\``).join(" and ")} together, both of group \`${group}\` with priority ${priority}.`,
    note: "At most one journey of a group is under way with a customer, and which it is must not be chance.",
    help: () => "Give the one that comes first the higher number.",
  }),

  // ── Time ────────────────────────────────────────────────────────────────────────────────────────────────

  "wait-without-bound": error<{ what: string; help: string }>({
    message: ({ what }) => `${upper(what)} has no bound.`,
    note: "Every wait is bounded, and says what happens at the bound.",
    help: ({ help }) => help,
  }),
  "wait-for-an-exit-event": error<{ event: string; exit: string; what: string }>({
    message: ({ event, exit, what }) =>
      `${upper(what)} never sees \`${event}\`: exit \`${exit}\` takes it first.`,
    help: () => "Wait for something else, or narrow the exit with `where`.",
  }),

  // ── Judgement and care ──────────────────────────────────────────────────────────────────────────────────

  "bound-longer-than-stage": warning<{ wait: string; stage: string; lasts: string }>({
    message: ({ wait, stage, lasts }) => `This takes ${wait}, and \`${stage}\` lasts at most ${lasts}.`,
    note: "The stage is over before the wait is, so what follows here never comes.",
    help: () => "Shorten the wait, or let the stage last longer.",
  }),
  "time-never-open": warning<{ time: string; calendar: string }>({
    message: ({ time, calendar }) =>
      `At ${time} nobody works in calendar \`${calendar}\`, on no day of the week.`,
    note: "An open day is asked for, and on it a time at which it is closed.",
    help: () => "Choose a time within the hours, or leave out `on the next open day`.",
  }),
  "beyond-horizon": warning<{ date: string; until: string }>({
    message: ({ date, until }) =>
      `\`${date}\` lies in or beyond ${until}, the last year to which calendars are resolved.`,
    note: "Beyond it no day is a holiday, and the clocks do not change any more.",
    help: () => "Compile and release again before then, or choose an earlier date.",
  }),
  "message-on-time-alone": warning<{ message: string }>({
    message: ({ message }) => `\`${message}\` goes out because time has passed, with no signal behind it.`,
    note: "Messages that nothing they did has asked for are what people unsubscribe from.",
    help: () => "Wait for an event or a state, put it behind a condition, or say with `allow` why it may.",
  }),
  "more-messages-than-cap": warning<{
    subject: string;
    most: number;
    window: string;
    cap: number;
    counted: readonly string[];
  }>({
    message: ({ subject, most, window, cap, counted }) =>
      `Up to ${most} messages per ${window} may fall due to one ${subject}, and at most ${cap} may go out: ${sumOf(counted)}.`,
    note: "What the cap holds back waits, and is dropped when its stage is left. Counted is the most on any way through a stage and out of it, loops and retries at their most, each handler as often as its limit or its dates say and once without either, spread evenly over the longest that the stage may last: of what a long stage sends a share falls into the time of the cap.",
    help: () => "Send less, over a longer time, or with `or drop`; or say with `allow` why that is fine.",
  }),
  "automated-outreach": warning<{
    message: string;
    subject: string;
    why: "a person is asked first" | "the account is held";
  }>({
    message: ({ message, subject, why }) =>
      `\`${message}\` goes out by itself, to a ${subject} of whom the contact policy says that ${why}.`,
    note: "What is high in value, or waits for an answer, is for a person: a machine that writes there loses it.",
    help: ({ why }) =>
      why === "the account is held"
        ? "Give somebody a task in its place; while the account is held the message waits."
        : "Give somebody a task in its place, or send it `once approved by` a person.",
  }),
  "reaction-to-any-message": warning<{ event: string; instead: string }>({
    message: ({ event }) => `This waits for \`${event}\`, and does not say to which message.`,
    note: "A click on an old message would answer for the one that was just sent.",
    help: ({ instead }) => `Write \`${instead}\`.`,
  }),
  "reaction-before-message": warning<{ messages: readonly string[] }>({
    message: ({ messages }) =>
      `This waits for a reaction to ${quoted(messages)}, which nobody has been sent by then.`,
    note: "Nobody reacts to what they have not been sent, so the wait lasts to its bound.",
    help: () => "Name the message that goes out before, or send this one first.",
  }),
  "entry-answers-wait": warning<{ event: string; entry: string }>({
    message: ({ entry }) =>
      `This waits for what has just led in: the entry's own \`${entry}\` answers it before it begins.`,
    note: "The entry event is visible to the first stage, so that nothing that happened is lost.",
    help: ({ event }) =>
      `Wait a length of time and ask \`if no ${event} for …\`, or say with \`where\` which \`${event}\` is meant.`,
  }),
  "decline-reruns-stage": warning<{ reason: string; stage: string }>({
    message: ({ reason, stage }) =>
      `Declined for \`${reason}\`, \`${stage}\` begins anew: its messages, its tasks and its time.`,
    note: "The subject has not left it, and would be written to and asked for a second time.",
    help: () => "Write `stay`: what was paused goes on, and the task that led to the offer is asked anew.",
  }),
  "decision-without-difference": warning<{ right: string }>({
    message: ({ right }) =>
      `It makes no difference what is decided on \`${right}\`: every answer leads to the same.`,
    note: "Somebody is asked, and waited for, and nothing depends on what they say.",
    help: () => "Let the answers lead to different things, or ask nobody.",
  }),
  "answer-with-two-meanings": warning<{
    right: string;
    exit: string;
    here: readonly string[];
    there: readonly string[];
  }>({
    message: ({ right, exit, here, there }) =>
      `One decision, two meanings: on \`${right}\` the answer ${quoted(here)} ends the journey by \`${exit}\` here, and ${quoted(there)} does in another place.`,
    note: "Whoever answers thinks of what was asked, and not of where in the journey it was asked.",
    help: () => "Let the same answer lead to the same exit wherever it is asked.",
  }),
  "unused-message": warning<{ message: string }>({
    message: ({ message }) => `No journey sends \`${message}\`.`,
    note: "Words that nobody reads are kept up to date for nothing, and are sent by mistake one day.",
    help: () => "Send it, delete it, or say in its front matter why it is `retired`.",
  }),
  "scenario-leaves-out": warning<{ what: string; missing: readonly string[] }>({
    message: ({ what, missing }) => `The scenario gives a \`${what}\` without ${quotedAnd(missing)}.`,
    note: "Outside of a test it would not be taken: what the scenario shows can never happen.",
    help: ({ missing }) =>
      `Give ${quotedAnd(missing)}, or let it be blank where it is declared (\`${missing[0]}?:\`).`,
  }),
  "unused-audience": warning<{ audience: string }>({
    message: ({ audience }) => `Nothing asks for audience \`${audience}\`.`,
    note: "Whoever reads it believes that it decides something.",
    help: () => "Ask for it in a condition, or delete it.",
  }),
  "retired-message": error<{ message: string; why: string }>({
    message: ({ message, why }) => `\`${message}\` is retired: ${why}.`,
    note: "A retired message stays in the repository so that nobody invents it again.",
    help: () => "Send another, or take `retired` out of its front matter.",
  }),
  "exempt-not-marked": error<{ message: string; purpose: string; role: string }>({
    message: ({ message, purpose, role }) =>
      `\`${message}\` has the exempt purpose \`${purpose}\`, and ${role} has not marked it.`,
    note: "No cap and no quiet hour stops an exempt message, so its mark is a decision of one role.",
    help: ({ role }) => `Let ${role} add \`marked_by: ${role}\`, or give it another purpose.`,
  }),
  "review-overdue": warning<{ what: string; due: string }>({
    message: ({ what, due }) => `The review of ${what} was due on ${due}.`,
    help: () => "Review it, and write the day behind `last`.",
  }),
  "review-lapsed": error<{ what: string; due: string; last: string }>({
    message: ({ what, due, last }) =>
      `The review of ${what} was due on ${due}, and could wait until ${last}.`,
    note: "A score that nobody has looked at for so long still decides every day who is called.",
    help: () => "Review it, and write the day behind `last`.",
  }),
  // A warning, since it may be the clock of the machine that is wrong.
  "review-in-future": warning<{ what: string; last: string }>({
    message: ({ what, last }) =>
      `The last review of ${what} is said to have been on ${last}, which is yet to come.`,
    note: "Until then nothing asks for the next one: a promise to look at it again is put off in silence.",
    help: () => "Write the day on which it was last looked at.",
  }),
  "allow-unknown-code": error<{ code: string; suggestion: string | undefined }>({
    message: ({ code }) => `No check has the code \`${code}\`.`,
    help: ({ suggestion }) => withSuggestion("", suggestion) || undefined,
  }),
  "allow-refused": error<{ code: string; why: string }>({
    message: ({ code, why }) => `\`${code}\` cannot be silenced: ${why}.`,
    help: () => "Mend what it points at.",
  }),
  "unused-allow": warning<{ code: string }>({
    message: ({ code }) => `Nothing here is silenced by this \`allow ${code}\`.`,
    note: "A permission that is no longer needed hides the next mistake.",
    help: () => "Delete it.",
  }),

  // ── Releases ────────────────────────────────────────────────────────────────────────────────────────────

  "version-not-raised": error<{ journey: string; version: number; on: string; next: number }>({
    message: ({ journey, version, on }) =>
      `What \`${journey}\` says is no longer what was released as v${version} on ${on}.`,
    note: "A released version never changes: whoever is inside goes on with what they entered.",
    help: ({ next }) => `Raise the version to \`v${next}\`, or undo the change.`,
  }),
  "version-behind-release": error<{ version: number; latest: number; next: number }>({
    message: ({ version, latest }) => `The text says v${version}, and v${latest} has been released.`,
    note: "Nobody would enter what stands here: people enter the latest version.",
    help: ({ latest, next }) =>
      `Raise the version to \`v${next}\`, or take the text of v${latest} from the repository's history.`,
  }),
  "release-edited": error<{ stated: string; found: string }>({
    message: () => "This release was changed after it was frozen.",
    note: "A released version never changes: what runs under its name must be what was reviewed.",
    label: ({ stated, found }) => `it states ${stated}, and what it holds has ${found}`,
    help: () => "Restore the file from the repository's history; a change is a new version of the journey.",
  }),
  "release-misnamed": error<{ holds: string }>({
    message: ({ holds }) => `This file holds the release \`${holds}\`, and is not called so.`,
    note: "A file is called what it holds, so that no release is there twice.",
    help: ({ holds }) => `Call it \`${holds}.json\`; where there is one of that name, delete this one.`,
  }),
  "release-unreadable": error<{ why: string }>({
    message: ({ why }) => `This is no release that can be used. ${why}`,
    note: "Whoever is inside that version would stop where they are.",
    help: () => "Restore the file from the repository's history; `baton release` writes new ones.",
  }),
  "release-in-conflict": error<{ release: string }>({
    message: ({ release }) =>
      `Two branches have released \`${release}\`, each its own, and this file has parts of both.`,
    note: "A release is never merged: what runs under its name must be what was reviewed, all of it.",
    help: () =>
      "Keep the file of the branch that you merge into as it is there (`git checkout --theirs` in a merge of it into yours, `--ours` in a rebase), raise the version in the text, and run `baton release` again.",
  }),
  "release-needs-missing": error<{ release: string; thing: string; changed?: string }>({
    message: ({ release, thing, changed }) =>
      changed === undefined
        ? `The release \`${release}\` needs ${thing}, which is no longer there.`
        : `The release \`${release}\` needs ${thing}, which ${changed}.`,
    note: "Whoever is still inside that version would stop there, or go on without it.",
    help: ({ release }) =>
      `Keep it until nobody is inside \`${release}\` any more; then delete the file of the release.`,
  }),
  "released-without-agreement": warning<{
    release: string;
    missing: readonly string[];
    by?: string;
    because?: string;
    isFirst: boolean;
  }>({
    message: ({ release, missing, by, because }) =>
      `\`${release}\` was released without the agreement of ${sumOf(missing)}${by === undefined ? "" : `; ${by} says why: ${because}`}.`,
    note: "Who must agree to a change stands in `changes`, and what runs has gone past them.",
    help: ({ isFirst }) =>
      isFirst
        ? "Have them agree to the next one; it is compared with this, which was the first."
        : "Have them agree to the next one, which asks for it again.",
  }),
  "migrates-from-nowhere": error<{
    journey: string;
    from: number;
    version: number;
    released: readonly number[];
  }>({
    message: ({ journey, from, version }) =>
      from >= version
        ? `\`${journey}\` is v${version}, and nobody can migrate to it from v${from}.`
        : `No release v${from} of \`${journey}\` is there to migrate from.`,
    note: "People are inside released versions, and what becomes of them is worked out from their plan.",
    help: ({ released }) =>
      released.length === 0
        ? "Release the earlier version first, or leave the line out."
        : `Name one of ${listOf(released.map((one) => `v${one}`))}.`,
  }),
  "migrates-twice": error<{ from: number }>({
    message: ({ from }) => `It is said twice what becomes of those in v${from}.`,
    note: "They can go on in one way only.",
    help: () => "Leave one of the two out.",
  }),
  "migrates-what-differs": error<{ from: number; what: string; was: string; now: string }>({
    message: ({ from, what, was, now }) =>
      `In v${from} the journey is ${what} ${was}, and here ${what} ${now}.`,
    note: "An instance is about what it was about when it was entered: that is how events find it.",
    help: () => "Leave the line out: who is inside stays in the version that they entered.",
  }),
  "migration-map-line": error<{
    is: "unknown" | "ambiguous" | "still there" | "another track" | "twice";
    side: "from" | "to";
    name: string;
    from: number;
    version: number;
    names: readonly string[];
    suggestion?: string;
  }>({
    message: ({ is, side, name, from, version, names }) => {
      const where = side === "from" ? `v${from}` : `v${version}`;
      const told: Readonly<Record<typeof is, string>> = {
        unknown: `No stage of ${where}, and no step at which anybody stands, is named \`${name}\`.`,
        ambiguous: `\`${name}\` may be ${listOf(names.map((one) => `\`${one.replaceAll("/", ".")}\``))} of ${where}.`,
        "still there": `\`${name}\` is still there in v${version}: whoever stands there goes on there.`,
        "another track": `\`${name}\` is not of the same track as what it would stand for.`,
        twice: `What becomes of \`${name}\` is said twice.`,
      };
      return told[is];
    },
    note: "The map is for what is gone: everything else goes by its name.",
    help: ({ is, suggestion }) =>
      is === "ambiguous"
        ? "Write as much of its path as tells it apart, with dots: `nurture.wait`."
        : is === "another track"
          ? "Name a step of the same stage or handler, a stage that is entered from its beginning, or `stay`."
          : is === "unknown"
            ? withSuggestion("Name a stage, or a step by as much of its path as tells it apart.", suggestion)
            : "Leave the line out.",
  }),
  "migration-leaves-out": error<{ from: number; places: readonly { name: string; why: string }[] }>({
    message: ({ from, places }) =>
      `Of v${from} it is not said what becomes of whoever stands at ${listOf(places.map(({ name }) => `\`${name}\``))}.`,
    note: "Nobody may fall out of a journey because a step is gone, or go on past a decision that was not made for them.",
    label: ({ places }) => listOf([...new Set(places.map(({ why }) => why))]),
    help: ({ places: [first] }) =>
      `Add a line for each: \`${first?.name ?? "first_call"} becomes …\`, with the step or the stage in its place, or \`stay\` where it is over.`,
  }),
} as const;

const HELP_WITH_SIGN: Readonly<Record<string, string>> = {
  ";": "Delete it: nothing needs a semicolon.",
  "%": "It stands at its number, without a blank: `30%`.",
};

const OPERATIONS: Readonly<Record<"+" | "-" | "*" | "/", (left: string, right: string) => string>> = {
  "+": (left, right) => `${left} and ${right} added up`,
  "-": (left, right) => `${left} less ${right}`,
  "*": (left, right) => `${left} times ${right}`,
  "/": (left, right) => `${left} divided by ${right}`,
};

/** The first letter as a capital, unless the sentence begins with code. */
function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `5days` is probably `5 days`. */
function spaced(found: string): string | undefined {
  const parts = /^(\d+)([a-z]+)$/.exec(found);
  return parts ? `${parts[1]} ${parts[2]}` : undefined;
}

/** What is said of a name that stands for nothing. */
function unknown(what: string) {
  return error<{ name: string; suggestion: string | undefined }>({
    message: ({ name }) => `There is no ${what} named \`${name}\`.`,
    help: ({ suggestion }) => namingHelp(suggestion),
  });
}

const namingHelp = (suggestion: string | undefined): string =>
  withSuggestion(suggestion === undefined ? "Declare it, or name another." : "", suggestion);

function quotedAnd(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(" and ");
}

function quoted(names: readonly string[]): string {
  return listOf(names.map((name) => `\`${name}\``));
}
