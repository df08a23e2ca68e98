import { serveRecords } from "../../store/records/records-server.ts";

await serveRecords(() => ({ send() {}, acknowledged() {}, close() {} }));
