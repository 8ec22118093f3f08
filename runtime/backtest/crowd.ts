/** The subjects of a world in virtual time, as a history knows them: by kind and key. */
import { invariant } from "../../compiler/invariant.ts";
import type { Fields } from "../../compiler/plan.ts";
import { normalKey } from "../ingest/event-schema.ts";
import { saidOf } from "../ingest/said-of.ts";
import type { VirtualSubject, World } from "../simulate/virtual-state.ts";
import { addSubject } from "../simulate/virtual-world.ts";

export class Crowd {
  readonly world: World;
  private readonly byName = new Map<string, VirtualSubject>();

  constructor(world: World) {
    this.world = world;
  }

  find(kind: string, key: string): VirtualSubject | undefined {
    const name = subjectName(kind, key);
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    // The world itself opens whoever follows another; all others come through here.
    if (this.world.options.library.subjects[kind]?.follows === undefined) return undefined;
    const opened = [...this.world.subjects.values()].find((subject) => this.nameOf(subject) === name);
    if (opened !== undefined) this.byName.set(name, opened);
    return opened;
  }

  /** `null`: this version does not have such a subject. */
  introduce(kind: string, fields: Fields): VirtualSubject | null {
    const declared = this.world.options.library.subjects[kind];
    if (declared === undefined) return null;
    const key = normalKey(fields[declared.key] ?? "");
    const known = this.find(kind, key);
    if (known !== undefined) return known;
    const subject = addSubject(this.world, kind, saidOf(declared, fields));
    this.byName.set(subjectName(kind, key), subject);
    return subject;
  }

  nameOf({ kind, fields }: VirtualSubject): string {
    const declared = this.world.options.library.subjects[kind];
    invariant(declared !== undefined, `the library has no subject ${kind}`);
    return subjectName(kind, normalKey(fields[declared.key] ?? ""));
  }
}

export const subjectName = (kind: string, key: string): string => `${kind} ${key}`;
