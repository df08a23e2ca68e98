/** Entry files of the workers. */
export const JOURNAL_WORKER = new URL("../../app/workers/journal-worker.ts", import.meta.url);
export const RECORDS_WORKER = new URL("../../app/workers/records-worker.ts", import.meta.url);
export const HISTORIAN_WORKER = new URL("../../app/workers/historian-worker.ts", import.meta.url);
