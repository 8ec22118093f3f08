/** What each journey did with each person, put together from what is written down on the way. */
import type { Instant } from "../../compiler/plan.ts";
import type { JournalEntry } from "../machine/protocol.ts";
import type { Instance, VirtualSubject } from "../simulate/virtual-state.ts";

interface Dated {
  readonly name: string;
  readonly at: Instant;
}

/** What one journey did with one person. */
export interface Course {
  /** Kind and key, as in `lead maria@example.com`. */
  readonly subject: string;
  readonly journey: string;
  readonly entered: Instant;
  /** Stages in the order in which they were entered. */
  readonly way: readonly string[];
  /** The exit that was taken; `null`: still under way at the end of the period. */
  readonly exit: string | null;
  readonly ended: Instant | null;
  /** Messages that went out. */
  readonly told: readonly Dated[];
  /** What people were asked for; a request that was passed on is one. */
  readonly asked: readonly Dated[];
  /** Requests whose clock ran out. */
  readonly breached: readonly Dated[];
}

interface Followed {
  readonly instance: Instance;
  readonly way: string[];
  readonly told: Dated[];
  readonly asked: Dated[];
  readonly breached: Dated[];
}

export class CourseLog {
  private readonly followed = new Map<string, Followed>();

  follow(instance: Instance): void {
    if (this.followed.has(instance.id)) return;
    this.followed.set(instance.id, { instance, way: [], told: [], asked: [], breached: [] });
  }

  note(instance: Instance, { what, name, result, at }: JournalEntry): void {
    this.follow(instance);
    const course = this.followed.get(instance.id);
    if (course === undefined) return;
    if (what === "entered" || what === "moved") course.way.push(name);
    if (what === "message" && result === "sent") course.told.push({ name, at });
    if (what === "offered" || what === "asked") course.asked.push({ name, at });
    if (what === "breached") course.breached.push({ name, at });
  }

  courses(nameOf: (subject: VirtualSubject) => string): readonly Course[] {
    return [...this.followed.values()]
      .map(({ instance, ...course }) => ({
        subject: nameOf(instance.subject),
        journey: instance.plan.journey,
        entered: instance.enteredAt,
        exit: instance.state.exit,
        ended: instance.endedAt,
        ...course,
      }))
      .toSorted((a, b) => a.entered - b.entered);
  }
}
