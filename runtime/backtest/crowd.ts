/** The subjects of a world in virtual time, by kind and key: as whom a history knows them. */
import type { Fields } from "../../compiler/plan.ts";
import { normalKey } from "../ingest/event-schema.ts";
import { saidOf } from "../ingest/said-of.ts";
import type { VirtualSubject, World } from "../simulate/virtual-state.ts";
import { addSubject } from "../simulate/virtual-world.ts";

export class Crowd {
  readonly world: World;
  private readonly byName = new Map<string, VirtualSubject>();
  private readonly names = new Map<VirtualSubject, string>();

  constructor(world: World) {
    this.world = world;
  }

  find(kind: string, key: string): VirtualSubject | undefined {
    const name = subjectName(kind, key);
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const { key: own = "", follows } = this.world.options.library.subjects[kind] ?? {};
    // The world itself opens whoever follows another; all others come through here.
    if (follows === undefined) return undefined;
    for (const subject of this.world.subjects.values())
      if (subject.kind === kind && normalKey(subject.fields[own] ?? "") === key)
        return this.name(subject, name);
    return undefined;
  }

  /** A kind that this version does not have has no journey here either. */
  introduce(kind: string, fields: Fields): VirtualSubject | null {
    const declared = this.world.options.library.subjects[kind];
    if (declared === undefined) return null;
    const key = normalKey(fields[declared.key] ?? "");
    return (
      this.find(kind, key) ??
      this.name(addSubject(this.world, kind, saidOf(declared, fields)), subjectName(kind, key))
    );
  }

  nameOf(subject: VirtualSubject): string {
    const known = this.names.get(subject);
    if (known !== undefined) return known;
    const key = this.world.options.library.subjects[subject.kind]?.key ?? "";
    this.name(subject, subjectName(subject.kind, normalKey(subject.fields[key] ?? "")));
    return this.nameOf(subject);
  }

  private name(subject: VirtualSubject, name: string): VirtualSubject {
    this.byName.set(name, subject);
    this.names.set(subject, name);
    return subject;
  }
}

export const subjectName = (kind: string, key: string): string => `${kind} ${key}`;
