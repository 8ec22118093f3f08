/**
 * Places where a crash hurts most, by name: `FAULT_AT=relay.after_start#2` kills this process with SIGKILL when it
 * comes there for the second time. Without the variable, nothing happens.
 */
export type CrashPoint =
  | "gateway.before_commit"
  | "gateway.after_commit"
  | "relay.after_start"
  | (string & Record<never, never>);

const [POINT, TIME = "1"] = process.env["FAULT_AT"]?.split("#") ?? [];
let times = 0;

export function crashPoint(point: CrashPoint): void {
  if (point !== POINT) return;
  times += 1;
  if (times === Number(TIME)) process.kill(process.pid, "SIGKILL");
}
