import { serveHistorian } from "../../store/historian/historian-server.ts";

await serveHistorian();
