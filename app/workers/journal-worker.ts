import { serveJournal } from "../../store/journal/journal-server.ts";

await serveJournal();
