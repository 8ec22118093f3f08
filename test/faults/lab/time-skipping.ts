/**
 * Temporal's Java test server, which goes on to the next timer at once when there is nothing else to do. Its jars come
 * from Maven into the cache, outside of the project (docs/temporal.md, section 10).
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../runtime/temporal/cache-dir.ts";
import { connectClient, connectWorker, resolveTarget } from "../../../runtime/temporal/connect.ts";
import { freePort } from "../../../runtime/temporal/processes.ts";
import { SEARCH_ATTRIBUTES } from "../../../runtime/workflows/contract.ts";
import { SILENT } from "../../support/temporal.ts";
import { CannotRun } from "./fault.ts";

/** `IndexedValueType.KEYWORD` (temporal/api/enums/v1/common.proto). */
const KEYWORD = 2;
const VERSION = "1.31.0";
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>baton</groupId><artifactId>time-skipping</artifactId><version>1</version>
<dependencies><dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId>
<version>${VERSION}</version></dependency></dependencies></project>
`;

export async function startTimeSkipping() {
  const jars = findJars();
  const port = await freePort();
  const server = spawn(
    "java",
    ["-cp", join(jars, "*"), "io.temporal.testserver.TestServer", `${port}`, "--enable-time-skipping"],
    { stdio: "ignore" },
  );
  const target = resolveTarget({ address: `127.0.0.1:${port}`, env: {} });
  const client = await untilUp(() => connectClient(target));
  // Those that are there cannot be listed here.
  const searchAttributes = Object.fromEntries(SEARCH_ATTRIBUTES.map((name) => [name, KEYWORD]));
  await client.connection.operatorService.addSearchAttributes({ namespace: "default", searchAttributes });
  const connection = await connectWorker(target, SILENT);
  return {
    client,
    connection,
    async stop() {
      await connection.close();
      await client.connection.close();
      server.kill("SIGKILL");
    },
  };
}

/** @throws CannotRun */
function findJars(): string {
  const dir = join(cacheDir(process.env), "time-skipping");
  const jars = join(dir, "lib");
  try {
    execFileSync("java", ["-version"], { stdio: "ignore" });
    if (existsSync(jars) && readdirSync(jars).length > 0) return jars;
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, "pom.xml"), POM);
    const copy = ["-q", "dependency:copy-dependencies", "-DoutputDirectory=lib"];
    execFileSync("mvn", copy, { cwd: dir, stdio: "ignore" });
    return jars;
  } catch {
    throw new CannotRun("Java and Maven are needed for Temporal's time-skipping test server.");
  }
}

const TRIES = 60;

async function untilUp<T>(connect: () => Promise<T>, tries = TRIES): Promise<T> {
  try {
    return await connect();
  } catch (error) {
    if (tries === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return untilUp(connect, tries - 1);
  }
}
