/** Words to people: the role's shared address, else everyone who fills it; an empty role falls to its manager. */
import type { Command } from "../machine/protocol.ts";
import { peopleFor } from "../policy/people-for.ts";
import { type Recipient, recipientsOf } from "../policy/recipients.ts";
import { fillTemplate } from "../policy/words.ts";
import { fieldsOfEvent } from "../store/events.ts";
import { ownFieldsOf } from "../store/instances.ts";
import { writeLetter } from "../store/letters.ts";
import type { Db } from "../store/open-store.ts";
import type { SubjectRow } from "../store/schema.ts";
import type { ActivityContext } from "./context.ts";
import type { Batch } from "./contract.ts";
import { type Effect, entryOf } from "./effect.ts";

type Tell = Extract<Command, { do: "tell" }>;

export async function tellPeople(
  tx: Db,
  context: ActivityContext,
  batch: Batch,
  subject: SubjectRow,
  command: Tell,
): Promise<Effect> {
  const people = peopleFor(context.library.roles, context.people(), subject.fields);
  const recipients = recipientsOf(context.library, people, command.to);
  const fields = { ...subject.fields, ...(await ownFieldsOf(tx, batch.instance)) };
  const text = fillTemplate(command.text, fields, await fieldsOfEvent(tx, subject.id, command.event));
  const letters = recipients.map((recipient) => wordOf(batch, subject, command, recipient, text));
  for (const letter of letters) await writeLetter(tx, letter);
  return {
    letsGo: letters.length > 0,
    journal: recipients.length === 0 ? [unheard(batch, command)] : [],
  };
}

function wordOf(batch: Batch, subject: SubjectRow, command: Tell, { id, address }: Recipient, text: string) {
  return {
    key: `${command.key}/${id}`,
    kind: "word",
    address,
    subject: subject.id,
    account: null,
    instance: batch.instance,
    journey: batch.journey,
    version: batch.version,
    stage: "",
    step: null,
    name: command.why,
    channel: "email",
    text,
    status: "granted",
    until: null,
    why: null,
    counts: false,
    priority: 0,
    approved_by: null,
    asked_at: batch.now,
    decided_at: batch.now,
    sent_at: null,
    message_id: null,
    work: command.link?.work ?? null,
    link_until: command.link?.until ?? null,
  } as const;
}

function unheard(batch: Batch, { to }: Tell) {
  const name = "role" in to ? to.role : to.person;
  const why = "role" in to ? `nobody fills ${name}, and nobody is above` : `${name} is not in people.yaml`;
  return entryOf(batch, { what: "stuck", name, to: name, why: `a notice reached nobody: ${why}` });
}
