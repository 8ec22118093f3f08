/** What people answered, looked up when the same is asked again. */
import type { Instant } from "../../compiler/plan.ts";
import type { PastAnswer } from "../gateway/api.ts";
import { normalKey } from "../ingest/event-schema.ts";
import type { Act, WorkRecord } from "../machine/protocol.ts";
import type { Instance, VirtualSubject, World } from "../simulate/virtual-state.ts";
import { takeAct } from "../simulate/virtual-world.ts";
import { subjectName } from "./crowd.ts";

export interface Answered {
  /** Answers that found their request. */
  readonly answered: number;
  /** Answers that nobody asked for in this version, or that it does not take. */
  readonly unasked: readonly { readonly journey: string; readonly name: string; readonly answers: number }[];
}

/** An answer that somebody is about to give. */
interface Due {
  readonly at: Instant;
  readonly answer: PastAnswer;
  /** The request that it answers; `null`: nobody asks, and it is given to whatever is open. */
  readonly asked: { readonly instance: string; readonly work: string } | null;
}

/** An act that nobody asked for. */
const UNPROMPTED = "requested";

export class AnswerBook {
  private readonly nameOf: (subject: VirtualSubject) => string;
  /** Answers to each request of each person, in the order in which they were asked. */
  private readonly waiting = new Map<string, PastAnswer[]>();
  /** In the order in which they are due. */
  private readonly due: Due[] = [];
  private readonly seen = new Set<string>();
  /** Entries of the journal that have been looked at. */
  private read = 0;
  private answered = 0;
  private readonly left: PastAnswer[] = [];

  constructor(answers: readonly PastAnswer[], nameOf: (subject: VirtualSubject) => string) {
    this.nameOf = nameOf;
    for (const answer of answers) {
      if (answer.answer === UNPROMPTED) this.plan({ at: Date.parse(answer.at), answer, asked: null });
      else this.waitingFor(keyOf(answer)).push(answer);
    }
  }

  next(): Instant | null {
    return this.due[0]?.at ?? null;
  }

  /** Whoever has been asked since the last look will answer as they did, and as late. */
  notice(world: World): void {
    const touched = new Set(world.journal.slice(this.read).map(({ instance }) => instance));
    this.read = world.journal.length;
    for (const id of touched) {
      const instance = world.instances.get(id);
      for (const { record } of instance?.state.work ?? [])
        if (instance !== undefined) this.expect(instance, record);
    }
  }

  giveUntil(world: World, instant: Instant): void {
    for (;;) {
      const [first] = this.due;
      if (first === undefined || first.at > instant) return;
      this.due.shift();
      if (this.give(world, first)) this.answered += 1;
      else this.left.push(first.answer);
    }
  }

  tally(): Answered {
    const unused = [...this.waiting.values()].flat().concat(
      this.left,
      this.due.map(({ answer }) => answer),
    );
    const counts = new Map<string, { journey: string; name: string; answers: number }>();
    for (const { journey, answered: name } of unused) {
      const known = counts.get(`${journey}/${name}`) ?? { journey, name, answers: 0 };
      counts.set(`${journey}/${name}`, { ...known, answers: known.answers + 1 });
    }
    return { answered: this.answered, unasked: [...counts.values()] };
  }

  private expect({ id, plan, subject }: Instance, record: WorkRecord): void {
    if (this.seen.has(record.id)) return;
    this.seen.add(record.id);
    const answer = this.waitingFor(`${plan.journey}/${record.name}/${this.nameOf(subject)}`).shift();
    if (answer === undefined) return;
    const took = Date.parse(answer.at) - Date.parse(answer.asked);
    this.plan({ at: record.openedAt + took, answer, asked: { instance: id, work: record.id } });
  }

  private waitingFor(key: string): PastAnswer[] {
    const known = this.waiting.get(key);
    if (known !== undefined) return known;
    const none: PastAnswer[] = [];
    this.waiting.set(key, none);
    return none;
  }

  private plan(due: Due): void {
    const later = this.due.findIndex(({ at }) => at > due.at);
    this.due.splice(later === -1 ? this.due.length : later, 0, due);
  }

  /** `false`: it is not asked any more, or this version does not take such an answer. */
  private give(world: World, due: Due): boolean {
    if (due.asked === null) return this.request(world, due.answer);
    const instance = world.instances.get(due.asked.instance);
    const record = instance?.state.work.find((one) => one.record.id === due.asked?.work)?.record;
    if (instance === undefined || record === undefined || record.person === null) return false;
    return takeAct(world, instance, record.person, actOf(record, due.answer)) === null;
  }

  private request(world: World, { subject, journey, answered: name, evidence, by }: PastAnswer): boolean {
    const whose = subjectName(subject.kind, normalKey(subject.key));
    const open = [...world.instances.values()].filter(
      (one) => one.plan.journey === journey && one.endedAt === null && this.nameOf(one.subject) === whose,
    );
    return open.some((instance) => takeAct(world, instance, by, { do: "request", name, evidence }) === null);
  }
}

const keyOf = ({ journey, answered, subject }: PastAnswer): string =>
  `${journey}/${answered}/${subjectName(subject.kind, normalKey(subject.key))}`;

function actOf({ id: work, kind }: WorkRecord, { answer, evidence }: PastAnswer): Act {
  switch (kind) {
    case "accept":
      return answer === "accept" ? { do: "accept", work } : { do: "decline", work, reason: answer, evidence };
    case "decide":
      return { do: "decide", work, answer, evidence };
    default:
      return { do: "complete", work, result: answer, evidence };
  }
}
