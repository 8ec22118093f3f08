import { wrongUsage } from "../failure.ts";

/** 0: any that is free. */
export function readPort(text: string, option = "--port"): number {
  const port = Number(text);
  if (text.trim() !== "" && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw wrongUsage(`${option} ${text} is no port.`);
}
