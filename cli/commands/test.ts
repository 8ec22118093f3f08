import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
export const test = defineCommand({
  async run() {
    return EXIT.ok;
  },
});
