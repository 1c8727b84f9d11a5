import { closeSync, openSync, readSync, watch } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** Where a file system tells of no write, it is looked after this often. */
const LOOK_MS = 1_000;

/**
 * Reads a file while another process appends to it.
 * @param path a file that exists
 * @param onChunk told what was appended, soon after it was written
 * @returns ends the reading, after all that has been written until then was told
 */
export function readAppended(path: string, onChunk: (chunk: string) => void): () => void {
  const file = openSync(path, "r");
  const buffer = Buffer.alloc(65_536);
  const decoder = new StringDecoder("utf8");
  const readOn = () => {
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      onChunk(decoder.write(buffer.subarray(0, length)));
    }
  };
  const watcher = watch(path, readOn);
  const timer = setInterval(readOn, LOOK_MS);
  return () => {
    watcher.close();
    clearInterval(timer);
    readOn();
    closeSync(file);
  };
}
