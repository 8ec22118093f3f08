/** What people answered, looked up when the same is asked again. */
import type { PastAnswer } from "../gateway/api.ts";
import { normalKey } from "../ingest/event-schema.ts";
import type { Act, WorkRecord } from "../machine/protocol.ts";
import { RANK } from "../simulate/agenda.ts";
import { type Instance, openInstances, type World } from "../simulate/virtual-state.ts";
import { schedule, takeAct } from "../simulate/virtual-world.ts";
import { type Crowd, subjectName } from "./crowd.ts";

export interface Answered {
  /** Answers that found their request. */
  readonly answered: number;
  /** Answers that nobody asked for in this version, or that it does not take. */
  readonly unasked: readonly { readonly journey: string; readonly name: string; readonly answers: number }[];
}

/** How an act that nobody asked for is written down. */
const UNPROMPTED = "requested";

export class AnswerBook {
  /** Answers to each request of each person that are not used yet, in the order in which they were asked. */
  private readonly waiting = new Map<string, PastAnswer[]>();
  private readonly unprompted: readonly PastAnswer[];
  private readonly given = new Set<PastAnswer>();
  private readonly all: readonly PastAnswer[];
  private readonly seen = new Set<string>();

  constructor(answers: readonly PastAnswer[]) {
    this.all = answers;
    this.unprompted = answers.filter(({ answer }) => answer === UNPROMPTED);
    for (const answer of answers) {
      if (answer.answer === UNPROMPTED) continue;
      const key = keyOf(answer.journey, answer.answered, nameOf(answer));
      this.waiting.set(key, [...(this.waiting.get(key) ?? []), answer]);
    }
  }

  /** Whoever is asked will answer as they did then, and as late. */
  expect(world: World, crowd: Crowd, instance: Instance, { id, name, openedAt }: WorkRecord): void {
    if (this.seen.has(id)) return;
    this.seen.add(id);
    const { plan, subject } = instance;
    const answer = this.waiting.get(keyOf(plan.journey, name, crowd.nameOf(subject)))?.shift();
    if (answer === undefined) return;
    const at = openedAt + Date.parse(answer.at) - Date.parse(answer.asked);
    schedule(world, RANK.act, Math.max(at, world.now), () => {
      const record = instance.state.work.find((work) => work.record.id === id)?.record;
      if (record === undefined || record.person === null) return;
      if (takeAct(world, instance, record.person, actOf(record, answer)) === null) this.given.add(answer);
    });
  }

  /** What people did unprompted, they do again at the same instant. */
  planUnprompted(world: World, crowd: Crowd): void {
    for (const answer of this.unprompted) {
      const { journey, answered: name, evidence, by, at, subject } = answer;
      schedule(world, RANK.act, Date.parse(at), () => {
        const found = crowd.find(subject.kind, normalKey(subject.key));
        const open = found === undefined ? [] : openInstances(found);
        const isTaken = open
          .filter(({ plan }) => plan.journey === journey)
          .some((instance) => takeAct(world, instance, by, { do: "request", name, evidence }) === null);
        if (isTaken) this.given.add(answer);
      });
    }
  }

  tally(): Answered {
    const counts = new Map<string, { readonly journey: string; readonly name: string; answers: number }>();
    for (const answer of this.all) {
      if (this.given.has(answer)) continue;
      const { journey, answered: name } = answer;
      const count = counts.get(`${journey}/${name}`) ?? { journey, name, answers: 0 };
      count.answers += 1;
      counts.set(`${journey}/${name}`, count);
    }
    return { answered: this.given.size, unasked: [...counts.values()] };
  }
}

const keyOf = (journey: string, name: string, subject: string): string => `${journey}/${name}/${subject}`;
const nameOf = ({ subject: { kind, key } }: PastAnswer): string => subjectName(kind, normalKey(key));

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
