/** Files as the protocol names them. */
import { fileURLToPath, pathToFileURL } from "node:url";

export const URI = {
  isFile: (uri: string): boolean => uri.startsWith("file:"),
  /** A URI that is no path of this machine names nothing. */
  toPath(uri: string): string {
    try {
      return fileURLToPath(uri);
    } catch {
      return "/";
    }
  },
  fromPath: (path: string): string => pathToFileURL(path).href,
} as const;
