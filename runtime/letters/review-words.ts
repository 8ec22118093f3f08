/** What a letter about a review says. Nothing personal: roles, names of declarations and days. */
import type { Mail } from "../connectors/mail-connector.ts";
import type { NoticeWithTask } from "../store/review-notices.ts";

export function reviewWords(notice: NoticeWithTask): Pick<Mail, "subject" | "text"> {
  const { kind, name, due, why, role, task } = notice;
  const what = `review of ${kind} ${name}`;
  const counted = `every ${task.every}, last ${task.last}`;
  const said =
    why === "due"
      ? `The ${what} is due on ${due} (${counted}).\nIts owner is ${task.owner}. It can wait until ${task.until}; then it reaches whoever is above as well.`
      : `The ${what} was due on ${due} (${counted}), and could wait until ${task.until}.\nIts owner is ${task.owner}. It is with ${role} as well from now on.`;
  return {
    subject: why === "due" ? `Due on ${due}: ${what}` : `Past its grace: ${what}, due on ${due}`,
    text: [said, ...HOW[kind](name), OVER].join("\n\n"),
  };
}

const HOW: Readonly<Record<NoticeWithTask["kind"], (name: string) => readonly string[]>> = {
  journey: (name) => [`What has come of it: baton review-pack ${name}`],
  score: () => [],
  route: () => [],
};

const OVER =
  "It is over once a build runs whose text says a later `last`. All that is asked for: baton reviews --running";
