import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './flags.js';

/** Files being written, by name. */
export interface NewFiles {
  append(name: string, text: string): Promise<void>;
}

/**
 * Makes files that only their owner may read, has `write` fill them, and takes them away again when it fails.
 * @throws UsageError when one of them is there already: it is not touched
 */
export async function withNewFiles<T>(
  { folder, names }: { folder: string; names: readonly string[] },
  write: (files: NewFiles) => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const handles = new Map<string, FileHandle>();
  try {
    for (const name of names) handles.set(name, await create(join(folder, name)));
    return await write({
      append: async (name, text) => {
        await handles.get(name)?.appendFile(text);
      },
    });
  } catch (error) {
    for (const name of handles.keys()) await rm(join(folder, name));
    throw error;
  } finally {
    for (const handle of handles.values()) await handle.close();
  }
}

async function create(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!exists) throw error;
    throw new UsageError([`${path} is there already; choose another folder. Nothing was written.`]);
  }
}
