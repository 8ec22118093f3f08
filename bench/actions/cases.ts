/** What happens to each of the three journeys while it is measured: the same for Baton and for the one by hand. */

/** One thing from outside, once nothing moves any more. */
export type Happening =
  /** A fact about the lead. */
  | { readonly fact: string; readonly fields?: Readonly<Record<string, string>> }
  /** A person answers the request of this name that is with their role. */
  | {
      readonly request: string;
      readonly role: string;
      readonly does: "accept" | "complete" | "decide";
      readonly answer: string;
    }
  /** Nothing, until a message has gone out so many times. */
  | { readonly sent: string; readonly times: number };

export interface Case {
  /** Of the journey, and of the function by hand. */
  readonly name: "nurture" | "onboarding" | "approval";
  readonly stage: string;
  /** The event that leads in. */
  readonly enters: string;
  readonly fields: Readonly<Record<string, string | number>>;
  readonly happens: readonly Happening[];
  readonly exit: string;
}

const LEAD = { email: "lead@example.com", name: "Maria", company: "Acme", discount: 0, approved: 0 };

export const CASES: readonly Case[] = [
  {
    name: "nurture",
    stage: "nurture",
    enters: "downloaded",
    fields: LEAD,
    happens: [
      { sent: "story", times: 1 },
      { fact: "email_clicked", fields: { message: "story", link: "https://example.com" } },
      { sent: "deep_dive", times: 1 },
      { fact: "demo_requested" },
      { request: "sales_ready", role: "sales", does: "accept", answer: "accept" },
      { request: "call", role: "sales", does: "complete", answer: "done" },
      { fact: "bought" },
    ],
    exit: "won",
  },
  {
    name: "onboarding",
    stage: "setup",
    enters: "signed",
    fields: LEAD,
    happens: [
      { request: "kickoff", role: "sales", does: "complete", answer: "held" },
      { sent: "guide", times: 1 },
      // Nobody logs in: the wait comes to its bound.
      { request: "nudge", role: "sales", does: "complete", answer: "asked" },
      { sent: "tip", times: 4 },
    ],
    exit: "live",
  },
  {
    name: "approval",
    stage: "asking",
    enters: "discount_asked",
    fields: { ...LEAD, discount: 25 },
    happens: [
      { request: "discount", role: "head", does: "decide", answer: "approved" },
      { request: "discount", role: "finance", does: "decide", answer: "approved" },
    ],
    exit: "agreed",
  },
];
