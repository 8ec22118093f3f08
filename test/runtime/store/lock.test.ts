import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lockDirectory, StoreInUse } from "../../../runtime/store/lock.ts";
import { buildModule, type Module, type RunningModule } from "../../support/run-module.ts";

let holder: Module;
let base: string;
let directory: string;
const running: RunningModule[] = [];

beforeAll(async () => {
  holder = await buildModule(`
    import { lockDirectory } from "./runtime/store/lock.ts";
    const [directory, what] = process.argv.slice(2);
    try {
      lockDirectory(directory, what);
      console.log("locked");
      setInterval(() => {}, 1_000);
    } catch (error) {
      console.log(error.message);
    }`);
});
afterAll(() => holder.remove());
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "baton-lock-"));
  directory = join(base, "store");
});
afterEach(() => {
  for (const { process } of running.splice(0)) process.kill("SIGKILL");
  rmSync(base, { recursive: true, force: true });
});

const lockPath = () => `${directory}.lock`;
const holderOf = () => JSON.parse(readFileSync(lockPath(), "utf8"));

/** Another process that wants the lock, and keeps it until it is killed. */
function otherProcess(what: string): RunningModule {
  const other = holder.start([directory, what]);
  running.push(other);
  return other;
}

describe("the lock of a directory", () => {
  it("is free, taken, and free again", () => {
    const lock = lockDirectory(directory, "baton dev");
    expect(holderOf()).toMatchObject({ pid: process.pid, what: "baton dev" });
    lock.release();
    expect(existsSync(lockPath())).toBe(false);
    lockDirectory(directory, "baton dev").release();
  });

  it("is refused to a second process, which is told who has it", async () => {
    const other = otherProcess("baton dev");
    expect(await other.line()).toBe("locked");
    const take = () => lockDirectory(directory, "baton demo");
    expect(take).toThrow(StoreInUse);
    expect(take).toThrow(`The store in ${directory} is in use by process ${other.process.pid} (baton dev).`);
  });

  it("is taken over from one that was killed", async () => {
    const other = otherProcess("baton dev");
    await other.line();
    other.process.kill("SIGKILL");
    await other.ended;
    const lock = lockDirectory(directory, "baton demo");
    expect(holderOf()).toMatchObject({ pid: process.pid, what: "baton demo" });
    lock.release();
  });

  it("is taken over when its process id belongs to somebody else by now", () => {
    writeFileSync(lockPath(), JSON.stringify({ pid: process.pid, started: "1", what: "baton dev" }));
    lockDirectory(directory, "baton demo").release();
  });

  it("is never taken from a live process, however old its lock is", () => {
    const lock = lockDirectory(directory, "baton dev");
    const text = readFileSync(lockPath(), "utf8");
    expect(() => lockDirectory(directory, "baton demo")).toThrow(StoreInUse);
    expect(readFileSync(lockPath(), "utf8")).toBe(text);
    lock.release();
  });

  it("goes to one of several who find a dead holder at once", async () => {
    writeFileSync(lockPath(), JSON.stringify({ pid: 2 ** 22 - 1, started: "1", what: "baton dev" }));
    const others = Array.from({ length: 4 }, (_, index) => otherProcess(`number ${index}`));
    const answers = await Promise.all(others.map((other) => other.line()));
    expect(answers.filter((answer) => answer === "locked")).toHaveLength(1);
    expect(answers.filter((answer) => answer.includes("is in use by process"))).toHaveLength(3);
  });

  it("that cannot be read is left alone", () => {
    writeFileSync(lockPath(), "{");
    expect(() => lockDirectory(directory, "baton dev")).toThrow("cannot be read");
  });

  it("released late does not take the lock of whoever came after", () => {
    const lock = lockDirectory(directory, "baton dev");
    const next = { pid: process.pid, started: "2", what: "baton demo" };
    writeFileSync(lockPath(), JSON.stringify(next));
    lock.release();
    expect(holderOf()).toEqual(next);
  });
});
