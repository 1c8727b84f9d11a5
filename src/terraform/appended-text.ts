import { closeSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** A read of a local file costs nothing. A watch may be refused, where others have used up the system's watches. */
const LOOK_MS = 100;

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
  const timer = setInterval(readOn, LOOK_MS);
  return () => {
    clearInterval(timer);
    readOn();
    closeSync(file);
  };
}
